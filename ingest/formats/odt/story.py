"""An ODT's paragraphs, headings and tables in order, each followed by its text boxes and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from ingest.formats.blocks import LABEL, Block, BlockRow, BlockTable, as_aside, cell_text
from ingest.formats.odt.paragraphs import read_paragraph
from ingest.formats.odt.styles import Styles
from ingest.formats.xml_tree import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NOT_SHOWN = frozenset("tracked-changes forms annotation".split())
_HIDDEN_ROWS = ("collapse", "filter")
_WIDEST = 100  # columns; a file may claim a thousand million
_DEEPEST_HEADING = 6
_ROW_GROUPS = ("table-header-rows", "table-rows", "table-row-group")


@dataclass(frozen=True, slots=True)
class _Below:
    """What a cell of several rows says in those below its first."""

    text: str
    rows: int


class Story:
    def __init__(self, styles: Styles) -> None:
        self._styles = styles

    def blocks(self, element: Element) -> Iterator[Block]:
        for each in element:
            name = local(each)
            if name in ("p", "h"):
                yield from self._paragraph(each)
            elif name == "table":
                yield from map(as_aside, BlockTable([*self._rows(each)]).blocks())
            elif name not in _NOT_SHOWN and not _is_hidden(each):
                yield from self.blocks(each)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        read = read_paragraph(element, self._styles)
        if read.text:
            yield Block(read.text, _level(element))
        for each in read.anchored:
            yield from map(as_aside, self.blocks(each))

    def _rows(self, table: Element) -> Iterator[BlockRow]:
        below: dict[int, _Below] = {}
        for row in _rows_of(table):
            read = self._row(row, below)
            if attribute(row, "visibility") not in _HIDDEN_ROWS:
                yield read

    def _row(self, row: Element, below: dict[int, _Below]) -> BlockRow:
        """`below` has, by column, the cells above that go on in this row; those of this one are added."""
        is_heading = local(row.getparent()) == "table-header-rows" or self._is_heading(row)
        columns: list[str] = []
        cells: list[tuple[Block, ...]] = []
        beside = ""  # what the columns say that a heading stretches over
        for each in _cells_of(row):
            if local(each) == "table-cell":
                cells.append(tuple(self.blocks(each)))
                text = cell_text(cells[-1])
                beside = text if is_heading else ""
                if (rows := _count(each, "number-rows-spanned")) > 1:
                    below[len(columns)] = _Below(text if len(text) <= LABEL else "", rows - 1)
            elif above := below.pop(len(columns), None):
                cells.append(())
                text = above.text
                if above.rows > 1:
                    below[len(columns)] = _Below(text, above.rows - 1)
            else:
                text = beside
            columns.append(text)
        return BlockRow(tuple(columns), tuple(cells), is_heading)

    def _is_heading(self, row: Element) -> bool:
        """Whether each of its paragraphs has the style of such rows."""
        paragraphs = [each for each in row.iter("{*}p") if each.text or len(each)]
        return bool(paragraphs) and all(map(self._styles.is_table_heading, paragraphs))


def _level(paragraph: Element) -> int:
    return min(_count(paragraph, "outline-level"), _DEEPEST_HEADING) if local(paragraph) == "h" else 0


def _is_hidden(section: Element) -> bool:
    return attribute(section, "display") in ("none", "condition") or attribute(section, "is-hidden") == "true"


def _rows_of(table: Element) -> Iterator[Element]:
    """Its own: not those of a table in a cell."""
    for each in table:
        if local(each) == "table-row":
            yield each
        elif local(each) in _ROW_GROUPS:
            yield from _rows_of(each)


def _cells_of(row: Element) -> Iterator[Element]:
    cells = (
        each
        for each in row.iterchildren("{*}table-cell", "{*}covered-table-cell")
        for _ in range(min(_count(each, "number-columns-repeated"), _WIDEST))
    )
    return islice(cells, _WIDEST)


def _count(element: Element, name: str) -> int:
    said = attribute(element, name)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 1
