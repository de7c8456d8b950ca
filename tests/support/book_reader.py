"""A reader of zipped books, as somebody else would add one: a file of its own, nothing of ours is changed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from lxml import etree, html

from ingest.formats import Content
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

CONTAINER = "META-INF/container.xml"
CHAPTER = """<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{n}</title></head>
<body>{paragraphs}</body></html>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>{title}</dc:title><dc:date>{day}</dc:date><dc:publisher>{publisher}</dc:publisher></metadata>
<manifest>{items}</manifest><spine>{spine}</spine></package>"""


class BookReader:
    """Title, date and publisher as the package says them; the text of its chapters in their order."""

    def read(self, raw: bytes) -> Content:
        try:
            with ZipFile(BytesIO(raw)) as archive:
                (place,) = _xml(archive, CONTAINER).xpath("//*[local-name()='rootfile']/@full-path")
                package = _xml(archive, place)
                chapters = [archive.read(name) for name in _chapters(package, posixpath.dirname(place))]
        except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
            raise ArticleError("is a damaged book; download it again") from None
        day = _word(package, "date")
        return Content(
            "\n\n".join(paragraph for chapter in chapters for paragraph in _paragraphs(chapter)),
            title=_word(package, "title"),
            published=date.fromisoformat(day) if day else None,
            date_source=DateSource.METADATA if day else DateSource.UNKNOWN,
            outlet=_word(package, "publisher") or None,
        )


def book(title: str, *chapters: list[str], day: str = "", publisher: str = "") -> bytes:
    """A small book, a list of paragraphs a chapter."""
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(CONTAINER, '<container><rootfile full-path="book/all.opf"/></container>')
        package = PACKAGE.format(title=title, day=day, publisher=publisher, items=items, spine=spine)
        archive.writestr("book/all.opf", package)
        for n, chapter in enumerate(chapters):
            paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in chapter)
            archive.writestr(f"book/c{n}.xhtml", CHAPTER.format(n=n, paragraphs=paragraphs))
    return buffer.getvalue()


def _xml(archive: ZipFile, name: str) -> etree._Element:
    return etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False))


def _word(package: etree._Element, name: str) -> str:
    return package.xpath(f"string(//*[local-name()='metadata']/*[local-name()='{name}'])").strip()


def _chapters(package: etree._Element, folder: str) -> Iterator[str]:
    places = {each.get("id"): each.get("href") for each in package.xpath("//*[local-name()='item']")}
    for name in package.xpath("//*[local-name()='itemref']/@idref"):
        yield posixpath.join(folder, places[name])


def _paragraphs(chapter: bytes) -> Iterator[str]:
    for paragraph in html.document_fromstring(chapter).iter("p", "h1", "h2"):
        yield " ".join(paragraph.text_content().split())
