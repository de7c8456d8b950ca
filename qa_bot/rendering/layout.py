"""Text on one line, joined and wrapped, with its emphasis; knows nothing of answers.

Emphasis is ANSI, which click leaves out wherever the output is no terminal.
"""

from __future__ import annotations

import re
import textwrap
from datetime import date

import click

from qa_bot.types import DateSource

CONTROL = dict.fromkeys((*range(32), *range(127, 160)), " ")  # C0 and C1
INDENT = "    "


def clean(text: str) -> str:
    """One line; control characters go, or an article could steer the reader's terminal."""
    return " ".join(text.translate(CONTROL).split())


def joined(*parts: str | None) -> str:
    return " · ".join(clean(part) for part in parts if part)


def wrapped(text: str, width: int | None, indent: str = "", hanging: str | None = None) -> str:
    """At `width` columns if given; the lines after the first begin with `hanging`, or as the first does."""
    if width is None:
        return indent + text
    following = indent if hanging is None else hanging
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=following)


def heading(text: str) -> str:
    return click.style(text, bold=True)


def emphasized(text: str, words: str) -> str:
    """The text with the words in bold where they first stand; else as it is."""
    start, end = place_of(words, text)
    return f"{text[:start]}{heading(text[start:end])}{text[end:]}" if end else text


def place_of(words: str, text: str) -> tuple[int, int]:
    """Where the words first stand in the text, also where that is wrapped; (0, 0) where they do not."""
    pieces = (re.escape(word).replace("\\-", "\\-\\s*") for word in clean(words).rstrip(".").split())
    pattern = r"\s+".join(pieces)  # a line may end after a hyphen too
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text) if pattern else None
    return found.span() if found else (0, 0)


def day_text(day: date | None, source: DateSource) -> str:
    if day is None:
        return "date unknown"
    return f"{day} (inferred)" if source is DateSource.INFERRED else f"{day}"


def count_text(articles: int) -> str:
    return f"{articles:,} article{'' if articles == 1 else 's'}"
