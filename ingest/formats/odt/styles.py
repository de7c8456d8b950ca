"""What the styles of an ODT make of a text: hidden, struck through or raised; or the heading of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ingest.formats.xml_tree import attribute

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TABLE_HEADING = "Table_20_Heading"
_STRUCK = ("text-line-through-style", "text-line-through-type")
_DEEPEST = 20  # styles based on each other; a damaged file may have a circle


class Styles:
    def __init__(self, *documents: Element | None) -> None:
        self._styles: Mapping[tuple[str, str], Element] = {
            (attribute(style, "family"), attribute(style, "name")): style
            for document in documents
            if document is not None
            for style in document.iter("{*}style")
        }

    def erases(self, element: Element) -> bool:
        """Whether a paragraph or span is hidden or struck through."""
        if self._says(element, "display") == "none":
            return True
        return any(self._says(element, name) not in ("", "none") for name in _STRUCK)

    def raises(self, span: Element) -> bool:
        position = self._says(span, "text-position").partition(" ")[0]
        return position == "super" or (position.endswith("%") and position[:1] not in "-0")

    def is_table_heading(self, paragraph: Element) -> bool:
        return any(attribute(style, "name") == _TABLE_HEADING for style in self._chain(paragraph)) or (
            attribute(paragraph, "style-name") == _TABLE_HEADING
        )

    def _says(self, element: Element, name: str) -> str:
        """What the element's style, or the nearest it is based on, says of the text."""
        properties = (style.find("{*}text-properties") for style in self._chain(element))
        said = (attribute(each, name) for each in properties if each is not None)
        return next(filter(None, said), "")

    def _chain(self, element: Element) -> Iterator[Element]:
        """Its style, what that is based on, and so on."""
        family = "text" if element.tag.endswith("}span") else "paragraph"
        name = attribute(element, "style-name")
        for _ in range(_DEEPEST):
            if (style := self._styles.get((family, name))) is None:
                return
            yield style
            name = attribute(style, "parent-style-name")
