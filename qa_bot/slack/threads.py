"""What Slack tells of a thread: remarks, and the corrections that the bot posted in it."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from qa_bot.messaging import Post, Remark
from qa_bot.slack.credentials import UNREACHABLE, reason
from qa_bot.slack.mrkdwn import mentioned, plain

ANSWER_EVENT = "qa_bot_answer"  # names the metadata of an answer: question_ts, answer_id of its receipt
CORRECTION_EVENT = "qa_bot_correction"  # that of a correction: answer_id, versions
_PAGE = 200
_MOST_PAGES = 10  # what follows in a longer thread is not read
_JOINER = "\u2060"  # with which an answer keeps Slack from reading links and names into articles
_Message = Mapping[str, Any]
_Payload = Mapping[str, Any]
_log = logging.getLogger(__name__)


class SlackThreads:
    """Threads of Slack; threads of Python may share it."""

    def __init__(self, client: WebClient, bot_user: str) -> None:
        self._client = copy.copy(client)
        self._client.retry_handlers = [*client.retry_handlers, RateLimitErrorRetryHandler(max_retry_count=2)]
        self._bot_user = bot_user

    def remarks(self, channel: str, thread: str) -> Iterator[Remark]:
        """From the first one on, page by page; nothing where Slack does not tell."""
        return map(self._remark, self._messages(channel, thread))

    def corrections(self, post: Post) -> frozenset[str]:
        """Of the answer to the post, those its thread was told of."""
        return frozenset(
            version
            for message in self._messages(post.channel, post.thread)
            if (about := self._told(message, CORRECTION_EVENT)).get("answer_id") == post.answer_id
            for version in about.get("versions", ())
        )

    def _remark(self, message: _Message) -> Remark:
        text = message.get("text") or ""
        is_own = self._is_own(message)
        told = self._told(message, ANSWER_EVENT)
        is_by_another_bot = message.get("bot_id") and not is_own
        return Remark(
            ts=message["ts"],
            user="" if is_by_another_bot else message.get("user") or "",
            text=plain(text, self._bot_user).replace(_JOINER, ""),
            is_own=is_own,
            mentions_bot=self._bot_user in mentioned(text),
            answers=told.get("question_ts", ""),
            answer_id=told.get("answer_id", ""),
        )

    def _told(self, message: _Message, event: str) -> _Payload:
        """The metadata of this kind in a message of the bot's, whichever instance wrote it."""
        metadata = message.get("metadata") or {}
        if metadata.get("event_type") != event or not self._is_own(message):
            return {}
        return metadata.get("event_payload") or {}

    def _is_own(self, message: _Message) -> bool:
        return message.get("user") == self._bot_user

    def _messages(self, channel: str, thread: str) -> Iterator[_Message]:
        try:
            pages = self._client.conversations_replies(
                channel=channel, ts=thread, limit=_PAGE, include_all_metadata=True
            )
            for page in islice(pages, _MOST_PAGES):
                yield from page.get("messages", [])
        except UNREACHABLE as error:
            why = reason(error) if isinstance(error, SlackApiError) else error
            _log.warning("The thread %s of %s cannot be read: %s", thread, channel, why)
