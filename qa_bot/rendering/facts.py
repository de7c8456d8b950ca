"""Who says what in an article, as terminal text and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from qa_bot.rendering.layout import INDENT, clean, joined
from qa_bot.types import Article, Facts


def quotations_text(article: Article, facts: Facts) -> str:
    """Each speaker with the words."""
    lines = [click.style(joined(article.title, article.id), bold=True)]
    for one in facts.quotations:
        manner = "" if one.direct else " (reported)"
        lines.append(f"{INDENT}{clean(one.speaker)}{manner}: {clean(article.text[one.start : one.end])}")
    return "\n".join(lines if facts.quotations else [*lines, f"{INDENT}Nobody is quoted."])


def quotations_object(article: Article, facts: Facts) -> dict[str, Any]:
    """Each with its place and its words."""
    told = [{**asdict(one), "text": article.text[one.start : one.end]} for one in facts.quotations]
    return {
        "doc": article.id,
        "title": article.title,
        "content_hash": facts.content_hash,
        "quotations": told,
    }
