"""Answers that one person saw: shared they are like any other, and corrections reach who saw them."""

from __future__ import annotations

import json

from support.indexed import write
from support.slack_bot import CORRECTED, OWNED, OWNER, running, with_rules
from support.slack_messages import button, corrections, has_button, says, with_button
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, BOB, ELSEWHERE, GENERAL, Message
from support.waiting import eventually

from qa_bot.settings import Settings

pytest_plugins = ["support.slack_fixtures"]


def ephemeral_answer(slack: SlackProxy, channel: str = GENERAL) -> Message:
    """The answer that Alice alone sees."""
    slack.server.command(ALICE, channel, OWNER)
    return eventually(lambda: with_button(slack.server.messages(channel), "share"))


def shared(slack: SlackProxy, ephemeral: Message, channel: str = GENERAL) -> Message:
    slack.server.click(ALICE, channel, ephemeral["ts"], button(ephemeral, "share"))
    messages = eventually(
        lambda: [
            m
            for m in slack.server.messages(channel)
            if has_button(m, "evidence") and not has_button(m, "share")
        ]
    )
    return messages[0]


def told_directly(slack: SlackProxy, user: str) -> list[Message]:
    return corrections(slack.server.messages(slack.server.direct(user)))


def test_people_ask_on_under_a_shared_answer_and_its_thread_is_told_of_corrections(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles) as maintenance:
        ts = shared(slack, ephemeral_answer(slack))["ts"]
        slack.server.post(BOB, GENERAL, "From whom did the council buy it?", thread_ts=ts)
        eventually(lambda: "shipping firm Varn" in json.dumps(slack.server.replies(GENERAL, ts)))
        write(articles, CORRECTED)
        maintenance.do()
        told = eventually(
            lambda: [each for each in corrections(slack.server.replies(GENERAL, ts)) if OWNER in says(each)]
        )
        maintenance.do()
    assert len(told) == 1 and "no longer says" in says(told[0])
    assert told_directly(slack, ALICE) == []


def test_who_asked_alone_is_told_of_corrections_directly_and_once(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles):
        ephemeral_answer(slack)
    write(articles, CORRECTED)
    for _ in range(2):
        with running(articles) as maintenance:
            maintenance.do()
            (told,) = eventually(lambda: told_directly(slack, ALICE))
    again = {"type": "button", "action_id": "again", "value": OWNER}
    with running(articles):
        channel = slack.server.direct(ALICE)
        slack.server.click(ALICE, channel, told["ts"], again)
        (answer,) = eventually(lambda: slack.server.replies(channel, told["ts"]))
    assert OWNER in says(told) and "It says now" in says(told)
    assert "belongs to the shipping firm Varn" in json.dumps(answer)


def test_the_same_holds_for_channels_in_which_the_asker_alone_sees_the_answer(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(with_rules(articles, ephemeral=[GENERAL])) as maintenance:
        slack.server.mention(ALICE, GENERAL, OWNER)
        eventually(lambda: slack.called("chat.postEphemeral"))
        write(articles, CORRECTED)
        maintenance.do()
        eventually(lambda: told_directly(slack, ALICE))


def test_where_the_bot_is_no_member_an_answer_can_be_shared_all_the_same(
    slack: SlackProxy, articles: Settings
) -> None:
    with running(articles):
        ephemeral = ephemeral_answer(slack, ELSEWHERE)
        slack.rules.refuse("chat.postMessage", "not_in_channel")
        message = shared(slack, ephemeral, ELSEWHERE)
    assert OWNED in json.dumps(message) and f"> {OWNER}" in json.dumps(message)


def test_an_answer_stays_with_who_saw_it_until_it_is_shared(slack: SlackProxy, articles: Settings) -> None:
    with running(articles):
        ephemeral = ephemeral_answer(slack)
        slack.rules.refuse("chat.postMessage", "fatal_error")
        slack.server.click(ALICE, GENERAL, ephemeral["ts"], button(ephemeral, "share"))
        eventually(lambda: [c for c in slack.called("response_url") if "Slack is busy" in str(c.arguments)])
    assert any(has_button(each, "share") for each in slack.server.messages(GENERAL))
