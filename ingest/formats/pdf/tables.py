"""Tables: where a page's words stand in columns, each row becomes a line that names its columns.

pypdf tells how the page looks, and in which order its words are drawn; a table is what stands in columns in
the one and holds together in the other. What columns of prose hold does neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from ingest.formats.pdf.page import Line, Page
from ingest.formats.tables import Table

if TYPE_CHECKING:
    from pypdf import PageObject

_MOST_STRINGS = 2_000  # pieces of a page that is looked at: pypdf needs the square of their time
_MOST_LAID_OUT = 1_000_000  # characters
_SMALLEST = 2.0  # points; smaller letters would stand thousands of spaces apart
_SHORT = 40  # characters of lines between which a table is looked for
_FEWEST = 3  # rows
_NEAR = 2  # lines; a label may stand between the parts of a table
_GUTTER = 2  # blank columns of the layout between two of a table
_CENTRED = 4  # characters by which a heading over two columns may be nearer to one
_WIDE_GUTTER = 5  # of two rows: words of prose may stand above each other by chance
_LONGEST_CELL = 30  # characters on average; more is prose in columns
_MOST_LOWER = 0.4  # cells that begin in lower case; more are sentences that go on

_CELL = re.compile(r"\S+(?: \S+)*")
_LEADERS = re.compile(r"(?:[ ]?[.·_]){4,}")
_FIGURE = re.compile(r"^\W{0,3}(?:[A-Z]{3}\s)?\d")
_YEAR = re.compile(r"^\W?(?:19|20)\d\d(?![\d.,:%])")
_UNIT = re.compile(r"[\d.,:\s+−–()-]+")


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    end: int
    text: str


Row = tuple[Cell, ...]
Grid = list[list[str]]


def layout_of(drawn: PageObject, page: Page) -> str:
    """The page's words where they stand, in lines of one width; empty where no table can be."""
    small = any(line.size < _SMALLEST for line in page.lines)
    if small or page.strings > _MOST_STRINGS or not _may_hold_table(page.lines):
        return ""
    with suppress(Exception):  # the page has been read: without its layout it has no tables
        layout = drawn.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
        return layout if len(layout) <= _MOST_LAID_OUT else ""
    return ""


def without(layout: str, lines: Sequence[Line]) -> str:
    """The layout without the rows that these lines stand in."""
    rows: dict[int, str] = defaultdict(str)
    for line in lines:
        rows[round(line.height)] += _letters(line.text)
    gone = {"".join(sorted(row)) for row in rows.values()}
    return "\n".join(row for row in layout.split("\n") if "".join(sorted(_letters(row))) not in gone)


def with_rows(lines: Sequence[Line], layout: str, above: Table | None) -> tuple[list[Line], Table | None]:
    """The lines with each table's rows in place of its cells, and the table that the page ends with.

    A table that begins where the one above ends goes on with its headings, if it has none of its own.
    """
    left, end = list(lines), 0
    for block in _blocks(layout):
        place = _place(left, "".join(cell.text for row in block for cell in row)) if len(block) > 1 else None
        if place and (table := _table(block, left[place], above if place.start - end < _NEAR else None)):
            rows = [replace(left[place.start], text=text, is_row=True) for text in table.lines]
            left[place] = rows
            above, end = table, place.start + len(rows)
    return left, above if end and end == len(left) else None


def _may_hold_table(lines: Sequence[Line]) -> bool:
    figures = [sum(char.isdigit() for char in line.text) >= 2 for line in lines]
    short = [len(line.text) <= _SHORT for line in lines]
    cells = [one or other for one, other in zip(figures, short, strict=True)]
    return any(all(cells[n : n + _FEWEST]) for n in range(len(cells) - _FEWEST + 1))


def _blocks(layout: str) -> Iterator[list[Row]]:
    """Runs of lines with two cells and more; words that go on in lower case belong to the cell above them."""
    block: list[Row] = []
    rows = list(map(_row, layout.split("\n")))
    for row, below in zip(rows, [*rows[1:], ()], strict=True):
        rest = bool(block) and _is_lower(row)
        if len(row) > 1 or (len(row) == 1 and (rest or (len(below) > 1 and _is_lower(below)))):
            block.append(row)
        else:
            yield block
            block = []
    yield block


def _is_lower(row: Row) -> bool:
    return bool(row) and row[0].text[:1].islower()


def _row(line: str) -> Row:
    line = _LEADERS.sub(lambda leaders: " " * len(leaders[0]), line)
    cells = tuple(Cell(found.start(), found.end(), found[0]) for found in _CELL.finditer(line))
    is_item = bool(cells) and not any(map(str.isalnum, cells[0].text))  # of a list: it names no row
    return cells[1:] if is_item else cells


def _table(block: Sequence[Row], drawn: Sequence[Line], above: Table | None) -> Table | None:
    skipped, columns = _columns(block)
    if len(columns) < 2 or _is_prose(block):
        return None
    grid = _whole_rows([_in_columns(row, columns, 0 if n else _CENTRED) for n, row in enumerate(block)])
    if len(grid) < 2:
        return None
    if top := _heading_rows(grid, skipped, drawn):
        return Table(grid, top, named=True)
    if above and len(above.rows[0]) == len(columns) and _has_figures(grid):
        return Table([*above.rows[: above.headings], *grid], above.headings, named=True)
    return Table(grid, 0, named=True) if len(grid) >= _FEWEST else None


