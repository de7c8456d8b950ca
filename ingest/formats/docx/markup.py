"""Elements of Word's XML, by local names, for there are two sets of namespaces; which of them are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Properties; what is deleted or moved away; how a word is pronounced.
_NOT_SHOWN = frozenset(
    "pPr rPr tblPr tblPrEx tblGrid trPr tcPr sectPr sdtPr sdtEndPr smartTagPr customXmlPr "
    "del moveFrom rt".split()
)
_DELETED = {
    "tr": ("{*}trPr/{*}del", "{*}trPr/{*}hidden"),
    "tc": ("{*}tcPr/{*}cellDel",),
    "sdt": ("{*}sdtPr/{*}showingPlcHdr",),
}
_OFF = ("0", "false", "off", "none")


def value(element: Element | None, name: str = "val") -> str:
    """An attribute of the element's own namespace, or of none; "" where it is not given."""
    if element is None:
        return ""
    namespace = element.tag[: element.tag.find("}") + 1]
    return element.get(namespace + name) or element.get(name) or ""


def is_on(element: Element | None) -> bool:
    """Whether a property that is either on or off is there and on."""
    return element is not None and value(element) not in _OFF


def shown(element: Element) -> list[Element]:
    """Its children, as Word shows the document with all changes accepted."""
    if _is_deleted(element):
        return []
    # Of alternatives, the others say the same for programs that do not know the first.
    children = element[:1] if local(element) == "AlternateContent" else element
    return [child for child in children if local(child) not in _NOT_SHOWN]


def _is_deleted(element: Element) -> bool:
    """Whether a property of its own says so, or that its content is a prompt ("Click here to enter text")."""
    marks = _DELETED.get(local(element), ())
    return any(is_on(element.find(mark)) for mark in marks)


def nearest(element: Element, *names: str) -> Iterator[Element]:
    """Those of these names below it, without those inside another: whatever wraps them is passed through."""
    for child in shown(element):
        if local(child) in names:
            yield child
        else:
            yield from nearest(child, *names)


def everything(element: Element) -> Iterator[Element]:
    """All that is shown of it, itself included, in the order of the text."""
    left = [element]
    while left:
        yield (each := left.pop())
        left.extend(reversed(shown(each)))
