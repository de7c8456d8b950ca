"""A thread is told once when an article quoted there was corrected or removed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from support.indexed import indexed, write
from support.slack_bot import CORRECTED, OWNER, running, with_rules
from support.slack_messages import corrections, says
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, BOB, GENERAL, OPERATIONS
from support.waiting import eventually

from qa_bot.index import IndexWriter
from qa_bot.messaging.inbox import Inbox
from qa_bot.settings import Settings

pytest_plugins = ["support.slack_fixtures"]

FERRY = "How many passengers will the ferry Aurora carry?"
TOUCHED = indexed(
    "port.md",
    "The port of Larkhaven belongs to the town. The council bought it from the shipping firm Varn.",
    "Harbour master Odile Ferrant runs the port with a staff of fifty.",
    title="Larkhaven keeps its port",
    published=date(2024, 5, 12),
)


def asked(slack: SlackProxy, question: str, channel: str = GENERAL) -> str:
    """The thread in which it is answered."""
    ts = slack.server.mention(ALICE, channel, question)
    eventually(lambda: '"evidence"' in json.dumps(slack.server.replies(channel, ts)))
    return ts


def test_a_thread_is_told_what_the_article_says_now_and_the_question_can_be_asked_again(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles) as maintenance:
        ts = asked(slack, OWNER)
        maintenance.do()
        write(articles, CORRECTED)
        maintenance.do()
        (told,) = eventually(lambda: corrections(slack.server.replies(GENERAL, ts)))
        button = {"type": "button", "action_id": "again", "value": OWNER}
        for user in (ALICE, BOB):
            slack.server.click(user, GENERAL, told["ts"], button)
        eventually(lambda: "shipping firm Varn [1]" in json.dumps(slack.server.replies(GENERAL, ts)[-1:]))
    assert "no longer says" in says(told) and "The port of Larkhaven belongs to the town." in says(told)
    assert "It says now" in says(told) and "belongs to the shipping firm Varn." in says(told)
    assert len(slack.server.replies(GENERAL, ts)) == 3


def test_it_is_told_once_across_restarts_and_instances_and_again_of_the_next_correction(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles):
        ts, other = asked(slack, OWNER), asked(slack, FERRY, OPERATIONS)
    write(articles, TOUCHED)
    with running(articles) as one, running(articles) as another:
        for maintenance in (one, another, one, another):
            maintenance.do()
        eventually(lambda: corrections(slack.server.replies(GENERAL, ts)))
    with running(articles) as maintenance:
        write(articles, CORRECTED)
        maintenance.do()
        eventually(lambda: len(corrections(slack.server.replies(GENERAL, ts))) == 2)
    first, second = corrections(slack.server.replies(GENERAL, ts))
    assert "still stand" in says(first) and "no longer says" in says(second)
    assert corrections(slack.server.replies(OPERATIONS, other)) == []


def test_what_a_process_told_before_it_died_is_seen_in_the_thread(
    slack: SlackProxy, articles: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It posts, and dies before it can note so."""
    with running(articles) as maintenance, monkeypatch.context() as patch:
        ts = asked(slack, OWNER)
        patch.setattr(Inbox, "note_correction", lambda *_: None)
        write(articles, CORRECTED)
        maintenance.do()
        eventually(lambda: corrections(slack.server.replies(GENERAL, ts)))
    with running(articles) as maintenance:
        with IndexWriter.open(articles) as writer:
            writer.delete(["port.md"])
        maintenance.do()
        eventually(lambda: len(corrections(slack.server.replies(GENERAL, ts))) == 2)
    _, removed = corrections(slack.server.replies(GENERAL, ts))
    assert "no longer among the articles" in says(removed)


def test_nobody_is_told_where_the_settings_say_so_or_the_answer_is_old(
    slack: SlackProxy, articles: Settings
) -> None:
    quiet = with_rules(articles, corrections=False)
    old = with_rules(articles, corrections_days=1e-9)
    with running(articles):
        ts = asked(slack, OWNER)
    write(articles, CORRECTED)
    for rules in (quiet, old):
        with running(rules) as maintenance:
            maintenance.do()
            asked(slack, FERRY, OPERATIONS)
    assert corrections(slack.server.replies(GENERAL, ts)) == []


def test_a_crowd_of_corrections_is_told_a_few_at_a_time(slack: SlackProxy, articles: Settings) -> None:
    with running(articles) as maintenance:
        threads = [asked(slack, OWNER) for _ in range(4)]
        write(articles, CORRECTED)
        maintenance.do()
        eventually(lambda: sum(len(corrections(slack.server.replies(GENERAL, ts))) for ts in threads) == 3)
        eventually(
            lambda: maintenance.do() or all(corrections(slack.server.replies(GENERAL, ts)) for ts in threads)
        )
    assert [len(corrections(slack.server.replies(GENERAL, ts))) for ts in threads] == [1] * 4
