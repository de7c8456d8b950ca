"""A workbook: which of its sheets are shown, and what its cells share: texts, styles, the first day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ingest.formats.ooxml import Package, Part
from ingest.formats.xlsx.number_format import BUILT_IN, GENERAL
from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ON = ("1", "true")


@dataclass(frozen=True, slots=True)
class SheetPart:
    name: str
    place: str  # in the package


@dataclass(frozen=True, slots=True)
class Look:
    code: str = GENERAL
    is_bold: bool = False
    is_struck: bool = False


class Workbook:
    def __init__(self, raw: bytes) -> None:
        """Raises ArticleError as Package does."""
        self.package = Package(raw, "XLSX")
        self._main = self.package.main("workbook")

    def sheets(self) -> Iterator[SheetPart]:
        """Those that are shown, in their order."""
        places = self.package.targets("worksheet", self._main.name)
        for each in self._main.root.iterfind("{*}sheets/{*}sheet"):
            id = next((value for name, value in each.items() if name.endswith("}id")), "")
            if each.get("state", "visible") == "visible" and id in places:
                yield SheetPart(each.get("name", ""), places[id])

    @cached_property
    def is_from_1904(self) -> bool:
        properties = self._main.root.find("{*}workbookPr")
        return properties is not None and properties.get("date1904") in ON

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells share."""
        part = self.package.related("sharedStrings", self._main.name)
        return [text_of(each) for each in part.root.iterchildren("{*}si")] if part else []

    @cached_property
    def looks(self) -> list[Look]:
        """What the cells' styles make of them."""
        part = self.package.related("styles", self._main.name)
        return [*_looks(part)] if part else []


def text_of(item: Element) -> str:
    """Without what is struck through, and how it is pronounced."""
    runs = [run for run in item.iterchildren("{*}t", "{*}r") if not _is_set(run.find("{*}rPr/{*}strike"))]
    return "".join((run.text if local(run) == "t" else run.findtext("{*}t")) or "" for run in runs)


def _looks(styles: Part) -> Iterator[Look]:
    codes = {each.get("numFmtId"): each.get("formatCode", GENERAL) for each in styles.root.iter("{*}numFmt")}
    codes = {str(id): code for id, code in BUILT_IN.items()} | codes
    fonts = [
        (_is_set(font.find("{*}b")), _is_set(font.find("{*}strike")))
        for font in styles.root.iterfind("{*}fonts/{*}font")
    ]
    for each in styles.root.iterfind("{*}cellXfs/{*}xf"):
        font = each.get("fontId", "0")
        is_known = font.isdecimal() and int(font) < len(fonts)
        is_bold, is_struck = fonts[int(font)] if is_known else (False, False)
        yield Look(codes.get(each.get("numFmtId"), GENERAL), is_bold, is_struck)


def _is_set(element: Element | None) -> bool:
    return element is not None and element.get("val", "1") in ON
