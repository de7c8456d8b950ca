"""The tables of a sheet: parted by empty rows, under rows in bold or above figures that name the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from ingest.formats.csv_table import headings_of
from ingest.formats.tables import Table, heading_rows
from ingest.formats.xlsx.sheet import Row

_MOST_HEADINGS = 5  # rows
_COMPARED = 100  # rows that tell whether the first is a heading
_TABLE_OF_WORDS = 3  # columns; in fewer the first row of words need not name what stands below


@dataclass(frozen=True, slots=True)
class SheetTable:
    above: tuple[str, ...]  # lines over all columns
    headings: tuple[Row, ...]
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return next(
            iter(self.above), ", ".join(cell.text for row in self.headings[-1:] for cell in row.values())
        )

    @property
    def lines(self) -> Iterator[str]:
        yield from self.above
        first = min(map(min, (*self.headings, *self.rows)), default=0)  # it names the rows
        for row in self.rows:
            columns = [first, *(n for n, cell in row.items() if n != first and not cell.goes_on)]
            texts = [[each[n].text if n in each else "" for n in columns] for each in (*self.headings, row)]
            yield from Table(texts, len(self.headings)).lines


def tables_of(rows: Iterable[Row]) -> Iterator[SheetTable]:
    """One whose rows have no headings of their own goes on with those above, if it has no other columns."""
    headings: Sequence[Row] = ()
    for is_filled, group in groupby(rows, key=bool):
        if not is_filled:
            continue
        part = list(group)
        above = len([*takewhile(_is_alone, part)])
        left = part[above:]
        if count := _headings(left):
            headings, left = left[:count], left[count:]
        elif not all(row.keys() <= headings[-1].keys() for row in left if headings):
            headings = ()
        lines = tuple(next(iter(row.values())).text for row in part[:above])
        yield SheetTable(lines, tuple(headings), tuple(left))


def _is_alone(row: Row) -> bool:
    return sum(not cell.goes_on for cell in row.values()) == 1


def _headings(rows: Sequence[Row]) -> int:
    """How many rows at the top name the columns."""
    in_bold = len([*takewhile(_is_bold, rows)])
    if 0 < in_bold < len(rows) and in_bold <= _MOST_HEADINGS:
        return in_bold
    if len(rows) < 2:
        return 0
    columns = sorted({*rows[0], min(map(min, rows))})
    texts = [[row[n].text if n in row else "" for n in columns] for row in rows[:_COMPARED]]
    words = headings_of(texts) if len(columns) >= _TABLE_OF_WORDS else ()
    return heading_rows(texts) or int(bool(words))


def _is_bold(row: Row) -> bool:
    return all(cell.is_bold for cell in row.values())
