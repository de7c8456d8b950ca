"""Answers on their way into Slack, each as far down as its workspace makes them go."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from slack_events import Ack, Payload
from slack_limits import message_problems
from slack_proxy import SlackProxy, slack_workspace
from slack_sdk import WebClient
from slack_server import ALICE, BOT_TOKEN, GENERAL, OPERATIONS, TEAM

from qa_bot.answering.citations import cited
from qa_bot.answering.draft import Statement
from qa_bot.errors import ModelUnavailable, QaBotError
from qa_bot.reranking import Sentence
from qa_bot.slack.delivery import Delivery, Whisper
from qa_bot.slack.incoming import Kind, Post
from qa_bot.slack.sender import Sender
from qa_bot.types import Answer, Article, Chunk, DateSource, IndexState, Passage, Status

FERRY = "The ferry to Orrin stopped on Monday."
STORM = "A storm had broken the pier."
REPAIR = "Repairs will take three weeks."


class Listener:
    """An app that acknowledges everything and keeps it."""

    def __init__(self) -> None:
        self.heard: list[Payload] = []

    async def send(self, kind: str, payload: Payload, retry: int, reason: str) -> Ack:
        self.heard.append(payload)
        return Ack(again=False)


@pytest.fixture
def slack() -> Iterator[SlackProxy]:
    with slack_workspace() as workspace:
        workspace.courier.line = Listener()
        yield workspace


@pytest.fixture
def sender(slack: SlackProxy) -> Sender:
    return Sender(WebClient(BOT_TOKEN, base_url=slack.api_url))


@pytest.fixture
def post(slack: SlackProxy) -> Post:
    return asked(slack)


def asked(slack: SlackProxy, channel: str = GENERAL) -> Post:
    text = "Why is there no ferry?"
    return Post(Kind.MENTION, "Ev1", TEAM, channel, ALICE, text, ts=slack.server.post(ALICE, channel, text))


def statement(text: str) -> Statement:
    article = Article("ferry.md", text, "No ferry", date(2031, 5, 6), DateSource.BYLINE, outlet="The Gull")
    passage = Passage(article, Chunk(article.id, "c0ffee", 0, 0, len(text)), 1.0)
    return Statement(text, Sentence(passage, 0, len(text), 0))


def answer_of(*sentences: str) -> Answer:
    text, citations = cited([statement(sentence) for sentence in sentences])
    index = IndexState(1, 812, date(2031, 5, 6))
    return Answer("a1b2", "Why?", Status.ANSWERED, text, "extractive", index, citations)


def delivery(sender: Sender, post: Post, reply: str = "") -> Delivery:
    return Delivery(sender, post, begun=lambda ts: None, reply=reply)


def methods(slack: SlackProxy) -> list[str]:
    return [call.method for call in slack.calls]


def the_reply(slack: SlackProxy, post: Post) -> dict[str, Any]:
    (message,) = slack.server.replies(post.channel, post.ts)
    return message


def drawn(message: dict[str, Any]) -> str:
    """Everything a person reads in a message."""
    blocks = message.get("blocks") or [{"text": {"text": message["text"]}}]
    texts = [block["text"]["text"] for block in blocks if "text" in block]
    return " ".join(
        [
            *texts,
            *(
                e["text"]
                for b in blocks
                for e in b.get("elements", [])
                if "text" in e and isinstance(e["text"], str)
            ),
        ]
    )


def deliver(to: Delivery, sentences: Sequence[str], pause_s: float = 0) -> None:
    to.status("Searching 812 articles…")
    for sentence in sentences:
        to.show(statement(sentence))
        time.sleep(pause_s)
    to.finish(answer_of(*sentences))


def test_an_answer_is_streamed_under_a_status_and_closed_with_its_sources(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    deliver(delivery(sender, post), [FERRY, STORM])
    assert methods(slack) == ["assistant.threads.setStatus", "chat.startStream", "chat.stopStream"]
    status, start, stop = slack.calls
    assert status.arguments["status"] == "Searching 812 articles…"
    assert (start.arguments["recipient_user_id"], start.arguments["recipient_team_id"]) == (ALICE, TEAM)
    assert stop.arguments["session_status"] == "active"
    message = the_reply(slack, post)
    assert message["text"] == "The ferry to Orrin stopped on Monday [1]. A storm had broken the pier [2]. "
    assert "No ferry" in drawn(message)
    assert "The Gull" in drawn(message)


def test_any_instance_can_read_from_the_thread_that_the_question_is_answered(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    deliver(delivery(sender, post), [FERRY])
    client = WebClient(BOT_TOKEN, base_url=slack.api_url)
    read = client.conversations_replies(channel=GENERAL, ts=post.ts, include_all_metadata=True)
    assert read["messages"][-1]["metadata"] == {
        "event_type": "qa_bot_answer",
        "event_payload": {"question_ts": post.ts, "answer_id": "a1b2"},
    }


def test_sentences_that_take_their_time_are_appended_one_by_one(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    deliver(delivery(sender, post), [FERRY, STORM, REPAIR], pause_s=1.05)
    assert methods(slack)[1:] == ["chat.startStream", *2 * ["chat.appendStream"], "chat.stopStream"]
    assert "markdown_text" not in slack.calls[-1].arguments
    assert the_reply(slack, post)["text"].endswith("pier [2]. Repairs will take three weeks [3]. ")


def test_without_streams_a_message_is_updated_and_the_workspace_is_remembered(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    slack.rules.refuse("chat.startStream", "unknown_method")
    deliver(delivery(sender, post), [FERRY, STORM], pause_s=1.05)
    assert methods(slack)[1:] == ["chat.startStream", "chat.postMessage", "chat.update", "chat.update"]
    assert "A storm had broken the pier [2]." in drawn(the_reply(slack, post))
    slack.calls.clear()
    deliver(delivery(sender, asked(slack, OPERATIONS)), [FERRY])
    assert methods(slack)[1:] == ["chat.postMessage", "chat.update"]


def test_without_a_status_the_answer_replaces_a_message_that_says_it(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    slack.rules.refuse("assistant.threads.setStatus", "unknown_method")
    begun: list[str] = []
    one = Delivery(sender, post, begun.append)
    one.status("You are number 2 in line…")
    one.status("Searching 812 articles…")
    assert the_reply(slack, post)["text"] == "Searching 812 articles…"
    one.show(statement(FERRY))
    one.finish(answer_of(FERRY))
    assert drawn(the_reply(slack, post)).startswith("The ferry to Orrin stopped on Monday [1].")
    assert begun == [the_reply(slack, post)["ts"]]


def test_where_messages_cannot_be_changed_the_answer_is_posted(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    slack.rules.refuse("assistant.threads.setStatus", "unknown_method")
    slack.rules.refuse("chat.update", "cant_update_message")
    deliver(delivery(sender, post), [FERRY])
    assert "No ferry" in drawn(slack.server.replies(GENERAL, post.ts)[-1])


def test_an_expired_stream_is_replaced_by_the_whole_answer(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.show(statement(FERRY))
    slack.streams.lifetime_s = 0
    one.finish(answer_of(FERRY, STORM))
    assert [call.error for call in slack.calls] == [None, "message_not_in_streaming_state", None, None]
    assert "A storm had broken the pier [2]." in drawn(the_reply(slack, post))


def test_an_answer_that_changed_after_it_was_shown_replaces_what_was_streamed(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.show(statement(FERRY))
    one.finish(answer_of(STORM))
    assert methods(slack) == ["chat.startStream", "chat.stopStream", "chat.update"]
    assert FERRY[:20] not in drawn(the_reply(slack, post))


def test_when_many_ask_some_answers_come_whole(
    slack: SlackProxy, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_bot.slack.sender._SHOWN_A_MINUTE", 1)
    sender = Sender(WebClient(BOT_TOKEN, base_url=slack.api_url))
    deliver(delivery(sender, asked(slack)), [FERRY])
    slack.calls.clear()
    deliver(delivery(sender, asked(slack, OPERATIONS)), [FERRY, STORM])
    assert methods(slack) == ["assistant.threads.setStatus", "chat.postMessage"]


def test_a_layout_that_slack_refuses_comes_as_plain_text_which_says_so(
    slack: SlackProxy, sender: Sender, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    slack.rules.refuse("chat.postMessage", "invalid_blocks", times=1)
    delivery(sender, post).finish(answer_of(FERRY))
    message = the_reply(slack, post)
    assert message["text"].startswith("The ferry to Orrin stopped on Monday [1].")
    assert message["text"].endswith("_Slack refused the layout of this message, so it comes as plain text._")
    assert not message.get("blocks")
    assert "does not show" in caplog.text


def test_a_refusal_for_haste_is_waited_out_for_an_answer_and_not_for_a_status(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    slack.rules.limit("assistant.threads.setStatus", retry_after_s=60)
    slack.rules.limit("chat.stopStream", retry_after_s=1)
    started = time.monotonic()
    deliver(delivery(sender, post), [FERRY])
    assert 1 < time.monotonic() - started < 10
    assert "No ferry" in drawn(the_reply(slack, post))


def test_a_channel_gets_a_message_a_second(slack: SlackProxy, sender: Sender) -> None:
    slack.rules.refuse("chat.startStream", "unknown_method")
    for channel in (GENERAL, OPERATIONS, GENERAL):
        delivery(sender, asked(slack, channel)).finish(answer_of(FERRY))
    first, elsewhere, second = (call.at for call in slack.called("chat.postMessage"))
    assert elsewhere - first < 0.6
    assert second - first > 0.6


def test_a_long_answer_is_never_cut(slack: SlackProxy, sender: Sender, post: Post) -> None:
    sentences = [f"Pier {n} was closed {'for repairs and inspections ' * 60}in May." for n in range(12)]
    deliver(delivery(sender, post), sentences)
    replies = slack.server.replies(GENERAL, post.ts)
    assert len(replies) > 1
    said = " ".join(map(drawn, replies))
    assert all(f"Pier {n} was closed" in said for n in range(12))
    posted = [call for call in slack.calls if call.method in ("chat.postMessage", "chat.update")]
    assert not [problem for call in posted for problem in message_problems(call.arguments)]
    assert ["metadata" in call.arguments for call in posted] == [*[False] * (len(posted) - 1), True]


def test_a_sentence_that_grows_when_it_is_escaped_is_not_refused(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    slack.rules.refuse("chat.startStream", "unknown_method")
    deliver(delivery(sender, post), [f"Ferrant {'& ' * 1400}Sons."])
    assert not [call for call in slack.calls if call.error and "too_long" in call.error]


def test_a_failure_ends_the_stream_and_is_said_in_it(slack: SlackProxy, sender: Sender, post: Post) -> None:
    one = delivery(sender, post)
    one.show(statement(FERRY))
    one.fail("The index is being rebuilt; ask again in a minute. (Answer a1b2)")
    assert the_reply(slack, post)["text"].endswith("ask again in a minute. (Answer a1b2)")
    assert not slack.streams.is_streaming(GENERAL, the_reply(slack, post)["ts"])


def test_a_failure_before_the_first_sentence_is_a_message(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    delivery(sender, post).fail("The index is missing.")
    assert the_reply(slack, post)["text"] == "The index is missing."


def test_after_a_stop_nothing_follows(slack: SlackProxy, sender: Sender, post: Post) -> None:
    one = delivery(sender, post)
    one.show(statement(FERRY))
    one.stop()
    one.show(statement(STORM))
    one.finish(answer_of(FERRY, STORM))
    assert the_reply(slack, post)["text"] == "The ferry to Orrin stopped on Monday [1]. Stopped."


def test_a_stream_that_slack_stopped_at_somebody_s_word_says_so_and_waits_for_the_next_question(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.show(statement(FERRY))
    slack.streams.end(GENERAL, the_reply(slack, post)["ts"])
    one.stop()
    assert drawn(the_reply(slack, post)) == "The ferry to Orrin stopped on Monday [1]. Stopped."
    assert slack.called("agents.sessions.setStatus")[0].arguments["status"] == "active"


def test_a_stop_before_the_first_sentence_takes_the_status_away(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    one = delivery(sender, post)
    one.status("Searching 812 articles…")
    one.stop()
    assert slack.called("assistant.threads.setStatus")[-1].arguments["status"] == ""
    assert not slack.server.replies(GENERAL, post.ts)


def test_what_a_dead_process_left_streaming_becomes_the_answer(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    delivery(sender, post).show(statement(FERRY))
    left = the_reply(slack, post)["ts"]
    deliver(delivery(sender, post, reply=left), [FERRY, STORM])
    assert the_reply(slack, post)["ts"] == left
    assert "A storm had broken the pier [2]." in drawn(the_reply(slack, post))


def test_what_articles_say_does_nothing_in_a_stream(slack: SlackProxy, sender: Sender, post: Post) -> None:
    hostile = "Call <!channel> and <https://evil.example|us> *now*, said <@U01ALICE>."
    deliver(delivery(sender, post), [hostile])
    streamed = slack.called("chat.startStream")[0].arguments["markdown_text"]
    assert "<" not in streamed
    assert r"\*now\*" in streamed


def test_only_the_person_who_used_a_command_sees_its_answer(slack: SlackProxy, sender: Sender) -> None:
    slack.server.command(ALICE, GENERAL, "Why is there no ferry?")
    url = slack.courier.line.heard[0]["response_url"]
    asked = Post(Kind.COMMAND, "t", TEAM, GENERAL, ALICE, "Why is there no ferry?", response_url=url)
    whisper = Whisper(sender, asked)
    whisper.status("Searching 812 articles…")
    (message,) = slack.server.messages(GENERAL)
    assert (message["ephemeral_to"], message["text"]) == (ALICE, "Searching 812 articles…")
    whisper.show(statement(FERRY))
    whisper.finish(answer_of(FERRY))
    (message,) = slack.server.messages(GENERAL)
    assert message["ephemeral_to"] == ALICE
    assert drawn(message).startswith("> Why is there no ferry? The ferry to Orrin stopped")
    assert "Share" in str(message["blocks"])


def test_an_expired_address_of_a_command_is_not_the_end(slack: SlackProxy, sender: Sender) -> None:
    url = f"{slack.url}/_hooks/response/gone"
    whisper = Whisper(sender, Post(Kind.COMMAND, "t", TEAM, GENERAL, ALICE, "Why?", response_url=url))
    whisper.finish(answer_of(FERRY))
    assert slack.called("chat.postEphemeral")[0].arguments["user"] == ALICE


def test_a_missing_scope_is_named_to_the_operator(
    slack: SlackProxy, sender: Sender, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    slack.rules.scopes.discard("chat:write")
    with caplog.at_level(logging.WARNING), pytest.raises(QaBotError, match="chat:write"):
        deliver(delivery(sender, post), [FERRY])
    assert "chat:write" in caplog.text


def test_a_channel_without_the_bot_is_an_error_and_a_silent_slack_one_that_may_pass(
    slack: SlackProxy, sender: Sender, post: Post
) -> None:
    slack.rules.refuse("chat.postMessage", "is_archived")
    with pytest.raises(QaBotError, match="is_archived"):
        delivery(sender, post).finish(answer_of(FERRY))
    nobody = Sender(WebClient(BOT_TOKEN, base_url="http://127.0.0.1:9/api/"))
    with pytest.raises(ModelUnavailable):
        delivery(nobody, post).finish(answer_of(FERRY))
