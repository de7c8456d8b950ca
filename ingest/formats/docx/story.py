"""A document's paragraphs, headings and tables in order, each followed by its text boxes and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.formats.blocks import LABEL, Block, BlockRow, BlockTable, as_aside, cell_text
from ingest.formats.docx.grid import GridCell, GridRow, grid_rows
from ingest.formats.docx.markup import nearest, value
from ingest.formats.docx.paragraphs import BOXES, Paragraph, read_paragraph, runs_on
from ingest.formats.docx.styles import Styles
from ingest.formats.ooxml import Package, Part
from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NOTES = ("footnote", "endnote")
_DIAGRAM = "relIds"
_WIDEST = 63  # columns that Word has; a file may claim a thousand million

_Key = tuple[str, str]  # what stands apart from the text that refers to it: its kind and id


class Story:
    def __init__(self, package: Package, main: Part, styles: Styles) -> None:
        self._main, self._styles = main, styles
        self._apart = {**dict(_notes(package, main)), **dict(_diagrams(package, main))}
        self.parts = [main.root]  # and what stands apart, once it is read
        self.headings: list[str] = []  # of tables: rows repeat them beside figures, but not above their names

    def blocks(self) -> Iterator[Block]:
        """The text with its notes where they are referred to; notes that nothing refers to come last."""
        referred = {_key(each) for name in _NOTES for each in self._main.root.iter(f"{{*}}{name}Reference")}
        yield from self._blocks(self._main.root)
        for key in [key for key in self._apart if key[0] in _NOTES and key not in referred]:
            yield from self._read_apart(key)

    def _blocks(self, element: Element) -> Iterator[Block]:
        line: list[Paragraph] = []
        for each in nearest(element, "p", "tbl"):
            if local(each) == "tbl":
                yield from self._line(line)
                line = []
                yield from map(as_aside, self._table(each))
                continue
            line.append(read_paragraph(each, self._styles))
            if not runs_on(each):
                yield from self._line(line, self._styles.level(each))
                line = []
        yield from self._line(line)

    def _line(self, paragraphs: Sequence[Paragraph], level: int = 0) -> Iterator[Block]:
        if text := "".join(each.text for each in paragraphs).strip():
            yield Block(text, level)
        for each in (element for paragraph in paragraphs for element in paragraph.anchored):
            is_box = local(each) in BOXES
            yield from map(as_aside, self._blocks(each) if is_box else self._read_apart(_key(each)))

    def _read_apart(self, key: _Key) -> Iterator[Block]:
        element = self._apart.pop(key, None)  # once: a note may refer to itself
        if element is not None:
            self.parts.append(element)
            yield from self._blocks(element)

    def _table(self, table: Element) -> Iterator[Block]:
        read = BlockTable([*self._rows(table)])
        self.headings.extend(read.headings)
        yield from read.blocks()

    def _rows(self, table: Element) -> Iterator[BlockRow]:
        above: dict[int, str] = {}
        for row in grid_rows(table, self._styles):
            cells = tuple(self._cell(cell) for cell in row.cells)
            yield BlockRow(tuple(_in_columns(row, cells, above)), cells, row.is_heading)

    def _cell(self, cell: GridCell) -> tuple[Block, ...]:
        return () if cell.element is None else tuple(self._blocks(cell.element))


def _in_columns(row: GridRow, cells: Iterable[tuple[Block, ...]], above: dict[int, str]) -> Iterator[str]:
    """The text of each column; a cell that goes on says what the one `above` it says."""
    column = 0
    for cell, blocks in zip(row.cells, cells, strict=True):
        text = cell_text(blocks) or (above.get(column, "") if cell.goes_on else "")
        above[column] = text if len(text) <= LABEL else ""
        width = min(cell.columns, _WIDEST)
        yield from [text, *[text if row.is_heading else ""] * (width - 1)]
        column += width


def _notes(package: Package, main: Part) -> Iterator[tuple[_Key, Element]]:
    for name in _NOTES:
        part = package.related(f"{name}s", main.name)
        for note in part.root.iter(f"{{*}}{name}") if part else ():
            if value(note, "type") in ("", "normal"):  # others are the lines between text and notes
                yield (name, value(note, "id")), note


def _diagrams(package: Package, main: Part) -> Iterator[tuple[_Key, Element]]:
    for id, part in package.all_related("diagramData", main.name).items():
        yield (_DIAGRAM, id), part.root


def _key(reference: Element) -> _Key:
    if local(reference) == _DIAGRAM:
        ids = (id for name, id in reference.attrib.items() if name.endswith("}dm"))
        return _DIAGRAM, next(ids, "")
    return local(reference).removesuffix("Reference"), value(reference, "id")
