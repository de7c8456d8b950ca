"""What people do beside asking: they talk to each other, take back what they asked, send files along."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from support.slack_bot import OWNED, OWNER, running, with_rules
from support.slack_messages import statuses
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, BOB, BOT, GENERAL, OPERATIONS, READERS, Message
from support.waiting import PATIENCE_S, eventually

from qa_bot.answering.draft import Draft, Show
from qa_bot.answering.extractive import Extractive
from qa_bot.messaging.inbox import Inbox
from qa_bot.retrieval.retriever import Evidence
from qa_bot.settings import Settings
from qa_bot.slack.incoming import post_of, retracted
from qa_bot.types import Question

pytest_plugins = ["support.slack_fixtures"]


def answers(slack: SlackProxy, channel: str, ts: str, count: int = 1) -> list[Message]:
    """The bot's replies in the thread, once there are so many and the last is whole."""

    def find() -> list[Message] | None:
        replies = slack.server.replies(channel, ts)
        whole = len(replies) == count and '"evidence"' in json.dumps(replies[-1])
        return replies if whole else None

    return eventually(find)


def test_what_two_people_say_to_each_other_in_its_thread_is_left_alone(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles):
        ts = slack.server.mention(ALICE, GENERAL, OWNER)
        answers(slack, GENERAL, ts)
        slack.server.post(BOB, GENERAL, "Hm, the council told me another story.", thread_ts=ts)
        slack.server.post(ALICE, GENERAL, "Thanks Bob, I will look at it.", thread_ts=ts)
        slack.server.post(BOB, GENERAL, "Who bought it?", thread_ts=ts)
        (_, follow_up) = answers(slack, GENERAL, ts, count=2)
    assert OWNED in follow_up["text"]


def test_to_the_only_person_in_its_thread_it_replies_whatever_they_say(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles):
        ts = slack.server.mention(ALICE, GENERAL, OWNER)
        answers(slack, GENERAL, ts)
        slack.server.post(ALICE, GENERAL, "Tell me about the shipping firm Varn.", thread_ts=ts)
        answers(slack, GENERAL, ts, count=2)


def test_a_person_goes_on_with_the_bot_where_others_wrote_before(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles):
        ts = slack.server.post(BOB, GENERAL, "The council was at the port today.")
        slack.server.mention(ALICE, GENERAL, OWNER, thread_ts=ts)
        answers(slack, GENERAL, ts)
        slack.server.post(ALICE, GENERAL, "Tell me about the shipping firm Varn.", thread_ts=ts)
        answers(slack, GENERAL, ts, count=2)


def test_a_question_that_was_deleted_is_not_answered(
    slack: SlackProxy, articles: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted while its sentences are looked for."""
    has_begun, may_go_on = threading.Event(), threading.Event()
    extract = Extractive.answer

    def slow(self: Extractive, question: Question, evidence: Evidence, show: Show) -> Draft:
        has_begun.set()
        assert may_go_on.wait(PATIENCE_S)
        return extract(self, question, evidence, show)

    monkeypatch.setattr(Extractive, "answer", slow)
    with running(articles):
        ts = slack.server.mention(ALICE, GENERAL, OWNER)
        assert has_begun.wait(PATIENCE_S)
        slack.server.delete(ALICE, GENERAL, ts)
        may_go_on.set()
        after = slack.server.mention(ALICE, OPERATIONS, OWNER)
        answers(slack, OPERATIONS, after)
        slack.server.open_home(ALICE)
        eventually(lambda: slack.server.home(ALICE))
    assert slack.server.replies(GENERAL, ts) == []
    assert statuses(slack, ts)[1:] == [""]


def test_of_a_deleted_post_the_words_are_forgotten(settings: Settings) -> None:
    inbox = Inbox.of(settings, "slack")
    asked = event("app_mention", text=f"<@{BOT}> {OWNER}", ts="1712.000100")
    post = post_of(asked, BOT)
    assert post and inbox.take(post)
    inbox.retract(retracted(event(subtype="message_deleted", deleted_ts="1712.000100")))
    assert inbox.is_stopped(post) and inbox.last_questions(ALICE, 5) == []


def test_a_deleted_post_with_replies_leaves_a_tombstone() -> None:
    left = {"subtype": "tombstone", "ts": "1712.000100"}
    assert retracted(event(subtype="message_changed", message=left)) == f"{GENERAL}/1712.000100"
    edited = {"text": "Who?", "ts": "1712.000100", "edited": {"user": ALICE}}
    assert retracted(event(subtype="message_changed", message=edited)) == ""


def event(type: str = "message", **changes: Any) -> dict[str, Any]:
    written = {"type": type, "user": ALICE, "channel": GENERAL, "ts": "1712.000200"}
    return {"team_id": "T01LARK", "event_id": "Ev1", "event": written | changes}


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Who owns the port :anchor: of Larkhaven? :thinking_face:", OWNER),
        (":+1::skin-tone-2: Who owns it?", "Who owns it?"),
        ("What happened at 10:30:15?", "What happened at 10:30:15?"),
        ("```Who owns it?```", "Who owns it?"),
    ],
)
def test_emoji_and_marks_of_code_are_no_words_of_a_question(text: str, reads: str) -> None:
    post = post_of(event("app_mention", text=f"<@{BOT}> {text}"), BOT)
    assert post and post.text == reads


def test_a_file_sent_along_with_a_question_is_said_not_to_be_read(
    slack: SlackProxy, articles: Settings, tmp_path: Path
) -> None:
    deed = tmp_path / "deed.txt"
    deed.write_text("The port of Larkhaven belongs to nobody.")
    with running(articles):
        channel = slack.server.direct(ALICE)
        slack.server.upload(ALICE, channel, deed, OWNER)
        asked = slack.server.messages(channel)[0]
        (answer,) = answers(slack, channel, asked["ts"])
    assert OWNED in json.dumps(answer)
    assert "I did not read deed.txt: I answer from the articles alone." in json.dumps(answer)


def test_a_question_asked_with_a_file_that_is_ingested_is_answered_from_it_too(
    slack: SlackProxy, articles: Settings, tmp_path: Path
) -> None:
    light = tmp_path / "light.md"
    light.write_text("# A light\n\nThe lighthouse of Larkhaven was painted red by Tove Brandt in 2024.\n")
    with running(with_rules(articles, uploads={OPERATIONS: tmp_path / "dropped"})):
        question = f"<@{BOT}> Who painted the lighthouse of Larkhaven?"
        slack.server.upload(READERS[0], OPERATIONS, light, question)
        (asked,) = [each for each in slack.server.messages(OPERATIONS) if each["user"] == READERS[0]]
        report, answer = answers(slack, OPERATIONS, asked["ts"], count=2)
    assert "1 added" in report["text"] and "Tove Brandt" in json.dumps(answer)
