"""Answers that were given on article versions corrected or removed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_bot.receipts.receipt import Receipt
from qa_bot.types import Article, Citation

if TYPE_CHECKING:
    from qa_bot.index import Index


class Fate(StrEnum):
    CORRECTED = "corrected"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class StaleCitation:
    citation: Citation
    fate: Fate
    replaced_at: str  # when the cited version was; "" where nobody knows
    still_says_so: bool  # the article as it is now has the quoted words


@dataclass(frozen=True, slots=True)
class StaleAnswer:
    receipt: Receipt
    citations: tuple[StaleCitation, ...]


def stale_answers(receipts: Sequence[Receipt], index: Index) -> list[StaleAnswer]:
    """In the order of the receipts."""
    versions = {article.id: article.content_hash for article in index.list_articles()}
    outdated = {
        citation.doc
        for citation in _citations(receipts)
        if versions.get(citation.doc) != citation.content_hash
    }
    current = index.articles(outdated)
    checked = ((receipt, tuple(_stale(receipt, outdated, current))) for receipt in receipts)
    return [StaleAnswer(receipt, citations) for receipt, citations in checked if citations]


def _citations(receipts: Iterable[Receipt]) -> Iterator[Citation]:
    return (citation for receipt in receipts for citation in receipt.answer.citations)


def _stale(receipt: Receipt, outdated: set[str], current: Mapping[str, Article]) -> Iterator[StaleCitation]:
    for citation in receipt.answer.citations:
        article = current.get(citation.doc)
        if citation.doc in outdated and article is None:
            yield StaleCitation(citation, Fate.REMOVED, replaced_at="", still_says_so=False)
        elif article and article.content_hash != citation.content_hash:
            yield _corrected(citation, article)


def _corrected(citation: Citation, article: Article) -> StaleCitation:
    replaced = [one.replaced_at for one in article.history if one.content_hash == citation.content_hash]
    return StaleCitation(
        citation,
        Fate.CORRECTED,
        replaced[-1] if replaced else "",
        still_says_so=citation.quote in article.text,
    )
