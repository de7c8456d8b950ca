"""In a thread of Slack the bot's last answer there can be made shorter, proven, and called wrong."""

from __future__ import annotations

import json

import pytest
from support.slack_bot import OWNED, OWNER, running
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, GENERAL, Message
from support.waiting import eventually

from qa_bot.receipts import Receipts
from qa_bot.settings import Settings

pytest_plugins = ["support.slack_fixtures"]


def told(slack: SlackProxy, thread: str, having: str) -> Message:
    def find() -> Message | None:
        return next((one for one in slack.server.replies(GENERAL, thread) if having in json.dumps(one)), None)

    return eventually(find)


@pytest.mark.parametrize("keep", [10, 0], ids=["kept", "not kept"])
def test_the_asker_has_the_answer_proven_and_calls_it_wrong(
    slack: SlackProxy, articles: Settings, keep: int
) -> None:
    receipts = articles.receipts.model_copy(update={"keep": keep})
    with running(articles.model_copy(update={"receipts": receipts})):
        thread = slack.server.mention(ALICE, GENERAL, OWNER)
        told(slack, thread, OWNED)
        slack.server.post(ALICE, GENERAL, "sources?", thread_ts=thread)
        told(slack, thread, "The answer rests on one article")
        slack.server.post(ALICE, GENERAL, "that's wrong", thread_ts=thread)
        told(slack, thread, "Noted: answer" if keep else "It is not noted")
    found = Receipts.of(articles)
    noted = [each for one in found.latest(10) for each in found.feedback(one.id)]
    assert [(each.user, each.helpful) for each in noted] == ([(ALICE, False)] if keep else [])


def test_without_an_answer_in_the_thread_there_is_none_to_prove(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles):
        thread = slack.server.mention(ALICE, GENERAL, "proof?")
        told(slack, thread, "There is no answer yet")
