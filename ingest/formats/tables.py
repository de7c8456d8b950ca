"""A table as lines of text, one a row, in which each figure stands beside the names of its row and column.

Ulf Marek: Votes: 2,531; Share: 12 %
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

_WIDEST = 100  # columns of one cell; a file may claim a thousand million
# "2,531", "12 %", "€3.1 million", "EUR 40": a number, at most with a short word before and a word after.
_FIGURE = re.compile(r"\W*(?:[^\W\d]{1,3}\W*)?\d[\d\W]*(?:[^\W\d]+\W*)?")
_LONGEST_HEADING = 100  # characters; it is repeated in each row
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:[/–-]\d{2,4})?")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; a row has one for each of its cells, and an empty one where a column begins later."""

    text: str  # on one line
    columns: int = 1  # that it spans
    is_heading: bool = False

    @property
    def is_figure(self) -> bool:
        return bool(_FIGURE.fullmatch(self.text))

    @property
    def is_year(self) -> bool:
        return bool(_YEAR.fullmatch(self.text))


Row = Sequence[Cell]
Headings = Mapping[int, str]  # by column


def row_lines(rows: Sequence[Row]) -> list[str]:
    """One line for each row; "" for a heading row whose words all stand in the lines below it.

    Headings are the first rows of nothing but heading cells, else a first row of labels above figures.
    """
    count = _heading_rows(rows)
    body = rows[count:]
    headings = _headings(rows[:count])
    named = _is_named(body, headings)
    shown = named and bool(headings.get(0))  # of a column of names, the heading stands in no other line
    above = ["; ".join(dict.fromkeys(headings.values())) if shown else "", *[""] * count][:count]
    return [*above, *(_line(row, headings, named) for row in body)]


def _heading_rows(rows: Sequence[Row]) -> int:
    marked = len(list(takewhile(_is_heading_row, rows)))
    if marked == len(rows):
        return 0
    count = marked or int(_is_above_figures(rows[0], rows[1:]))
    return count if all(len(each) <= _LONGEST_HEADING for each in _headings(rows[:count]).values()) else 0


def _is_heading_row(row: Row) -> bool:
    filled = [cell for cell in row if cell.text]
    return bool(filled) and all(cell.is_heading for cell in filled)


def _is_above_figures(top: Row, body: Sequence[Row]) -> bool:
    """Whether a first row that nothing marks names the columns below it."""
    labels = dict(_by_column(top))
    if len(labels) < 2 or not all(cell.text for column, cell in labels.items() if column):
        return False
    if any(cell.is_figure and not cell.is_year for cell in labels.values()):
        return False
    columns = [dict(_by_column(row)) for row in body]
    return any(
        _are_figures_under(label, [row[column] for row in columns if column in row])
        for column, label in labels.items()
    )


def _are_figures_under(label: Cell, cells: Row) -> bool:
    filled = [cell for cell in cells if any(map(str.isalnum, cell.text))]  # a dash stands for no figure
    return (
        bool(filled)
        and all(cell.is_figure for cell in filled)
        and not (label.is_year and all(cell.is_year for cell in filled))
    )


def _by_column(row: Row) -> Iterator[tuple[int, Cell]]:
    column = 0
    for cell in row:
        yield column, cell
        column += min(cell.columns, _WIDEST)


def _headings(rows: Sequence[Row]) -> Headings:
    """What the heading rows say of each column, from above: "2024 Votes"."""
    parts: dict[int, dict[str, None]] = {}
    for row in rows:
        for column, cell in _by_column(row):
            for each in range(column, column + min(cell.columns, _WIDEST)):
                parts.setdefault(each, {})[cell.text.rstrip(" :")] = None
    return {column: " ".join(filter(None, words)) for column, words in parts.items()}


def _is_named(body: Sequence[Row], headings: Headings) -> bool:
    """Whether the first cell of each row is the row's name rather than one more of its values."""
    first = [row[0] for row in body if row]
    if all(cell.is_heading for cell in first):
        return True
    if not headings or not headings.get(0):
        return bool(headings)
    texts = {cell.text for cell in first if not cell.is_figure}
    return "" not in texts and len(texts) == len(first)


def _line(row: Row, headings: Headings, named: bool) -> str:
    if len(row) == 1:  # across the table: a group's name
        return row[0].text
    cells = {column: cell.text for column, cell in _by_column(row) if cell.text}
    name = cells.pop(0, "") if named else ""
    values = "; ".join(
        f"{headings[column]}: {text}" if headings.get(column) else text for column, text in cells.items()
    )
    return f"{name.rstrip(' :')}: {values}" if name and values else name or values
