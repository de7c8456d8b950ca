"""EPUB: its chapters in the order of reading, as HTML with no page around it; what its package says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.cleaning.dating import to_date
from ingest.formats.content import Content
from ingest.formats.fragment import text_of, tree_of
from ingest.formats.text import decode
from ingest.formats.xml_tree import attribute
from ingest.formats.zip_archive import ZipArchive
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html")
_HEADINGS = tuple(f"h{level}" for level in range(1, 7))
# XML may close any element at once; for HTML all that follows would stand in it.
_CLOSED = re.compile(r"<(?!(?:area|base|br|col|hr|img|input|link|meta)\b)([A-Za-z][\w:-]*)(\s[^<>]*)?/>")
_NOT_PUBLISHED = ("modification", "creation", "conversion")  # what a date may be of


def read(raw: bytes) -> Content:
    """Raises ArticleError for a file that is damaged, encrypted, far too large, or without text."""
    archive = ZipArchive(raw, "EPUB")
    container = archive.xml(_CONTAINER)
    roots = () if container is None else container.iter("{*}rootfile")
    place = _first(attribute(each, "full-path") for each in roots)
    package = archive.xml(place)
    if package is None:
        archive.fail()
    chapters = [*_chapters(package, posixpath.dirname(place))]
    if set(chapters) & set(_encrypted(archive)):
        archive.fail_encrypted()
    texts = (_text(page) for name in chapters if (page := archive.read(name)))
    text = "\n\n".join(filter(None, texts))
    if not text:
        raise ArticleError("is an EPUB without text")
    published = _published(package)
    return Content(
        text,
        title=_said(package, "title"),
        published=published,
        date_source=DateSource.METADATA if published else DateSource.UNKNOWN,
        outlet=_said(package, "publisher") or None,
    )


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _said(package: Element, name: str) -> str:
    return _first((each.text or "").strip() for each in package.iterfind(f"{{*}}metadata//{{*}}{name}"))


def _published(package: Element) -> date | None:
    stated = package.iterfind("{*}metadata//{*}date")
    days = (to_date(each.text) for each in stated if attribute(each, "event") not in _NOT_PUBLISHED)
    return next(filter(None, days), None)


def _chapters(package: Element, folder: str) -> Iterator[str]:
    """The names of the files in the order of reading, without the table of contents."""
    items = {each.get("id"): each for each in package.iterfind("{*}manifest/{*}item")}
    contents = {
        _file(folder, each.get("href", ""))
        for each in package.iterfind("{*}guide/{*}reference")
        if each.get("type") == "toc"
    }
    for reference in package.iterfind("{*}spine/{*}itemref"):
        item = items.pop(reference.get("idref"), None)
        if item is None or item.get("media-type") not in _PAGES:
            continue
        name = _file(folder, item.get("href", ""))
        if name not in contents and "nav" not in item.get("properties", "").split():
            yield name


def _file(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0])))


def _encrypted(archive: ZipArchive) -> Iterator[str]:
    """Files that only the shop's own programs read; fonts may be among them."""
    listed = archive.xml(_ENCRYPTION)
    if listed is not None:
        yield from (_file("", each.get("URI", "")) for each in listed.iter("{*}CipherReference"))


def _text(page: bytes) -> str:
    """With headings marked as in Markdown."""
    source = _CLOSED.sub(r"<\1\2></\1>", decode(page)).strip()
    if not source:
        return ""
    root = tree_of(source)
    for heading in root.iter(*_HEADINGS):
        for line_end in heading.xpath(".//br"):
            line_end.tail = f" {line_end.tail or ''}"
            line_end.drop_tag()
        if heading.text_content().strip():
            heading.text = f"{'#' * int(heading.tag[1])} {(heading.text or '').lstrip()}"
    return text_of(root)
