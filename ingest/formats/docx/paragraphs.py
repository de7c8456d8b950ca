"""One paragraph: its text as it is shown, and what hangs on it: text boxes, notes, diagrams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.formats.docx.markup import is_on, shown, value
from ingest.formats.docx.styles import Styles
from ingest.formats.raised import raised
from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BOXES = ("txbxContent", "txBody")
_ANCHORS = (*BOXES, "footnoteReference", "endnoteReference", "relIds")
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_JOINING = ("del", "moveFrom", "vanish", "specVanish")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str = ""
    anchored: tuple[Element, ...] = ()  # of _ANCHORS


def read_paragraph(element: Element, styles: Styles) -> Paragraph:
    """The text without what is deleted, struck through or hidden; of a field, what it says and not how."""
    reading = _Reading(element, styles)
    reading.take(element)
    return Paragraph("".join(reading.text), tuple(reading.anchored))


def runs_on(element: Element) -> bool:
    """Whether its end is deleted or hidden, so that the next paragraph goes on in its line."""
    marks = element.find("{*}pPr/{*}rPr")
    return marks is not None and any(local(each) in _JOINING and is_on(each) for each in marks)


class _Reading:
    def __init__(self, paragraph: Element, styles: Styles) -> None:
        self._paragraph, self._styles = paragraph, styles
        self._fields: list[bool] = []  # those that we are in: whether in the result
        self._instructions = 0  # of them that are not
        self.text: list[str] = []
        self.anchored: list[Element] = []

    def take(self, element: Element) -> None:
        for child in shown(element):
            name = local(child)
            if name == "fldChar":
                self._enter(value(child, "fldCharType"))
            elif name in _ANCHORS:
                self.anchored.append(child)
            elif name == "t":
                self._add(child.text or "")
            elif name in _CHARACTERS:
                self._add(_CHARACTERS[name])
            elif name == "r":
                self._take_run(child)
            elif name == "sup":  # of a formula
                self._take_raised(child)
            else:
                self._add("/" if name == "den" else "")  # a fraction's second half
                self.take(child)

    def _take_run(self, run: Element) -> None:
        if self._styles.erases(run, self._paragraph):
            return
        is_raised = value(run.find("{*}rPr/{*}vertAlign")) == "superscript"
        (self._take_raised if is_raised else self.take)(run)

    def _take_raised(self, element: Element) -> None:
        first = len(self.text)
        self.take(element)
        self.text[first:] = [raised("".join(self.text[first:]), "".join(self.text[:first][-1:]))]

    def _enter(self, step: str) -> None:
        if step == "begin":
            self._fields.append(False)
            self._instructions += 1
        elif step == "separate" and self._fields:
            self._instructions -= not self._fields[-1]
            self._fields[-1] = True
        elif step == "end" and self._fields:
            self._instructions -= not self._fields.pop()

    def _add(self, text: str) -> None:
        around = self._instructions - (self._fields[-1:] == [False])
        if not around:  # an instruction is no text, but there may be a field with a result in it
            self.text.append(text)