def _is_prose(block: Sequence[Row]) -> bool:
    cells = [cell.text for row in block for cell in row]
    words = [cell for cell in cells if cell[:1].isalpha()]
    lower = sum(cell[:1].islower() for cell in words)
    return sum(map(len, cells)) > _LONGEST_CELL * len(cells) or lower > _MOST_LOWER * len(words)


def _columns(block: Sequence[Row]) -> tuple[int, list[Cell]]:
    """The columns, and how many rows at the top stand across them: a heading may span several."""
    gutter = _GUTTER if len(block) >= _FEWEST else _WIDE_GUTTER
    found = [_inked(block[skipped:], gutter) for skipped in range(min(3, len(block) - 1))]
    if len(block) > _FEWEST:  # what one row alone writes there is no column
        found = [[each for each in columns if _is_shared(each, block)] for columns in found]
    most = max(map(len, found))
    skipped = next(n for n, columns in enumerate(found) if len(columns) == most)
    return skipped, found[skipped]


def _is_shared(column: Cell, block: Sequence[Row]) -> bool:
    inked = (any(cell.start < column.end and column.start < cell.end for cell in row) for row in block)
    return sum(inked) > 1


def _inked(rows: Sequence[Row], gutter: int) -> list[Cell]:
    """The stretches between gutters that no row writes into."""
    columns: list[Cell] = []
    for cell in sorted((cell for row in rows for cell in row), key=lambda cell: cell.start):
        if columns and cell.start < columns[-1].end + gutter:
            columns[-1] = replace(columns[-1], end=max(columns[-1].end, cell.end))
        else:
            columns.append(cell)
    return columns


def _in_columns(row: Row, columns: Sequence[Cell], slack: int) -> list[str]:
    """The cells' words by column; a cell across several, or with `slack` between two, heads each of them."""
    texts: list[list[str]] = [[] for _ in columns]
    for cell in row:
        over = [n for n, column in enumerate(columns) if cell.start < column.end and column.start < cell.end]
        away = [max(column.start - cell.end, cell.start - column.end) for column in columns]
        near = [n for n, distance in enumerate(away) if distance <= min(away) + slack]
        for n in over or near[: 1 + bool(slack)]:
            texts[n].append(cell.text)
    return [" ".join(text) for text in texts]


def _whole_rows(grid: Grid) -> Grid:
    """Rows whose cells were broken to several lines, made one: the rest is in lower case, or names no row."""
    rows: Grid = []
    for row in grid:
        if rows and len(rows) > 1 and _is_rest(rows[-1], row):
            rows[-1] = [" ".join(filter(None, pair)) for pair in zip(rows[-1], row, strict=True)]
        else:
            rows.append(row)
    return rows


def _is_rest(above: Sequence[str], row: Sequence[str]) -> bool:
    figures = [any(map(_is_figure, each[1:])) for each in (above, row)]
    if row[0]:
        return row[0][0].islower() and not all(figures) and not all((*above, *row))
    return not figures[1]


def _heading_rows(grid: Grid, skipped: int, drawn: Sequence[Line]) -> int:
    """How many rows at the top are headings: words over figures, over more words, or in their own font."""
    top = max(skipped, 1)
    spans = any(one and one == other for one, other in pairwise(grid[0]))  # over headings of one column each
    while top < len(grid) - 1 and (spans or not grid[top][0]) and not any(map(_is_figure, grid[top])):
        top, spans = top + 1, False
    if any(_is_figure(cell) for row in grid[:top] for cell in row[1:]):
        return 0
    words = len(grid[0]) > 2 and not _has_figures(grid)
    others = len(grid) >= _FEWEST and (words or _is_set_apart(grid[0], grid[top], drawn))
    return top if others or _heads_figures(grid[top:]) else 0


def _heads_figures(rows: Grid) -> bool:
    """Whether a column holds figures of one kind: a list of properties has another unit in each row."""
    for column in list(zip(*rows, strict=True))[1:]:
        values = [value for value in column if any(map(str.isalnum, value))]
        figures = [_UNIT.sub("", value) for value in values if _is_figure(value)]
        if figures and len(figures) * 2 > len(values) and len(set(figures)) == 1:
            return True
    return False


def _has_figures(grid: Grid) -> bool:
    return any(_is_figure(cell) for row in grid for cell in row[1:])


def _is_set_apart(heading: Sequence[str], row: Sequence[str], drawn: Sequence[Line]) -> bool:
    """Whether the last cells of both are drawn in different fonts; row names alone may be bold."""
    one, other = _font(heading[-1], drawn), _font(row[-1], drawn)
    return bool(one and other and one != other)


def _font(cell: str, drawn: Sequence[Line]) -> str:
    return next((line.font for line in drawn if cell and line.text.endswith(cell)), "")


def _is_figure(cell: str) -> bool:
    return bool(_FIGURE.match(cell)) and not _YEAR.match(cell)


def _place(lines: Sequence[Line], cells: str) -> slice | None:
    """The lines that hold these cells and nothing else, in whatever order they are drawn."""
    letters = ["".join(line.text.split()) for line in lines]
    ends = list(accumulate(map(_weight, letters), initial=0))
    starts = {weight: n for n, weight in reversed(list(enumerate(ends)))}
    wanted = _letters(cells)
    for end, weight in enumerate(ends):
        start = starts.get(weight - _weight(wanted))
        if start is not None and start < end and sorted("".join(letters[start:end])) == sorted(wanted):
            return slice(start, end)
    return None


def _letters(text: str) -> str:
    return "".join(text.split())


def _weight(letters: str) -> int:
    """The same for the same characters in any order, and hardly for others."""
    return sum(ord(char) ** 3 for char in letters)
