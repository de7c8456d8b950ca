"""What Slack sends becomes posts."""

from __future__ import annotations

from typing import Any

import pytest

from qa_bot.messaging.post import File, Post, PostKind
from qa_bot.slack.incoming import command_of, post_of, sent_again
from qa_bot.slack.mrkdwn import plain

BOT = "U0NEWSBOT"
MENTION = Post(
    PostKind.MENTION, "Ev1", "T01LARK", "C01GENERAL", "U01ALICE", "Who owns the port?", ts="1712.000100"
)


def event(type: str = "message", **changes: Any) -> dict[str, Any]:
    """The body of an event as Slack sends it."""
    written = {
        "type": type,
        "user": "U01ALICE",
        "text": f"<@{BOT}> Who owns the port?",
        "ts": "1712.000100",
        "channel": "C01GENERAL",
        "channel_type": "channel",
        "team": "T01LARK",
    }
    return {"team_id": "T01LARK", "event_id": "Ev1", "type": "event_callback", "event": written | changes}


def read(type: str = "message", **changes: Any) -> Post | None:
    return post_of(event(type, **changes), BOT)


def test_a_mention_is_a_question_without_the_mention() -> None:
    assert read("app_mention") == MENTION


def test_the_message_event_of_a_mention_is_no_second_question() -> None:
    assert read() is None


def test_a_direct_message_is_a_question_in_its_own_thread() -> None:
    post = read(text="Who owns the port?", channel="D1", channel_type="im")
    assert post and (post.kind, post.thread) == (PostKind.DIRECT, "1712.000100")


def test_a_reply_belongs_to_its_thread() -> None:
    post = read(text="And since when?", thread_ts="1711.000900")
    assert post and (post.kind, post.thread) == (PostKind.REPLY, "1711.000900")


def test_a_reply_addressed_to_somebody_else_is_no_question() -> None:
    assert read(text="<@U02BOB> do you know?", thread_ts="1711.000900") is None


def test_a_post_may_name_others() -> None:
    post = read(text="Did <@U02BOB|bob> ask who owns the port?")
    assert post and (post.kind, post.text) == (PostKind.POST, "Did @bob ask who owns the port?")


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"user": BOT},
        {"user": None},
        {"subtype": "channel_join"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"edited": {"user": "U01ALICE", "ts": "1712.000200"}},
        {"subtype": "file_share", "text": ""},
        {"text": None},
    ],
)
def test_bots_edits_joins_and_empty_posts_are_no_questions(changes: dict[str, Any]) -> None:
    assert read(**{"text": "Who owns the port?"} | changes) is None


def test_a_bare_mention_asks_what_the_bot_can_do() -> None:
    post = read("app_mention", text=f"<@{BOT}>")
    assert post and post.text == "What can you do?"


@pytest.mark.parametrize("text", [":wave:", ":+1::skin-tone-2: :ship:", "👋", "?"])
def test_what_has_no_words_greets_the_bot_or_is_no_question(text: str) -> None:
    for greeting in (read("app_mention", text=f"<@{BOT}> {text}"), read(text=text, channel_type="im")):
        assert greeting and greeting.text == "What can you do?"
    assert read(text=text, thread_ts="1711.000900") is None


@pytest.mark.parametrize(
    "text",
    [
        "من يملك الميناء؟",
        "谁拥有这个港口？",
        "Кто владеет портом?",
        "बंदरगाह किसका है?",
        "ใครเป็นเจ้าของท่าเรือ",
        "Wem gehört's?",
    ],
)
def test_a_question_in_any_script_arrives_as_it_was_written(text: str) -> None:
    post = read("app_mention", text=f"<@{BOT}> {text}")
    assert post and post.text == text


def test_slack_s_markup_reads_as_words() -> None:
    said = "Is <#C1|harbour> &amp; <https://port.example|the port> &lt;open&gt;, <!here>, <@U9> <@U8|bob>?"
    assert plain(said) == "Is #harbour & the port <open>, @here, @bob?"


def test_a_command_knows_where_to_reply() -> None:
    body = {
        "command": "/ask",
        "text": "as of 2025-03-01 who owned the port?",
        "trigger_id": "13.37",
        "team_id": "T01LARK",
        "channel_id": "C01GENERAL",
        "user_id": "U01ALICE",
        "response_url": "https://hooks.example/1",
    }
    post = command_of(body)
    assert (post.kind, post.event_id, post.response_url) == (
        PostKind.COMMAND,
        "13.37",
        "https://hooks.example/1",
    )
    assert post.id == "C01GENERAL/13.37"


def test_a_file_is_read_with_its_address() -> None:
    file = {"id": "F1", "name": "ferry.txt", "url_private": "https://files.example/F1", "size": 12}
    post = read(subtype="file_share", text="", files=[file, {**file, "is_external": True}])
    assert post and post.files == (File("ferry.txt", "https://files.example/F1", 12),)


def test_a_channel_between_a_person_and_the_bot_is_known_by_its_id() -> None:
    direct, general = read(text="Who?", channel="D1", channel_type="im"), read("app_mention")
    assert direct and direct.is_direct
    assert general and not general.is_direct


def test_a_retry_is_marked() -> None:
    assert sent_again(MENTION, {"x-slack-retry-num": ["1"]}).again
    assert not sent_again(MENTION, {"x-slack-retry-num": ["0"]}).again
    assert not sent_again(MENTION, {}).again
