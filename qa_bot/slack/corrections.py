"""Tells a thread, or who alone saw the answer, once that an article quoted there was corrected or removed.

Whoever tells holds a lock and notes in the inbox what it told. What a process that died told without a note
is found in the thread itself; a person may be told that once more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from slack_sdk.models.metadata import Metadata

from qa_bot.errors import ModelUnavailable, QABotError
from qa_bot.messaging import Post, Services
from qa_bot.receipts import Receipt, Receipts, StaleAnswer, asked, stale_answers
from qa_bot.settings import ChatSettings
from qa_bot.slack.blocks.correction import Correction, message
from qa_bot.slack.sender import Sender
from qa_bot.slack.threads import CORRECTION_EVENT, SlackThreads
from qa_bot.text import sentence_spans
from qa_bot.types import Article

_AT_ONCE = 3  # threads that are told; the others when it is put on the queue again
_LIKENESS = 0.6  # of a sentence to the one it takes the place of, as difflib measures it
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outdated:
    """An answer, the post it replies to, and what became of its quotes that nobody was told."""

    post: Post
    receipt: Receipt
    corrections: tuple[Correction, ...]


class Corrections:
    """A job for the queue, to be put there whenever it `is_due`."""

    origin = ""  # no channel

    def __init__(
        self,
        services: Services,
        sender: Sender,
        threads: SlackThreads,
        receipts: Receipts,
        settings: ChatSettings,
    ) -> None:
        self._services = services
        self._sender = sender
        self._threads = threads
        self._index = services.responder.index
        self._receipts = receipts
        self._settings = settings
        self._told_up_to = -1  # a revision of the index

    def is_due(self) -> bool:
        """Whether articles may have changed since everybody was told."""
        if not self._settings.corrections:
            return False
        self._index.refresh()
        return self._index.state().revision != self._told_up_to

    def tell_place(self, place: int) -> None:
        """Nobody waits for it."""

    def run(self) -> None:
        try:
            with self._services.inbox.correcting() as is_mine:
                if is_mine:
                    self._tell()
        except QABotError as error:
            _log.warning("Threads are told of corrections later: %s", error)

    def _tell(self) -> None:
        revision = self._index.state().revision
        is_settled = self._services.inbox.is_settled()  # else an answer on an older revision may yet come
        outdated = list(self._outdated())
        for one in outdated[:_AT_ONCE]:
            self._tell_of(one)
        if is_settled and len(outdated) <= _AT_ONCE:
            self._told_up_to = revision

    def _outdated(self) -> Iterator[Outdated]:
        latest = self._services.inbox.answered(self._settings.corrections_days, self._settings.corrections_of)
        posts = {post.answer_id: post for post in reversed(latest)}  # where it was shared, if it was
        for stale in stale_answers(self._receipts.find_all(posts), self._index):
            post = posts[stale.receipt.id]
            noted = self._services.inbox.corrections(post)
            if unknown := tuple(each for each in self._corrections(stale) if each.version not in noted):
                yield Outdated(post, stale.receipt, unknown)

    def _corrections(self, answer: StaleAnswer) -> Iterator[Correction]:
        current = self._index.articles({stale.citation.doc for stale in answer.citations})
        for stale in answer.citations:
            now = current.get(stale.citation.doc)
            version = f"{stale.citation.doc}#{now.content_hash[:8] if now else ''}"
            says_now = _closest(stale.citation.quote, now) if now and not stale.still_says_so else ""
            yield Correction(stale, version, now, says_now)

    def _tell_of(self, one: Outdated) -> None:
        """Raises ModelUnavailable if Slack does not answer now."""
        if self._services.access.is_ephemeral(one.post):
            self._post(one, one.corrections, replace(one.post, channel=one.post.user, ts="", thread_ts=""))
        else:
            in_thread = self._threads.corrections(one.post)
            if news := [each for each in one.corrections if each.version not in in_thread]:
                self._post(one, news, one.post)
        for each in one.corrections:
            self._services.inbox.note_correction(one.post, each.version)

    def _post(self, one: Outdated, news: Sequence[Correction], place: Post) -> None:
        versions = sorted({each.version for each in news})
        payload = {"answer_id": one.receipt.id, "versions": versions}
        said = message(news, asked(one.receipt), _again(one))
        try:
            self._sender.post(place, said, Metadata(CORRECTION_EVENT, payload))
        except ModelUnavailable:
            raise
        except QABotError as error:
            _log.warning("Nobody could be told of a correction in %s: %s", place.channel, error)


def _again(one: Outdated) -> str:
    """The question as it can be asked anew: a follow-up as it was searched."""
    receipt = one.receipt
    as_of = f"as of {receipt.answer.as_of} " if receipt.answer.as_of else ""
    follows_up = one.post.thread_ts and asked(receipt)
    return f"{as_of}{receipt.standalone}" if follows_up else asked(receipt)


def _closest(quote: str, article: Article) -> str:
    """The sentence that stands in the article for the quote; "" where none is like it."""
    sentences = [
        article.text[start:end]
        for first, last in article.kept_ranges()
        for start, end in sentence_spans(article.text, first, last)
    ]
    return next(iter(get_close_matches(quote, sentences, n=1, cutoff=_LIKENESS)), "")
