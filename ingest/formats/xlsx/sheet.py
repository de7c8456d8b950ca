"""The rows of a sheet that are shown, and of each the cells that are: what they say, and whether in bold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree

from ingest.formats.blocks import LABEL
from ingest.formats.drawing_text import paragraphs
from ingest.formats.xlsx.number_format import shown
from ingest.formats.xlsx.workbook import ON, Look, SheetPart, Workbook, text_of
from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_AREA = re.compile(rf"{_PLACE.pattern}:{_PLACE.pattern}")
_COLUMNS = 16_384  # that Excel has
_MOST_MERGED = 100  # columns of one cell, and columns with cells of several rows; a file may claim them all
_NO_DAY = "T00:00:00"


@dataclass(frozen=True, slots=True)
class SheetCell:
    text: str
    is_bold: bool = False
    goes_on: bool = False  # it is one with the cell on its left


Row = Mapping[int, SheetCell]  # by column, from 0; only those that say something


@dataclass(frozen=True, slots=True)
class _Area:
    """A cell that stretches over others."""

    column: int
    width: int
    last: int  # row


class Sheet:
    def __init__(self, workbook: Workbook, part: SheetPart) -> None:
        self._workbook, self._part = workbook, part
        self.name = part.name
        self._raw = workbook.package.read(part.place)

    def rows(self) -> Iterator[Row]:
        """All, also those without a cell that says something. Raises ArticleError where they are no XML."""
        hidden: set[int] = set()
        areas = self._areas()
        open_areas: dict[int, tuple[_Area, SheetCell]] = {}
        number = 0
        for element in self._elements("col", "row"):
            if local(element) == "col":
                hidden.update(_hidden_columns(element))
                continue
            number = int(given) if (given := element.get("r", "")).isdecimal() else number + 1
            cells = dict(self._cells(element))
            _stretch(cells, number, areas.get(number, []), open_areas)
            if element.get("hidden") not in ON:
                yield {column: cell for column, cell in sorted(cells.items()) if column not in hidden}

    def boxes(self) -> Iterator[str]:
        """The paragraphs of text that is laid over the cells."""
        drawing = self._workbook.package.related("drawing", self._part.place)
        for box in drawing.root.iter("{*}txBody") if drawing else ():
            yield from paragraphs(box)

    def _elements(self, *names: str) -> Iterator[Element]:
        """Each is forgotten with the next: a sheet may have a million rows."""
        tags = tuple(f"{{*}}{name}" for name in names)
        try:
            for _, element in etree.iterparse(BytesIO(self._raw), tag=tags, resolve_entities=False):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError:
            self._workbook.package.fail()

    def _areas(self) -> dict[int, list[_Area]]:
        """Those of each row: they stand behind all rows in the file."""
        areas: dict[int, list[_Area]] = {}
        if b"mergeCell " in self._raw:
            for element in self._elements("row", "mergeCell"):
                if place := _AREA.fullmatch(element.get("ref", "")):
                    column = _column(place[1])
                    width = min(_column(place[3]) - column + 1, _MOST_MERGED)
                    areas.setdefault(int(place[2]), []).append(_Area(column, width, int(place[4])))
        return areas

    def _cells(self, row: Element) -> Iterator[tuple[int, SheetCell]]:
        column = -1
        for cell in row.iterchildren("{*}c"):
            place = _PLACE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            look = self._look(cell)
            if not look.is_struck and (text := " ".join(self._said(cell, look).split())):
                yield column, SheetCell(text, look.is_bold)

    def _look(self, cell: Element) -> Look:
        style, looks = cell.get("s", "0"), self._workbook.looks
        return looks[int(style)] if style.isdecimal() and int(style) < len(looks) else Look()

    def _said(self, cell: Element, look: Look) -> str:
        kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
        if kind == "inlineStr":
            return "".join(map(text_of, cell.iterchildren("{*}is")))
        if kind == "s":
            strings = self._workbook.strings
            return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
        if kind == "n":
            return shown(value, look.code, from_1904=self._workbook.is_from_1904)
        if kind == "b":
            return "TRUE" if value in ON else "FALSE"
        return "" if kind == "e" else value.removesuffix(_NO_DAY)


def _stretch(
    cells: dict[int, SheetCell],
    row: int,
    begun: list[_Area],
    above: dict[int, tuple[_Area, SheetCell]],
) -> None:
    """Adds what a cell says that stretches over this row from above, or over the columns on its right."""
    for column, (area, cell) in list(above.items()):
        if row > area.last:
            del above[column]
        else:
            cells.setdefault(column, cell)
    for area in begun:
        if spread := cells.get(area.column):
            for column in range(area.column + 1, area.column + area.width):
                cells.setdefault(column, replace(spread, goes_on=True))
            if area.last > row and len(spread.text) <= LABEL and len(above) < _MOST_MERGED:
                above[area.column] = area, spread


def _hidden_columns(columns: Element) -> range:
    first, last = columns.get("min", ""), columns.get("max", "")
    if columns.get("hidden") not in ON or not (first.isdecimal() and last.isdecimal()):
        return range(0)
    return range(int(first) - 1, min(int(last), _COLUMNS))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
