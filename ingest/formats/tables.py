"""Tables as text: one line a row, each value beside the name of its row and the heading of its column.

`Ulf Marek: votes: 2,531; share: 12 %`; without headings the cells alone, `Ulf Marek; 2,531; 12 %`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

Row = Sequence[str]  # the text of each cell, "" where there is none

_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_FIGURE = re.compile(r"[^\w\s]{0,3}\s?\d")
_YEAR = re.compile(r"(?:1[89]|20)\d\d(?:[-/–]\d{2,4})?")


@dataclass(frozen=True, slots=True)
class Table:
    rows: Sequence[Row]
    headings: int  # rows at the top that name the columns
    named: bool = False  # whether the first cells name the rows even where no heading says so

    @property
    def lines(self) -> list[str]:
        """A line for each row under the headings; none for one with nothing in it."""
        names = _column_names(self.rows[: self.headings])
        return [line for row in self.rows[self.headings :] if (line := self._line(row, names))]

    def _line(self, row: Row, names: Row) -> str:
        first, rest = (row[0], row[1:]) if row else ("", ())
        if not any(rest):
            return first  # a heading across the columns, or all there is
        if (names or self.named) and _names_a_row(first):
            return f"{first.rstrip(':')}: {'; '.join(_labelled(rest, names[1:]))}"
        return "; ".join(_labelled(row, names))


def heading_rows(rows: Sequence[Row]) -> int:
    """1 where the first row seems to name the columns: words over figures, or years; else 0."""
    if len(rows) < 2 or len(rows[0]) < 2 or not all(rows[0][1:]):
        return 0
    top, columns = rows[0], list(zip_longest(*rows[1:], fillvalue=""))[1:]
    if all(map(_YEAR.fullmatch, top[1:])):
        return int(not all(_YEAR.fullmatch(cell) for column in columns for cell in column if cell))
    return int(not any(map(_DIGIT.search, top)) and any(map(_are_figures, columns)))


def _column_names(headings: Sequence[Row]) -> Row:
    """One name a column; a heading over others stands before theirs."""
    columns = zip_longest(*headings, fillvalue="")
    return [" ".join(dict.fromkeys(filter(None, column))).rstrip(":") for column in columns]


def _labelled(cells: Row, names: Row) -> Iterator[str]:
    for cell, name in zip_longest(cells, names[: len(cells)], fillvalue=""):
        if cell:
            yield f"{name}: {cell}" if name else cell


def _names_a_row(cell: str) -> bool:
    return bool(_LETTER.search(cell) or _YEAR.fullmatch(cell))


def _are_figures(column: Row) -> bool:
    cells = [cell for cell in column if cell]
    return bool(cells) and all(map(_FIGURE.match, cells))
