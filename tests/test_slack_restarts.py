"""Each question is answered once, whatever becomes of processes, instances and the way to Slack."""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from support.slack_bot import OWNER, process, running
from support.slack_events import Ack, Payload
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, BOT, BOT_TOKEN, GENERAL, OPERATIONS, TEAM
from support.waiting import eventually

from qa_bot.errors import ModelUnavailable
from qa_bot.messaging.inbox import Inbox
from qa_bot.messaging.post import Post, PostKind
from qa_bot.messaging.threads import Threads
from qa_bot.settings import Settings
from qa_bot.slack import credentials
from qa_bot.slack.sender import Sender
from qa_bot.slack.threads import SlackThreads

pytest_plugins = ["support.slack_fixtures"]


def test_two_instances_answer_each_question_once(slack: SlackProxy, articles: Settings) -> None:
    with running(articles), running(articles):
        eventually(lambda: slack.sockets.count == 2)
        slack.courier.copies = 2
        channels = (GENERAL, OPERATIONS) * 3
        asked = [(channel, slack.server.mention(ALICE, channel, OWNER)) for channel in channels]
        eventually(lambda: all(is_whole(slack, *one) for one in asked))
    assert [len(slack.server.replies(*one)) for one in asked] == [1] * len(asked)


def test_what_a_killed_process_left_is_answered_by_the_next_in_the_same_message(
    slack: SlackProxy, articles: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while one answer streams and another question waits."""
    monkeypatch.setenv("QA_BOT__SLACK__WORKERS", "1")
    slack.rules.limit("chat.stopStream", retry_after_s=60)
    with process(articles, slack) as bot:
        first = slack.server.mention(ALICE, GENERAL, OWNER)
        eventually(lambda: slack.called("chat.stopStream"))
        second = slack.server.mention(ALICE, OPERATIONS, OWNER)
        bot.send_signal(signal.SIGKILL)
        bot.wait()
    assert not is_whole(slack, GENERAL, first)
    with running(articles):
        eventually(lambda: is_whole(slack, GENERAL, first))
        eventually(lambda: is_whole(slack, OPERATIONS, second))
    replies = slack.server.replies(GENERAL, first) + slack.server.replies(OPERATIONS, second)
    assert len(replies) == 2


def test_what_sigterm_leaves_is_answered_after_the_next_start(slack: SlackProxy, articles: Settings) -> None:
    with process(articles, slack) as bot:
        ts = slack.server.mention(ALICE, GENERAL, OWNER)
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(20) == 0
    with running(articles):
        eventually(lambda: is_whole(slack, GENERAL, ts))
    assert len(slack.server.replies(GENERAL, ts)) == 1


def test_what_slack_cannot_be_told_now_is_told_when_it_answers_again(
    slack: SlackProxy, articles: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    def cut(self: Sender, *_: object, **__: object) -> str:
        raise ModelUnavailable("Slack does not answer; the cable is cut.")

    with running(articles) as maintenance:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("start_stream", "post"):
                patch.setattr(Sender, name, cut)
            ts = slack.server.mention(ALICE, GENERAL, OWNER)
            eventually(lambda: "is tried again" in caplog.text)
        assert slack.server.replies(GENERAL, ts) == []
        maintenance.do()
        eventually(lambda: is_whole(slack, GENERAL, ts))


def test_another_host_sees_in_slack_what_is_answered_and_where_the_bot_takes_part(
    slack: SlackProxy, articles: Settings, tmp_path: Path
) -> None:
    with running(articles):
        ts = slack.server.mention(ALICE, GENERAL, OWNER)
        eventually(lambda: is_whole(slack, GENERAL, ts))
    inbox = Inbox(tmp_path / "other host", articles.receipts)
    threads = Threads(SlackThreads(credentials.client(BOT_TOKEN), BOT), inbox)
    post = Post(PostKind.REPLY, "Ev1", TEAM, GENERAL, ALICE, OWNER, ts=ts)
    assert threads.is_answered(post) and threads.takes_part(post)
    assert not threads.is_answered(replace(post, ts="1712.000100", thread_ts=ts))


def test_a_long_thread_is_read_page_by_page(slack: SlackProxy, articles: Settings, tmp_path: Path) -> None:
    slack.courier.line = Silent()
    ts = slack.server.post(ALICE, GENERAL, OWNER)
    for n in range(230):
        slack.server.post(ALICE, GENERAL, f"Remark {n}", thread_ts=ts)
    asked = Post(PostKind.REPLY, "Ev1", TEAM, GENERAL, ALICE, "Since when?", ts="9999.000100", thread_ts=ts)
    slack_threads = SlackThreads(credentials.client(BOT_TOKEN), BOT)
    threads = Threads(slack_threads, Inbox(tmp_path, articles.receipts))
    history = threads.history(asked)
    assert [turn.content for turn in history] == [f"Remark {n}" for n in range(210, 230)]
    assert len(slack.called("conversations.replies")) == 2


class Silent:
    """An app that acknowledges everything."""

    async def send(self, kind: str, payload: Payload, retry: int, reason: str) -> Ack:
        return Ack(again=False)


def is_whole(slack: SlackProxy, channel: str, ts: str) -> bool:
    return '"evidence"' in json.dumps(slack.server.replies(channel, ts))
