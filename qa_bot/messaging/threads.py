"""What was said in a thread, read from the chat and not from memory: a restart loses nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import lru_cache

from qa_bot.messaging.adapter import Remark, Transcripts
from qa_bot.messaging.addressing import asks
from qa_bot.messaging.inbox import Inbox
from qa_bot.messaging.post import Post
from qa_bot.types import Turn

_MOST_TURNS = 20
_REMEMBERED_S = 60  # that the bot takes no part in a thread: people talk on there


class Threads:
    """Threads of a chat; threads of Python may share it."""

    def __init__(self, transcripts: Transcripts, inbox: Inbox) -> None:
        self._transcripts = transcripts
        self._inbox = inbox
        self._seen_in = lru_cache(maxsize=4096)(self._is_seen_in)

    def history(self, post: Post) -> tuple[Turn, ...]:
        """What people and the bot said in the thread before; nothing where the chat does not tell."""
        if not post.thread_ts:
            return ()
        said = self._before(post)
        if set(_people(said)) - {post.user}:
            said = list(_to_the_bot(said))
        turns = [turn for remark in said if (turn := _turn(remark))]
        return tuple(turns[-_MOST_TURNS:])

    def takes_part(self, post: Post) -> bool:
        """Whether the bot was asked or has answered in the post's thread."""
        if self._inbox.takes_part(post.channel, post.thread):
            return True
        return self._seen_in(post.channel, post.thread, int(time.monotonic() // _REMEMBERED_S))

    def is_among_people(self, post: Post) -> bool:
        """Whether others wrote in the thread before, and it does not follow the bot's reply to its author."""
        said = self._before(post)
        people = _people(said)
        is_their_turn = people[-1:] == [post.user] and said[-1].is_own
        return bool(set(people) - {post.user}) and not is_their_turn

    def is_answered(self, post: Post) -> bool:
        """Whether an answer to the post stands in its thread, whichever process wrote it there."""
        if not post.ts:
            return False
        remarks = self._transcripts.remarks(post.channel, post.thread)
        return any(remark.answers == post.ts for remark in remarks)

    def _is_seen_in(self, channel: str, thread: str, _period: int) -> bool:
        return any(remark.is_own for remark in self._transcripts.remarks(channel, thread))

    def _before(self, post: Post) -> list[Remark]:
        remarks = self._transcripts.remarks(post.channel, post.thread)
        return [remark for remark in remarks if remark.ts < post.ts]


def _people(said: Iterable[Remark]) -> list[str]:
    """Who said each of it, without what bots did."""
    return [remark.user for remark in said if remark.user and not remark.is_own]


def _to_the_bot(said: Iterable[Remark]) -> Iterator[Remark]:
    """Without what people say to each other once it has answered; before, that is what they ask about."""
    has_answered = False
    for remark in said:
        if not has_answered or remark.is_own or remark.mentions_bot or asks(remark.text):
            yield remark
        has_answered = has_answered or remark.is_own


def _turn(remark: Remark) -> Turn | None:
    if remark.is_own:
        return Turn("assistant", remark.text, remark.answer_id)
    return Turn("user", remark.text) if remark.text and remark.user else None
