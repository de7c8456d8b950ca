"""Clicks while what they need is slow or fails."""

from __future__ import annotations

import json
import threading

import pytest
from support.slack_bot import OWNER, running
from support.slack_messages import button, with_button
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, GENERAL, Message
from support.waiting import PATIENCE_S, eventually

from qa_bot.errors import ModelUnavailable
from qa_bot.receipts import Receipt
from qa_bot.receipts.store import Receipts
from qa_bot.settings import Settings

pytest_plugins = ["support.slack_fixtures"]


def answered(slack: SlackProxy) -> Message:
    ts = slack.server.mention(ALICE, GENERAL, OWNER)
    return eventually(lambda: with_button(slack.server.replies(GENERAL, ts), "evidence"))


def show_evidence(slack: SlackProxy, answer: Message) -> None:
    slack.server.click(ALICE, GENERAL, answer["ts"], button(answer, "evidence"))


def modal(slack: SlackProxy) -> str:
    return json.dumps(slack.server.modal(), ensure_ascii=False)


def test_evidence_opens_at_once_and_shows_what_it_is_when_that_is_known(
    slack: SlackProxy, articles: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()
    find = Receipts.find

    def slow(self: Receipts, id: str) -> Receipt | None:
        assert may_go_on.wait(PATIENCE_S)
        return find(self, id)

    with running(articles):
        answer = answered(slack)
        monkeypatch.setattr(Receipts, "find", slow)
        show_evidence(slack, answer)
        eventually(lambda: "Looking it up…" in modal(slack))
        may_go_on.set()
        eventually(lambda: "The council bought it" in modal(slack))


def test_evidence_that_cannot_be_had_says_why(
    slack: SlackProxy, articles: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(self: Receipts, id: str) -> Receipt | None:
        raise ModelUnavailable("The Chroma server does not answer; start it.")

    with running(articles):
        answer = answered(slack)
        monkeypatch.setattr(Receipts, "find", silent)
        show_evidence(slack, answer)
        eventually(lambda: "The Chroma server does not answer" in modal(slack))
