"""One paragraph of an ODT: its text as it is shown, and what hangs on it: notes, text boxes, drawings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.formats.odt.styles import Styles
from ingest.formats.raised import raised
from ingest.formats.xml_tree import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DRAWN = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_CHARACTERS = {"s": " ", "tab": "\t", "line-break": "\n"}
_NOT_SHOWN = frozenset("annotation ruby-text script tracked-changes".split())
_SPACE = re.compile(r"[ \t\r\n]+")
_SPACES = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str = ""
    anchored: tuple[Element, ...] = ()


def read_paragraph(element: Element, styles: Styles) -> Paragraph:
    """Nothing of one that a field in it hides."""
    if any(attribute(field, "is-hidden") == "true" for field in element.iter("{*}hidden-paragraph")):
        return Paragraph()
    reading = _Reading(styles)
    reading.take(element)
    return Paragraph(_SPACES.sub(" ", "".join(reading.text)).strip(), tuple(reading.anchored))


class _Reading:
    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.text: list[str] = []
        self.anchored: list[Element] = []

    def take(self, element: Element) -> None:
        if self._styles.erases(element) or attribute(element, "is-hidden") == "true":
            return
        first = len(self.text)
        self._add(element.text)
        for child in element:
            self._take_child(child)
            self._add(child.tail)
        if self._styles.raises(element) and element.tag.endswith("}span"):
            self.text[first:] = [raised("".join(self.text[first:]), "".join(self.text[:first])[-1:])]

    def _take_child(self, child: Element) -> None:
        name = local(child)
        if name == "note":
            self.anchored += child.iterchildren("{*}note-body")
        elif child.tag.startswith(_DRAWN):
            if name == "a":  # a link around a drawing
                self.anchored += child
            else:
                self.anchored.append(child)
        elif name in _CHARACTERS:
            self.text.append(_CHARACTERS[name])
        elif name not in _NOT_SHOWN:
            self.take(child)

    def _add(self, text: str | None) -> None:
        self.text.append(_SPACE.sub(" ", text or ""))
