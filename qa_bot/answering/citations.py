"""Statements -> one text in which each sentence has the number of the citation that proves it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.answering.draft import Statement
from qa_bot.errors import QABotError
from qa_bot.types import Citation

_ABBREVIATION = re.compile(r"[^\W\d_]\.[^\W\d_]\.$|\.\.$")  # "U.S.", "…" in dots


def cited(statements: Sequence[Statement]) -> tuple[str, tuple[Citation, ...]]:
    """The text and its citations, numbered from 1. Raises QABotError if a quote is not its article's text."""
    citations = tuple(_citation(n, statement) for n, statement in enumerate(statements, start=1))
    return cited_text(statements), citations


def cited_text(statements: Sequence[Statement]) -> str:
    """That of the first statements is how the whole begins."""
    return " ".join(numbered(statement.text, n) for n, statement in enumerate(statements, start=1))


def _citation(n: int, statement: Statement) -> Citation:
    source = statement.source
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


def numbered(sentence: str, n: int) -> str:
    """With [n] before the full stop, or after whatever else ends the sentence."""
    text = " ".join(sentence.split())
    if text.endswith(".") and not _ABBREVIATION.search(text):
        return f"{text[:-1]} [{n}]."
    return f"{text} [{n}]" if text.endswith(tuple(".?!”\"'’")) else f"{text} [{n}]."
