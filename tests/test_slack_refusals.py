"""Whatever a workspace refuses, the answer arrives as well as it can, or the operator is told why not."""

from __future__ import annotations

import logging
import time

import pytest
from slack_sdk import WebClient
from support.slack_deliveries import (
    FERRY,
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
from support.slack_proxy import SlackProxy
from support.slack_server import ALICE, BOT_TOKEN, GENERAL, OPERATIONS, TEAM

from qa_bot.errors import ModelUnavailable, QABotError
from qa_bot.messaging.post import Post, PostKind
from qa_bot.slack.delivery import EphemeralDelivery, ThreadDelivery
from qa_bot.slack.sender import Sender
from qa_bot.types import Form

pytest_plugins = ["support.slack_delivery_fixtures"]


def test_without_streams_a_message_is_updated_and_the_workspace_is_remembered(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    workspace.rules.refuse("chat.startStream", "unknown_method")
    deliver(delivery(sender, post), [FERRY, STORM], pause_s=1.05)
    assert methods(workspace)[1:] == ["chat.startStream", "chat.postMessage", "chat.update", "chat.update"]
    assert "A storm had broken the pier [2]." in drawn(the_reply(workspace, post))
    workspace.calls.clear()
    deliver(delivery(sender, asked(workspace, OPERATIONS)), [FERRY])
    assert methods(workspace)[1:] == ["chat.postMessage", "chat.update"]


def test_without_a_status_the_answer_replaces_a_message_that_says_it(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    workspace.rules.refuse("assistant.threads.setStatus", "unknown_method")
    begun: list[str] = []
    one = ThreadDelivery(sender, post, begun.append)
    one.status("You are number 2 in line…")
    one.status("Searching 812 articles…")
    assert the_reply(workspace, post)["text"] == "Searching 812 articles…"
    one.show(line(FERRY), Form.FACT)
    one.finish(answer_of(FERRY))
    assert drawn(the_reply(workspace, post)).startswith("The ferry to Orrin stopped on Monday [1].")
    assert begun == [the_reply(workspace, post)["ts"]]


def test_where_messages_cannot_be_changed_the_answer_is_posted(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    workspace.rules.refuse("assistant.threads.setStatus", "unknown_method")
    workspace.rules.refuse("chat.update", "cant_update_message")
    deliver(delivery(sender, post), [FERRY])
    assert "No ferry" in drawn(workspace.server.replies(GENERAL, post.ts)[-1])


def test_an_expired_stream_is_replaced_by_the_whole_answer(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.show(line(FERRY), Form.FACT)
    workspace.streams.lifetime_s = 0
    one.finish(answer_of(FERRY, STORM))
    assert [call.error for call in workspace.calls] == [None, "message_not_in_streaming_state", None, None]
    assert "A storm had broken the pier [2]." in drawn(the_reply(workspace, post))


def test_a_layout_that_slack_refuses_comes_as_plain_text_which_says_so(
    workspace: SlackProxy, sender: Sender, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.rules.refuse("chat.postMessage", "invalid_blocks", times=1)
    delivery(sender, post).finish(answer_of(FERRY))
    message = the_reply(workspace, post)
    assert message["text"].startswith("The ferry to Orrin stopped on Monday [1].")
    assert message["text"].endswith("_Slack refused the layout of this message, so it comes as plain text._")
    assert not message.get("blocks")
    assert "does not show" in caplog.text


def test_a_refusal_for_haste_is_waited_out_for_an_answer_and_not_for_a_status(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    workspace.rules.limit("assistant.threads.setStatus", retry_after_s=60)
    workspace.rules.limit("chat.stopStream", retry_after_s=1)
    started = time.monotonic()
    deliver(delivery(sender, post), [FERRY])
    assert 1 < time.monotonic() - started < 10
    assert "No ferry" in drawn(the_reply(workspace, post))


def test_a_sentence_that_grows_when_it_is_escaped_is_not_refused(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    workspace.rules.refuse("chat.startStream", "unknown_method")
    deliver(delivery(sender, post), [f"Ferrant {'& ' * 1400}Sons."])
    assert not [call for call in workspace.calls if call.error and "too_long" in call.error]


def test_an_expired_address_of_a_command_is_not_the_end(workspace: SlackProxy, sender: Sender) -> None:
    url = f"{workspace.url}/_hooks/response/gone"
    ephemeral = EphemeralDelivery(
        sender, Post(PostKind.COMMAND, "t", TEAM, GENERAL, ALICE, "Why?", response_url=url)
    )
    ephemeral.finish(answer_of(FERRY))
    assert workspace.called("chat.postEphemeral")[0].arguments["user"] == ALICE


def test_a_missing_scope_is_named_to_the_operator(
    workspace: SlackProxy, sender: Sender, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    workspace.rules.scopes.discard("chat:write")
    with caplog.at_level(logging.WARNING), pytest.raises(QABotError, match="chat:write"):
        deliver(delivery(sender, post), [FERRY])
    assert "chat:write" in caplog.text


def test_a_channel_without_the_bot_is_an_error_and_a_silent_slack_one_that_may_pass(
    workspace: SlackProxy, sender: Sender, post: Post
) -> None:
    workspace.rules.refuse("chat.postMessage", "is_archived")
    with pytest.raises(QABotError, match="is_archived"):
        delivery(sender, post).finish(answer_of(FERRY))
    nobody = Sender(WebClient(BOT_TOKEN, base_url="http://127.0.0.1:9/api/"))
    with pytest.raises(ModelUnavailable):
        delivery(nobody, post).finish(answer_of(FERRY))
