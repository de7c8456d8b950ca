"""A Word table's cells by row: which columns they take, which go on from above, and which are headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.formats.docx.markup import everything, is_on, nearest, value
from ingest.formats.docx.styles import Styles
from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FIRST_ROW = 0x20  # of the bits that older files have in `tblLook`


@dataclass(frozen=True, slots=True)
class GridCell:
    element: Element | None  # None: the row begins further right
    columns: int = 1
    goes_on: bool = False  # it is one with the cell above it

    @classmethod
    def of(cls, element: Element) -> GridCell:
        properties = element.find("{*}tcPr")
        if properties is None:
            return cls(element)
        merged = properties.find("{*}vMerge")
        goes_on = merged is not None and value(merged) != "restart"
        return cls(element, _count(properties.find("{*}gridSpan")) or 1, goes_on)


@dataclass(frozen=True, slots=True)
class GridRow:
    cells: tuple[GridCell, ...]
    is_heading: bool


def grid_rows(table: Element, styles: Styles) -> Iterator[GridRow]:
    """The rows that are shown. Headings are those repeated on each page, else a first row that is set off."""
    rows = [row for row in nearest(table, "tr") if next(nearest(row, "tc"), None) is not None]
    marked = len([*takewhile(_is_repeated, rows)]) or int(_is_set_off(table, rows, styles))
    for number, row in enumerate(rows):
        yield GridRow(tuple(_cells(row)), number < marked)


def _cells(row: Element) -> Iterator[GridCell]:
    if before := _count(row.find("{*}trPr/{*}gridBefore")):
        yield GridCell(None, before)
    yield from map(GridCell.of, nearest(row, "tc"))


def _count(element: Element | None) -> int:
    given = value(element)
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _is_repeated(row: Element) -> bool:
    return is_on(row.find("{*}trPr/{*}tblHeader"))


def _is_set_off(table: Element, rows: Sequence[Element], styles: Styles) -> bool:
    """Whether the first row has a look of its own: by the table's style, or bold above what is not."""
    if len(rows) < 2:
        return False
    look = table.find("{*}tblPr/{*}tblLook")
    style = value(table.find("{*}tblPr/{*}tblStyle"))
    if _is_first_row_on(look) and styles.sets_off_first_row(style):
        return True
    return _is_bold(rows[0], styles) and not _is_bold(rows[1], styles)


def _is_first_row_on(look: Element | None) -> bool:
    if given := value(look, "firstRow"):
        return given in ("1", "true", "on")
    try:
        return bool(int(value(look) or "0", 16) & _FIRST_ROW)
    except ValueError:
        return False


def _is_bold(row: Element, styles: Styles) -> bool:
    """Whether all of its words are."""
    runs = [
        (run, paragraph)
        for paragraph in everything(row)
        if local(paragraph) == "p"
        for run in nearest(paragraph, "r")
        if any((text.text or "").strip() for text in run.iterchildren("{*}t"))
    ]
    return bool(runs) and all(styles.is_bold(run, paragraph) for run, paragraph in runs)
