"""XML of files from anywhere: without entities, network and comments; element names without namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def parse_xml(raw: bytes) -> Element:
    """Raises ValueError for what is no XML, and for XML that declares entities: they may be anything.

    Raises MemoryError where it does not fit into what memory there is.
    """
    try:
        root = etree.fromstring(raw, _parser())
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from None
        raise ValueError(str(error)) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ValueError("it declares entities")
    return root


def local(element: Element) -> str:
    name: str = element.tag
    return name[name.find("}") + 1 :]


def attribute(element: Element, name: str) -> str:
    """By its name in whatever namespace; "" where it is not given."""
    return next((value for key, value in element.items() if key[key.find("}") + 1 :] == name), "")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
