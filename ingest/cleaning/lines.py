"""The lines of a text with their offsets: what the rules of cleaning look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.text import are_rows

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_ENDS = re.compile(r"[.!?][”\"'’)\]]*$")
_LONGEST_HEADLINE = 200  # characters
_BODY_WORDS = 15  # a line this long that ends with a full stop is a paragraph of the article


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, without the white space around it."""

    start: int
    end: int
    text: str
    is_row: bool = False  # of a table

    @property
    def words(self) -> list[str]:
        return _WORD.findall(self.text)

    @property
    def is_short(self) -> bool:
        return len(self.text) <= _LONGEST_HEADLINE

    @property
    def is_cut(self) -> bool:
        return self.text.endswith(("...", "…", "[…]", "[...]"))

    @property
    def is_sentence(self) -> bool:
        return bool(_ENDS.search(self.text)) and not self.is_cut

    @property
    def is_paragraph(self) -> bool:
        return self.is_sentence and len(self.text.split()) >= _BODY_WORDS


def lines_of(text: str, start: int = 0) -> tuple[Line, ...]:
    lines = []
    written = text[start:].split("\n")
    for raw, is_row in zip(written, are_rows([raw.strip() for raw in written]), strict=True):
        if stripped := raw.strip():
            left = start + raw.index(stripped)
            lines.append(Line(left, left + len(stripped), stripped, is_row))
        start += len(raw) + 1
    return tuple(lines)


def tail_of(lines: Sequence[Line]) -> int:
    """Index of the first line after the last paragraph; 0 where there is no paragraph."""
    return next((i + 1 for i in range(len(lines) - 1, -1, -1) if lines[i].is_paragraph), 0)
