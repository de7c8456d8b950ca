"""Statements -> one text in which each sentence has the number of the citation that proves it."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.answering.draft import Numbers, Statement, place
from qa_bot.errors import QABotError
from qa_bot.retrieval import Sentence
from qa_bot.text import running_text
from qa_bot.types import Citation, Line


def lines_of(statements: Sequence[Statement]) -> tuple[Line, ...]:
    """Each with the numbers of its own citations."""
    return tuple(Numbers().lines(statements))


def cited(statements: Sequence[Statement]) -> tuple[str, tuple[Citation, ...]]:
    """The text and its citations, numbered from 1. Raises QABotError if a quote is not its article's text."""
    sources = {place(one): one for statement in statements for one in statement.sources}
    citations = tuple(_citation(n, source) for n, source in enumerate(sources.values(), start=1))
    return running_text(lines_of(statements)), citations


def _citation(n: int, source: Sentence) -> Citation:
    article = source.passage.article
    citation = Citation(
        n=n,
        doc=article.id,
        title=article.title,
        date=article.published,
        date_source=article.date_source,
        url=article.url,
        quote=source.text,
        start=source.start,
        end=source.end,
        content_hash=article.content_hash,
        outlet=article.outlet,
        page=article.pages.at(source.start) if article.pages else None,
    )
    if article.text[citation.start : citation.end] != citation.quote:
        raise QABotError(
            f"The quote at {source.start}–{source.end} of {article.id!r} is not its text; re-ingest it."
        )
    return citation
