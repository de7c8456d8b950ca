"""What styles and direct formatting make of a text: hidden, struck through or bold, or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ingest.formats.docx.markup import is_on, value
from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADING = re.compile(r"heading ?([1-6])", re.IGNORECASE)
_ERASED = {"vanish", "strike", "dstrike"}
_BOLD = "b"
_DEEPEST = 20  # styles based on each other; Word allows fewer, a damaged file may have a circle
_MARKS = (*_ERASED, _BOLD)

Looks = Mapping[str, bool]


class Styles:
    def __init__(self, root: Element | None) -> None:
        found = () if root is None else root.iter("{*}style")
        self._styles = {value(style, "styleId"): style for style in found}
        self._looks: dict[str, Looks] = {}

    def level(self, paragraph: Element) -> int:
        """Of a heading, 1 to 6; else 0."""
        style = _style_of(paragraph)
        name = value(self._styles[style].find("{*}name")) if style in self._styles else style
        heading = _HEADING.fullmatch(name)
        return int(heading[1]) if heading else 0

    def erases(self, run: Element, paragraph: Element) -> bool:
        """Whether the run is hidden or struck through."""
        return bool(self._looks_of(run, paragraph) & _ERASED)

    def is_bold(self, run: Element, paragraph: Element) -> bool:
        return _BOLD in self._looks_of(run, paragraph)

    def sets_off_first_row(self, style: str) -> bool:
        """Whether a style of tables gives the first row a look of its own."""
        parts = (part for each in self._chain(style) for part in each.iter("{*}tblStylePr"))
        return any(value(part, "type") == "firstRow" for part in parts)

    def _looks_of(self, run: Element, paragraph: Element) -> set[str]:
        direct = _set_by(run)
        of_run = self._of_style(value(run.find("{*}rPr/{*}rStyle")) if direct else "")
        of_paragraph = self._of_style(_style_of(paragraph))
        # Where both styles turn a property on, it is off.
        styled = {mark for mark in _MARKS if of_run.get(mark, False) != of_paragraph.get(mark, False)}
        return {mark for mark in _MARKS if direct.get(mark, mark in styled)}

    def _of_style(self, style: str) -> Looks:
        if style not in self._looks:
            self._looks[style] = {
                mark: on for each in reversed([*self._chain(style)]) for mark, on in _set_by(each).items()
            }
        return self._looks[style]

    def _chain(self, style: str) -> Iterator[Element]:
        """The style, what it is based on, and so on."""
        for _ in range(_DEEPEST):
            if style not in self._styles:
                return
            yield self._styles[style]
            style = value(self._styles[style].find("{*}basedOn"))


def _style_of(paragraph: Element) -> str:
    return value(paragraph.find("{*}pPr/{*}pStyle"))


def _set_by(element: Element) -> Looks:
    """What its own run properties turn on or off."""
    properties = element.find("{*}rPr")
    return {local(each): is_on(each) for each in properties} if properties is not None else {}
