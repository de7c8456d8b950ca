"""A kept question asked again: what the answer says otherwise, and which articles made the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_bot.errors import UsageError
from qa_bot.receipts.receipt import Receipt
from qa_bot.types import Answer, Article, Citation, Question

if TYPE_CHECKING:
    from qa_bot.index import Index


class Change(StrEnum):
    """What happened to an article since the question was asked."""

    ADDED = "added"  # or changed, where its earlier version was not read then
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ArticleChange:
    doc: str
    title: str
    change: Change
    cited: bool  # in the old answer or the new one; else it was only read then


@dataclass(frozen=True, slots=True)
class Replay:
    receipt: Receipt
    answer: Answer
    gone: tuple[Citation, ...]  # cited then, not now
    new: tuple[Citation, ...]  # cited now, not then
    changes: tuple[ArticleChange, ...]  # the cited first

    @property
    def same(self) -> bool:
        return self.answer.text == self.receipt.answer.text


def replay(receipt: Receipt, ask: Callable[[Question], Answer], index: Index) -> Replay:
    """Asks again under the same filters. Raises UsageError if the question was left out."""
    if not receipt.standalone:
        raise UsageError(f"The answer {receipt.id!r} was kept without its question; ask it again yourself.")
    then = receipt.answer
    now = ask(Question(receipt.standalone, as_of=then.as_of, doc_ids=receipt.doc_ids))
    return Replay(
        receipt=receipt,
        answer=now,
        gone=_missing(then.citations, now.citations),
        new=_missing(now.citations, then.citations),
        changes=_changes(receipt, now, index),
    )


def _missing(some: Iterable[Citation], others: Iterable[Citation]) -> tuple[Citation, ...]:
    known = {(citation.doc, citation.quote) for citation in others}
    return tuple(citation for citation in some if (citation.doc, citation.quote) not in known)


def _changes(receipt: Receipt, now: Answer, index: Index) -> tuple[ArticleChange, ...]:
    """Of the articles read then or cited now."""
    cited = {citation.doc for answer in (receipt.answer, now) for citation in answer.citations}
    titles = {citation.doc: citation.title for citation in (*now.citations, *receipt.answer.citations)}
    titles |= {passage.doc: passage.title for passage in receipt.read}
    articles = index.articles(titles)
    found = [
        ArticleChange(doc, title, change, doc in cited)
        for doc, title in titles.items()
        if (change := _change(doc, articles.get(doc), receipt))
    ]
    return tuple(sorted(found, key=lambda one: not one.cited))


def _change(doc: str, article: Article | None, receipt: Receipt) -> Change | None:
    """By the hash of the version that was read then, or else by when today's came in."""
    read = {passage.doc: passage.content_hash for passage in receipt.read}
    if article is None:
        return Change.REMOVED
    if doc in read:
        return Change.CHANGED if article.content_hash != read[doc] else None
    came = receipt.asked_at.isoformat(timespec="seconds")  # as precisely as an ingest notes it
    return Change.ADDED if article.ingested_at >= came else None
