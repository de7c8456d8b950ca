"""A document's paragraphs, headings and tables in order, each followed by its text boxes and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.formats.docx.grid import GridCell, GridRow, grid_rows
from ingest.formats.docx.markup import local, nearest, value
from ingest.formats.docx.package import Package, Part
from ingest.formats.docx.paragraphs import Paragraph, read_paragraph, runs_on
from ingest.formats.docx.styles import Styles
from ingest.formats.tables import Cell, row_lines

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NOTES = ("footnote", "endnote")
_PROSE = 200  # characters of a paragraph; a cell of several with one so long is no cell of a table of figures
_LABEL = 100  # characters of a cell over several rows that is read in each

_Key = tuple[str, str]  # which kind of note, and its id


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a row of a table."""

    text: str
    level: int = 0  # of a heading
    is_aside: bool = False  # in a cell: no paragraph of its own, but a row of a table, a text box or a note

    def __str__(self) -> str:
        return f"{'#' * self.level} {' '.join(self.text.split())}" if self.level else self.text


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Cell, ...]
    blocks: tuple[Block, ...]
    is_prose: bool  # its cells are for the layout


class Story:
    def __init__(self, package: Package, main: Part, styles: Styles) -> None:
        self._package, self._main, self._styles = package, main, styles
        self._notes = dict(_notes(package, main))
        self.parts = [main.root]  # and the notes, once they are read

    def blocks(self) -> Iterator[Block]:
        """The text with its notes where they are referred to; notes that nothing refers to come last."""
        referred = {_key(each) for name in _NOTES for each in self._main.root.iter(f"{{*}}{name}Reference")}
        yield from self._blocks(self._main.root)
        for key in [key for key in self._notes if key not in referred]:
            yield from self._note(key)

    def _blocks(self, element: Element) -> Iterator[Block]:
        line = Paragraph()
        for each in nearest(element, "p", "tbl"):
            if local(each) == "tbl":
                yield from self._line(line)
                line = Paragraph()
                yield from map(_aside, self._table(each))
                continue
            line += read_paragraph(each, self._styles)
            if not runs_on(each):
                yield from self._line(line, self._styles.level(each))
                line = Paragraph()
        yield from self._line(line)

    def _line(self, line: Paragraph, level: int = 0) -> Iterator[Block]:
        if text := line.text.strip():
            yield Block(text, level)
        for each in line.anchored:
            yield from map(_aside, self._anchored(each))

    def _anchored(self, element: Element) -> Iterator[Block]:
        match local(element):
            case "footnoteReference" | "endnoteReference":
                return self._note(_key(element))
            case "relIds":
                return self._diagram(element)
        return self._blocks(element)

    def _note(self, key: _Key) -> Iterator[Block]:
        note = self._notes.pop(key, None)  # once: it may refer to itself
        if note is not None:
            self.parts.append(note)
            yield from self._blocks(note)

    def _diagram(self, element: Element) -> Iterator[Block]:
        id = next((id for name, id in element.attrib.items() if name.endswith("}dm")), "")
        part = self._package.related("diagramData", source=self._main.name, id=id) if id else None
        return iter(()) if part is None else self._blocks(part.root)

    def _table(self, table: Element) -> Iterator[Block]:
        rows = list(self._rows(table))
        lines = iter(row_lines([row.cells for row in rows if not row.is_prose]))
        for row in rows:
            if row.is_prose:
                yield from row.blocks
                continue
            if line := next(lines):
                yield Block(line)
            yield from (block for block in row.blocks if block.is_aside)

    def _rows(self, table: Element) -> Iterator[_Row]:
        above: dict[int, str] = {}
        for row in grid_rows(table, self._styles):
            cells = [self._cell(cell) for cell in row.cells]
            yield _Row(
                tuple(_in_grid(row, cells, above)),
                tuple(block for blocks in cells for block in blocks),
                is_prose=len(cells) == 1 or any(map(_is_prose, cells)),
            )

    def _cell(self, cell: GridCell) -> tuple[Block, ...]:
        return () if cell.element is None else tuple(self._blocks(cell.element))


def _aside(block: Block) -> Block:
    return replace(block, is_aside=True)


def _in_grid(row: GridRow, cells: Iterable[tuple[Block, ...]], above: dict[int, str]) -> Iterator[Cell]:
    """The cells of a row; one that goes on says what the one `above` it says, as the next row finds it."""
    column = 0
    for cell, blocks in zip(row.cells, cells, strict=True):
        text = " ".join(" ".join(block.text.split()) for block in blocks if not block.is_aside)
        if cell.goes_on:
            text = text or above.get(column, "")
        above[column] = text if len(text) <= _LABEL else ""
        yield Cell(text, cell.columns, row.is_heading)
        column += cell.columns


def _is_prose(cell: Iterable[Block]) -> bool:
    lengths = [len(block.text) for block in cell if not block.is_aside]
    return len(lengths) > 1 and max(lengths) > _PROSE


def _notes(package: Package, main: Part) -> Iterator[tuple[_Key, Element]]:
    for name in _NOTES:
        part = package.related(f"{name}s", source=main.name)
        for note in part.root.iter(f"{{*}}{name}") if part else ():
            if value(note, "type") in ("", "normal"):  # others are the lines between text and notes
                yield (name, value(note, "id")), note


def _key(reference: Element) -> _Key:
    return local(reference).removesuffix("Reference"), value(reference, "id")
