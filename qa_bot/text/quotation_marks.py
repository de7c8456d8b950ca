"""What of a text stands between double quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_OPENING, _CLOSING, _EITHER = "“„", "”", '"'  # and “ closes what „ opened
_MARK = re.compile(f"[{_OPENING}{_CLOSING}{_EITHER}]")
_BEFORE_OPENING = " \t\n([—–-*_"
HIDDEN = _EITHER  # stands for each character of a quotation, its marks too


class Quoted(NamedTuple):
    """A quotation with its marks: `text[start:end]`."""

    start: int
    end: int
    is_closed: bool


def quoted_spans(text: str) -> Iterator[Quoted]:
    """The quotations of a text, in order.

    One that its paragraph leaves open ends with it; where the next begins with a mark, that opens another.
    """
    start = last = -1
    for match in _MARK.finditer(text):
        at, mark = match.start(), match.group()
        if start >= 0 and last < at:
            yield Quoted(start, last, is_closed=False)
            start = -1
        if start >= 0 and (mark in _CLOSING + _EITHER or text[start] + mark == _OPENING[::-1]):
            yield Quoted(start, at + 1, is_closed=True)
            start = -1
        elif start < 0 and _opens(text, at):
            start, last = at, text.find("\n", at)
            last = last if last >= 0 else len(text)
    if start >= 0:
        yield Quoted(start, last, is_closed=False)


def without_quotations(text: str) -> str:
    """The text with a mark in place of each character of its quotations, of the same length."""
    pieces, at = [], 0
    for start, end, _ in quoted_spans(text):
        pieces += [text[at:start], HIDDEN * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _opens(text: str, at: int) -> bool:
    """Whether the mark there opens a quotation: a straight one has nothing before it but space."""
    return text[at] in _OPENING or (text[at] == _EITHER and (at == 0 or text[at - 1] in _BEFORE_OPENING))
