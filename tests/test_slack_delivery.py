"""Answers on their way into Slack: streamed whole, stopped when told to, seen by whom they are for."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from slack_sdk import WebClient
from support import form_answers as forms
from support.slack_answer import lines
from support.slack_deliveries import (
    FERRY,
    REPAIR,
    STORM,
    answer_of,
    asked,
    deliver,
    delivery,
    drawn,
    line,
    methods,
    the_reply,
)
from support.slack_limits import message_problems
from support.slack_messages import statuses
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, BOT_TOKEN, GENERAL, OPERATIONS, TEAM

from qa_bot.messaging.post import Post, PostKind
from qa_bot.slack.delivery import EphemeralDelivery
from qa_bot.slack.pacing import Pace
from qa_bot.slack.sender import Sender
from qa_bot.types import Form


def shown(blocks: str | list[dict[str, Any]]) -> list[str]:
    """The lines a reader sees of blocks as they were sent."""
    sent = json.loads(blocks) if isinstance(blocks, str) else blocks
    return [line for block in sent for line in lines(block)]


pytest_plugins = ["support.slack_delivery_fixtures"]


def test_an_answer_is_streamed_under_a_status_and_closed_with_its_sources(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    deliver(delivery(sender, post), [FERRY, STORM])
    assert methods(workspace) == ["assistant.threads.setStatus", "chat.startStream", "chat.stopStream"]
    status, start, stop = workspace.calls
    assert status.arguments["status"] == "Searching 812 articles…"
    assert (start.arguments["recipient_user_id"], start.arguments["recipient_team_id"]) == (ALICE, TEAM)
    assert stop.arguments["session_status"] == "active"
    message = the_reply(workspace, post)
    assert message["text"] == "The ferry to Orrin stopped on Monday [1]. A storm had broken the pier [2]. "
    assert "No ferry" in drawn(message)
    assert "The Gull" in drawn(message)


def test_any_instance_can_read_from_the_thread_that_the_question_is_answered(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    deliver(delivery(sender, post), [FERRY])
    client = WebClient(BOT_TOKEN, base_url=workspace.api_url)
    read = client.conversations_replies(channel=GENERAL, ts=post.ts, include_all_metadata=True)
    assert read["messages"][-1]["metadata"] == {
        "event_type": "qa_bot_answer",
        "event_payload": {"question_ts": post.ts, "answer_id": "a1b2"},
    }


def test_sentences_that_take_their_time_are_appended_one_by_one(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    deliver(delivery(sender, post), [FERRY, STORM, REPAIR], pause_s=1.05)
    assert methods(workspace)[1:] == ["chat.startStream", *2 * ["chat.appendStream"], "chat.stopStream"]
    assert "markdown_text" not in workspace.calls[-1].arguments
    assert the_reply(workspace, post)["text"].endswith("pier [2]. Repairs will take three weeks [3]. ")


def test_an_answer_that_changed_after_it_was_shown_replaces_what_was_streamed(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.show(line(FERRY), Form.FACT)
    one.finish(answer_of(STORM))
    assert methods(workspace) == ["chat.startStream", "chat.stopStream", "chat.update"]
    assert FERRY[:20] not in drawn(the_reply(workspace, post))


def test_a_line_is_streamed_with_its_answering_words_in_bold_and_closed_as_it_is(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    for each in forms.YES_NO.lines:
        one.show(each, forms.YES_NO.form)
    one.finish(forms.YES_NO)
    assert methods(workspace) == ["chat.startStream", "chat.stopStream"]
    streamed = "".join(call.arguments.get("markdown_text", "") for call in workspace.calls)
    assert streamed.replace("\\", "").strip() == f"**Yes**{forms.YES_NO.text.removeprefix('Yes')}"


def test_answering_words_found_after_the_sentence_was_streamed_are_put_in_bold(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.show(line(forms.STOPPED), Form.FACT)
    one.finish(forms.FACT)
    assert methods(workspace) == ["chat.startStream", "chat.stopStream", "chat.update"]
    assert shown(workspace.calls[-1].arguments["blocks"])[0] == "The ferry to Orrin stopped *on Monday* [1]."


def test_rows_come_when_they_are_all_there(workspace: SlackProxy, sender: Sender, post: Post) -> None:
    one = delivery(sender, post)
    for each in forms.LIST.lines:
        one.show(each, forms.LIST.form)
    one.finish(forms.LIST)
    assert methods(workspace) == ["chat.postMessage"]
    blocks = workspace.calls[-1].arguments["blocks"]
    assert shown(blocks)[:2] == ["2 found", "The *Aurora*, a ferry [1]"]


def test_when_many_ask_some_answers_come_whole(
    workspace: SlackProxy, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_bot.slack.sender._SHOWN_A_MINUTE", 1)
    sender = Sender(WebClient(BOT_TOKEN, base_url=workspace.api_url))
    deliver(delivery(sender, asked(workspace)), [FERRY])
    workspace.calls.clear()
    deliver(delivery(sender, asked(workspace, OPERATIONS)), [FERRY, STORM])
    assert methods(workspace) == ["assistant.threads.setStatus", "chat.postMessage"]


def test_a_channel_gets_a_message_a_second(workspace: SlackProxy, sender: Sender) -> None:
    workspace.rules.refuse("chat.startStream", "unknown_method")
    for channel in (GENERAL, OPERATIONS, GENERAL):
        delivery(sender, asked(workspace, channel)).finish(answer_of(FERRY))
    first, _, second = (call.at for call in workspace.called("chat.postMessage"))
    assert second - first > 0.6


def test_a_channel_does_not_wait_for_another() -> None:
    pace = Pace(between_s=60)
    started = time.monotonic()
    pace.wait(GENERAL)
    pace.wait(OPERATIONS)
    assert time.monotonic() - started < 30


def test_a_long_answer_is_never_cut(workspace: SlackProxy, sender: Sender, post: Post) -> None:
    sentences = [f"Pier {n} was closed {'for repairs and inspections ' * 60}in May." for n in range(12)]
    deliver(delivery(sender, post), sentences)
    replies = workspace.server.replies(GENERAL, post.ts)
    assert len(replies) > 1
    said = " ".join(map(drawn, replies))
    assert all(f"Pier {n} was closed" in said for n in range(12))
    posted = [call for call in workspace.calls if call.method in ("chat.postMessage", "chat.update")]
    assert not [problem for call in posted for problem in message_problems(call.arguments)]
    assert ["metadata" in call.arguments for call in posted] == [*[False] * (len(posted) - 1), True]


def test_a_failure_ends_the_stream_and_is_said_in_it(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.show(line(FERRY), Form.FACT)
    one.fail("The index is being rebuilt; ask again in a minute. (Answer a1b2)")
    assert the_reply(workspace, post)["text"].endswith("ask again in a minute. (Answer a1b2)")
    assert not workspace.streams.is_streaming(GENERAL, the_reply(workspace, post)["ts"])


def test_a_failure_before_the_first_sentence_is_a_message(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    delivery(sender, post).fail("The index is missing.")
    assert the_reply(workspace, post)["text"] == "The index is missing."


def test_after_a_stop_nothing_follows(workspace: SlackProxy, sender: Sender, post: Post) -> None:
    one = delivery(sender, post)
    one.show(line(FERRY), Form.FACT)
    one.stop()
    one.show(line(STORM, 2), Form.FACT)
    one.finish(answer_of(FERRY, STORM))
    assert the_reply(workspace, post)["text"] == "The ferry to Orrin stopped on Monday [1]. Stopped."


def test_a_stream_that_slack_stopped_at_somebody_s_word_says_so_and_waits_for_the_next_question(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.show(line(FERRY), Form.FACT)
    workspace.streams.end(GENERAL, the_reply(workspace, post)["ts"])
    one.stop()
    assert drawn(the_reply(workspace, post)) == "The ferry to Orrin stopped on Monday [1]. Stopped."
    assert workspace.called("agents.sessions.setStatus")[0].arguments["status"] == "active"


def test_a_stop_before_the_first_sentence_takes_the_status_away(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.status("Searching 812 articles…")
    one.stop()
    assert statuses(workspace)[-1] == ""
    assert not workspace.server.replies(GENERAL, post.ts)


def test_what_a_dead_process_left_streaming_becomes_the_answer(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    delivery(sender, post).show(line(FERRY), Form.FACT)
    left = the_reply(workspace, post)["ts"]
    deliver(delivery(sender, post, reply=left), [FERRY, STORM])
    assert the_reply(workspace, post)["ts"] == left
    assert "A storm had broken the pier [2]." in drawn(the_reply(workspace, post))


def test_what_articles_say_does_nothing_in_a_stream(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    hostile = "Call <!channel> and <https://evil.example|us> *now*, said <@U01ALICE>."
    deliver(delivery(sender, post), [hostile])
    streamed = workspace.called("chat.startStream")[0].arguments["markdown_text"]
    assert "<" not in streamed
    assert r"\*now\*" in streamed


def test_only_the_person_who_used_a_command_sees_its_answer(workspace: SlackProxy, sender: Sender) -> None:
    workspace.server.command(ALICE, GENERAL, "Why is there no ferry?")
    url = workspace.courier.line.heard[0]["response_url"]
    asked = Post(PostKind.COMMAND, "t", TEAM, GENERAL, ALICE, "Why is there no ferry?", response_url=url)
    ephemeral = EphemeralDelivery(sender, asked)
    ephemeral.status("Searching 812 articles…")
    (message,) = workspace.server.messages(GENERAL)
    assert (message["ephemeral_to"], message["text"]) == (ALICE, "Searching 812 articles…")
    ephemeral.show(line(FERRY), Form.FACT)
    ephemeral.finish(answer_of(FERRY))
    (message,) = workspace.server.messages(GENERAL)
    assert message["ephemeral_to"] == ALICE
    assert drawn(message).startswith("> Why is there no ferry? The ferry to Orrin stopped")
    assert "Share" in str(message["blocks"])
