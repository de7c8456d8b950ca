"""What the shapes of a slide say: titles, text boxes, tables, diagrams; and the notes of its speaker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ingest.formats.blocks import LABEL, Block, BlockRow, BlockTable, cell_text
from ingest.formats.drawing_text import paragraphs
from ingest.formats.xml_tree import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TITLES = ("title", "ctrTitle")
_FURNITURE = frozenset("dt ftr hdr sldNum sldImg".split())  # what the master gives each slide
_ON = ("1", "true")
_LEVEL = 2  # of a slide's title
_WIDEST = 100  # columns; a file may claim a thousand million


def shapes_of(slide: Element, diagrams: Mapping[str, Element]) -> Iterator[Block]:
    """The title first, wherever it is drawn; `diagrams` have the ids that the slide has for them."""
    shapes = [*_shapes(slide)]
    for each in sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES):
        if _placeholder(each) in _TITLES:
            title = " ".join(" ".join(paragraphs(each)).split())
            yield from [Block(title, _LEVEL)] if title else []
        else:
            yield from _said(each, diagrams)


def notes_of(page: Element) -> Iterator[Block]:
    """What the speaker is to say; the page of notes has a picture of the slide too, and its number."""
    for each in _shapes(page):
        if _placeholder(each) == "body":
            yield from map(Block, paragraphs(each))


def _shapes(element: Element) -> Iterator[Element]:
    """Those that are shown, out of their groups."""
    for each in element:
        name = local(each)
        if name in ("cSld", "spTree"):
            yield from _shapes(each)
        elif name == "AlternateContent":  # the others say the same for programs that do not know the first
            yield from _shapes(each[0]) if len(each) else ()
        elif name in ("grpSp", "sp", "cxnSp", "graphicFrame") and not _is_hidden(each):
            yield from _shapes(each) if name == "grpSp" else (each,)


def _said(shape: Element, diagrams: Mapping[str, Element]) -> Iterator[Block]:
    if _placeholder(shape) in _FURNITURE:
        return
    for each in shape.iter("{*}txBody", "{*}tbl", "{*}relIds"):
        if local(each) == "tbl":
            yield from BlockTable([*_rows(each)]).blocks()
        elif local(each) == "relIds" and (diagram := diagrams.get(attribute(each, "dm"))) is not None:
            yield from map(Block, paragraphs(diagram))
        elif local(each.getparent()) != "tc":
            yield from map(Block, paragraphs(each))


def _rows(table: Element) -> Iterator[BlockRow]:
    above: dict[int, str] = {}
    properties = table.find("{*}tblPr")
    is_heading = properties is not None and properties.get("firstRow") in _ON
    for row in table.iterchildren("{*}tr"):
        columns: list[str] = []
        cells: list[tuple[Block, ...]] = []
        for cell in row[:_WIDEST]:
            if local(cell) != "tc":
                continue
            if cell.get("hMerge") in _ON:
                columns.append(columns[-1] if is_heading and columns else "")
                continue
            cells.append(tuple(map(Block, paragraphs(cell))))
            goes_on = cell.get("vMerge") in _ON
            text = cell_text(cells[-1]) or (above.get(len(columns), "") if goes_on else "")
            above[len(columns)] = text if len(text) <= LABEL else ""
            columns.append(text)
        yield BlockRow(tuple(columns), tuple(cells), is_heading)
        is_heading = False


def _placeholder(shape: Element) -> str:
    """What a shape is for on its slide; "" where it stands there by itself."""
    placeholder = shape.find("./*/{*}nvPr/{*}ph")
    return "" if placeholder is None else placeholder.get("type", "body")


def _is_hidden(shape: Element) -> bool:
    named = shape.find("./*/{*}cNvPr")
    return named is not None and named.get("hidden") in _ON
