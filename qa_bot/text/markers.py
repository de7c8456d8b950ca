"""The lines of an answer as one text, each with the numbers of the citations that prove it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from qa_bot.types import Line

_ABBREVIATION = re.compile(r"[^\W\d_]\.[^\W\d_]\.$|\.\.$")  # "U.S.", "…" in dots


PARAPHRASED = "≈"  # before the numbers of a line that is in a model's words


def marked(line: Line) -> str:
    """On one line, with [n] before the full stop, or after whatever else ends the sentence.

    Without numbers it stays as it is: it rests on no article.
    """
    text = " ".join(line.text.split())
    markers = "".join(f"[{n}]" for n in line.citations)
    if line.paraphrase:
        markers = PARAPHRASED + markers
    if not markers:
        return text
    if text.endswith(".") and not _ABBREVIATION.search(text):
        return f"{text[:-1]} {markers}."
    return f"{text} {markers}" if text.endswith(tuple(".?!”\"'’")) else f"{text} {markers}."


def running_text(lines: Iterable[Line]) -> str:
    """One after the other; the date of a line stands before it where it is another than the last one's."""
    told: list[str] = []
    last: date | None = None
    for line in lines:
        told.append(marked(replace(line, text=behind_date(line, last))))
        last = line.date
    return " ".join(told)


def behind_date(line: Line, last: date | None) -> str:
    """Its text behind its date, if it has one that is not the `last` line's."""
    return f"[{line.date}] {line.text}" if line.date and line.date != last else line.text
