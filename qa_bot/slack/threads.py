"""What was said in a thread, read from Slack and not from memory: a restart loses nothing."""

from __future__ import annotations

import copy
import logging
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from qa_bot.messaging import Inbox, Post
from qa_bot.slack.credentials import UNREACHABLE, reason
from qa_bot.slack.mrkdwn import mentioned, plain
from qa_bot.types import Turn

ANSWER_EVENT = "qa_bot_answer"  # names the metadata of an answer: question_ts, answer_id
CORRECTION_EVENT = "qa_bot_correction"  # that of a correction: answer_id, versions
_PAGE = 200
_MOST_PAGES = 10  # what follows in a longer thread is not read
_MOST_TURNS = 20
_REMEMBERED_S = 60  # that the bot takes no part in a thread: people talk on there
_MARK = re.compile(r"\?(?!\w)|[？؟]")  # not within an address
_BEGINS = re.compile(  # not everybody types a mark
    r"\W*(?:(?:and|but|so|or)\s+)?(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE
)
_JOINER = "\u2060"  # with which an answer keeps Slack from reading links and names into articles
_Message = Mapping[str, Any]
_Payload = Mapping[str, Any]
_log = logging.getLogger(__name__)


class Threads:
    """Threads of Slack; threads of Python may share it."""

    def __init__(self, client: WebClient, inbox: Inbox, bot_user: str) -> None:
        self._client = copy.copy(client)
        self._client.retry_handlers = [*client.retry_handlers, RateLimitErrorRetryHandler(max_retry_count=2)]
        self._inbox = inbox
        self._bot_user = bot_user
        self._seen_in = lru_cache(maxsize=4096)(self._is_seen_in)

    def history(self, post: Post) -> tuple[Turn, ...]:
        """What people and the bot said in the thread before; nothing where Slack does not tell."""
        if not post.thread_ts:
            return ()
        said = list(self._before(post))
        if set(self._people(said)) - {post.user}:
            said = list(self._to_the_bot(said))
        turns = [turn for message in said if (turn := self._turn(message))]
        return tuple(turns[-_MOST_TURNS:])

    def takes_part(self, post: Post) -> bool:
        """Whether the bot was asked or has answered in the post's thread."""
        if self._inbox.takes_part(post.channel, post.thread):
            return True
        return self._seen_in(post.channel, post.thread, int(time.monotonic() // _REMEMBERED_S))

    def is_among_people(self, post: Post) -> bool:
        """Whether others wrote in the thread before, and it does not follow the bot's reply to its author."""
        said = list(self._before(post))
        people = self._people(said)
        is_their_turn = people[-1:] == [post.user] and self._is_own(said[-1])
        return bool(set(people) - {post.user}) and not is_their_turn

    def is_answered(self, post: Post) -> bool:
        """Whether an answer to the post stands in its thread, whoever wrote it there."""
        return any(about.get("question_ts") == post.ts for about in self._told(post, ANSWER_EVENT))

    def corrections(self, post: Post) -> frozenset[str]:
        """Of the answer to the post, those its thread was told of."""
        return frozenset(
            version
            for about in self._told(post, CORRECTION_EVENT)
            if about.get("answer_id") == post.answer_id
            for version in about.get("versions", ())
        )

    def _told(self, post: Post, event: str) -> Iterator[_Payload]:
        """The metadata of this kind in the post's thread, whichever instance wrote it."""
        for message in self._messages(post.channel, post.thread):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == event and self._is_own(message):
                yield metadata.get("event_payload") or {}

    def _is_seen_in(self, channel: str, thread: str, _period: int) -> bool:
        return any(map(self._is_own, self._messages(channel, thread)))

    def _people(self, said: Iterable[_Message]) -> list[str]:
        """Who said each of it, without what bots did."""
        by_people = (each for each in said if not each.get("bot_id"))
        return [user for each in by_people if (user := each.get("user")) and user != self._bot_user]

    def _to_the_bot(self, said: Iterable[_Message]) -> Iterator[_Message]:
        """Without what people say to each other once it has answered; before, that is what they ask about."""
        has_answered = False
        for message in said:
            if not has_answered or self._is_own(message) or self._is_addressed(message):
                yield message
            has_answered = has_answered or self._is_own(message)

    def _is_addressed(self, message: _Message) -> bool:
        text = message.get("text") or ""
        return self._bot_user in mentioned(text) or asks(plain(text))

    def _is_own(self, message: _Message) -> bool:
        return message.get("user") == self._bot_user

    def _turn(self, message: _Message) -> Turn | None:
        text = plain(message.get("text") or "", self._bot_user).replace(_JOINER, "")
        if self._is_own(message):
            return Turn("assistant", text)
        return Turn("user", text) if text and not message.get("bot_id") else None

    def _before(self, post: Post) -> Iterator[_Message]:
        return (each for each in self._messages(post.channel, post.thread) if each["ts"] < post.ts)

    def _messages(self, channel: str, thread: str) -> Iterator[_Message]:
        """From the first one on."""
        try:
            pages = self._client.conversations_replies(
                channel=channel, ts=thread, limit=_PAGE, include_all_metadata=True
            )
            for page in islice(pages, _MOST_PAGES):
                yield from page.get("messages", [])
        except UNREACHABLE as error:
            why = reason(error) if isinstance(error, SlackApiError) else error
            _log.warning("The thread %s of %s cannot be read: %s", thread, channel, why)


def asks(text: str) -> bool:
    """Whether it reads as a question."""
    return bool(_BEGINS.match(text) or _MARK.search(text))
