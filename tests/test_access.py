"""Who may ask where, and what is a question there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qa_bot.messaging.access import Access
from qa_bot.messaging.post import File, Post, PostKind
from qa_bot.settings import ChatSettings, Settings

MENTION = Post(
    PostKind.MENTION, "Ev1", "T01LARK", "C01GENERAL", "U01ALICE", "Who owns the port?", ts="1712.000100"
)


def chat_settings(**changes: Any) -> ChatSettings:
    return Settings.load(slack=changes).slack


def test_a_file_without_words_is_refused_where_none_is_read() -> None:
    file = File("ferry.txt", "https://files.example/F1", 12)
    post = replace(MENTION, kind=PostKind.DIRECT, channel="D1", text="", files=(file,))
    access = Access(chat_settings())
    assert access.concerns(post)
    assert access.refusal(post) == "I cannot read files here; ask me in words."
    assert not access.concerns(replace(post, kind=PostKind.POST))


@pytest.mark.parametrize(
    ("rules", "changes", "says"),
    [
        ({"teams": ["T02"]}, {}, "workspace"),
        ({"users": ["U02BOB"]}, {}, "among the people"),
        ({"channels": ["C09"]}, {}, "this channel"),
        ({"channels": ["C01GENERAL"], "users": ["U01ALICE"], "teams": ["T01LARK"]}, {}, None),
        ({"channels": ["C09"]}, {"kind": PostKind.DIRECT, "channel": "D1"}, None),
        ({"channels": ["C09"]}, {"kind": PostKind.COMMAND, "channel": "D1", "is_direct": True}, None),
    ],
)
def test_who_may_not_ask_reads_why(
    rules: dict[str, Any], changes: dict[str, Any], says: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = Access(chat_settings(**rules)).refusal(replace(MENTION, **changes))
    assert (refusal is None) == (says is None)
    if refusal and says:
        assert says in refusal and MENTION.id in caplog.text


def test_a_post_without_a_mention_is_a_question_only_where_every_post_is() -> None:
    access = Access(chat_settings(every_post=["C01GENERAL"]))
    post = replace(MENTION, kind=PostKind.POST)
    assert access.concerns(post)
    assert not access.concerns(replace(post, channel="C09"))


def test_commands_and_some_channels_are_answered_to_the_asker_alone() -> None:
    access = Access(chat_settings(ephemeral=["C01GENERAL"]))
    assert access.is_ephemeral(MENTION)
    assert access.is_ephemeral(replace(MENTION, kind=PostKind.COMMAND, channel="C09"))
    assert not access.is_ephemeral(replace(MENTION, channel="C09"))
