"""The paragraphs of DrawingML, as they are shown: without struck text, numbers of slides and days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.formats.raised import raised
from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PRINTED = ("slidenum", "datetime")  # fields that change with every showing
_PLAIN = (None, "noStrike")


def paragraphs(element: Element) -> Iterator[str]:
    """Those with text, of all that stands in it."""
    said = (_text(each) for each in element.iter("{*}p"))
    return (text for text in said if text)


def _text(paragraph: Element) -> str:
    text = ""
    for each in paragraph:
        name = local(each)
        if name == "br":
            text += "\n"
        elif name == "r" or (name == "fld" and not each.get("type", "").startswith(_PRINTED)):
            text += _run(each, text)
        elif name not in ("pPr", "endParaRPr", "fld"):  # a formula
            text += "".join(part.text or "" for part in each.iter("{*}t"))
    return text.strip()


def _run(run: Element, before: str) -> str:
    looks = run.find("{*}rPr")
    if looks is not None and looks.get("strike") not in _PLAIN:
        return ""
    text = run.findtext("{*}t") or ""
    is_raised = looks is not None and looks.get("baseline", "0")[:1] not in "-0"
    return raised(text, before) if is_raised else text
