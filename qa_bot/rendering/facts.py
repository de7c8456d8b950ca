"""What the ingest found in an article, as terminal text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from qa_bot.rendering.text import INDENT, clean, joined
from qa_bot.types import Article, Event, Facts, Figure, Quotation


def facts_text(article: Article, facts: Facts) -> str:
    """Who says what, the figures and the dated events, each under its heading and with its words."""
    head = click.style(joined(article.title, article.id), bold=True)
    return "\n".join(
        [head, *_quotations(article, facts), *_figures(article, facts), *_events(article, facts)]
    )


def facts_object(article: Article, facts: Facts) -> dict[str, Any]:
    """Who says what, the figures and the dated events, each with its place and its words."""
    return {
        "doc": article.id,
        "title": article.title,
        "content_hash": facts.content_hash,
        "quotations": [_object(article, one) for one in facts.quotations],
        "figures": [_object(article, one) for one in facts.figures],
        "events": [_object(article, one) for one in facts.events],
    }


def _object(article: Article, fact: Quotation | Figure | Event) -> dict[str, Any]:
    fields = asdict(fact)
    days = {name: value.isoformat() for name, value in fields.items() if isinstance(value, date)}
    return {**fields, **days, "text": article.text[fact.start : fact.end]}


def _quotations(article: Article, facts: Facts) -> Iterator[str]:
    yield _heading("Quotations", len(facts.quotations))
    for one in facts.quotations:
        manner = "" if one.direct else " (reported)"
        yield f"{INDENT}{clean(one.speaker)}{manner}: {clean(article.text[one.start : one.end])}"


def _figures(article: Article, facts: Facts) -> Iterator[str]:
    yield _heading("Figures", len(facts.figures))
    for one in facts.figures:
        written = clean(article.text[one.start : one.end])
        yield INDENT + joined(written, f"{one.value:,g} {one.unit}".strip(), str(one.date or "undated"))


def _events(article: Article, facts: Facts) -> Iterator[str]:
    yield _heading("Events", len(facts.events))
    for one in facts.events:
        days = f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}"
        yield f"{INDENT}{days}: {clean(article.text[one.start : one.end])}"


def _heading(name: str, count: int) -> str:
    return click.style(f"{name}: {count}", bold=True)
