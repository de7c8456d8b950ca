"""The dated rows of a timeline as text for a person and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import click

from qa_bot.rendering.json import Object
from qa_bot.rendering.layout import INDENT, clean, day_text, joined, wrapped
from qa_bot.retrieval import Row


def timeline_text(rows: Sequence[Row], left_out: int = 0, width: int | None = None) -> str:
    """Each row: its time, the quoted words, where they stand; wrapped at `width` columns if given."""
    lines = [_row(row, width) for row in rows]
    if left_out:
        more = f"{left_out} more {'row' if left_out == 1 else 'rows'}; --all shows every one."
        lines.append(click.style(more, dim=True))
    return "\n\n".join(lines)


def timeline_object(subject: str, rows: Iterable[Row], left_out: int = 0) -> Object:
    return {"subject": subject, "rows": [_row_object(row) for row in rows], "left_out": left_out}


def time_text(row: Row) -> str:
    """The day, the month "2025-05", the year, or the first and the last day of another stretch."""
    first, after = row.first, row.last + timedelta(1)
    if row.first == row.last:
        return f"{first}"
    if first.day == after.day == 1:
        if first.month == after.month == 1 and after.year == first.year + 1:
            return f"{first.year}"
        if (after - first).days <= 31:
            return f"{first:%Y-%m}"
    return f"{first} to {row.last}"


def _row(row: Row, width: int | None) -> str:
    article = row.article
    voices = f"{row.voices} voices" if row.voices > 1 else None
    published = day_text(article.published, article.date_source)
    source = joined(article.title, published, article.outlet, article.id, voices)
    return "\n".join(
        (
            click.style(time_text(row), bold=True),
            wrapped(f"“{clean(row.text)}”", width, INDENT),
            wrapped(source, width, INDENT),
        )
    )


def _row_object(row: Row) -> Object:
    article = row.article
    return {
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "quote": row.text,
        "doc": article.id,
        "title": article.title,
        "date": article.published.isoformat() if article.published else None,
        "date_source": article.date_source.value,
        "outlet": article.outlet,
        "url": article.url,
        "start": row.start,
        "end": row.end,
        "content_hash": article.content_hash,
        "voices": row.voices,
    }
