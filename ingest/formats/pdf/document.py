"""A PDF's bytes -> Content: its text, its title, and the day that it prints of itself."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.cleaning.dating import byline_date, imprint_date, labelled_date, to_date
from ingest.formats.content import Content
from ingest.formats.pdf.furniture import Furniture, furniture_of
from ingest.formats.pdf.page import Line, Page, read_page
from ingest.formats.pdf.paragraphs import paragraphs
from ingest.formats.pdf.tables import layout_of, with_rows, without
from ingest.formats.tables import Table
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource, Pages, Skipped

if TYPE_CHECKING:
    from pypdf import PdfReader

_SECONDS = 60  # a page can be made to take for ever; an article never needs this long
_SECONDS_FOR_TABLES = 20
_PICTURED = 0.5  # of a page: it is a scan, or says little
_FEWEST_LETTERS = 10
_FEWEST_ON_PICTURES = 200  # letters on such pages; a stamp has fewer
_NO_TITLE = re.compile(
    r"^untitled|^\(?(?:anonymous|unspecified)\)?$|^microsoft word|\.(docx?|indd|pdf|odt|tex)$", re.IGNORECASE
)
_BROWSERS = re.compile(r"mozilla|chrom|firefox|safari|webkit|wkhtmlto", re.IGNORECASE)
_FRONT = "front matter"


@dataclass(frozen=True, slots=True)
class _Properties:
    title: str = ""
    created: date | None = None
    is_printed: bool = False  # by a browser


@dataclass(frozen=True, slots=True)
class _Read:
    page: Page
    layout: str


def read(raw: bytes) -> Content:
    """Raises ArticleError for a damaged, encrypted or scanned file."""
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what matters is raised and reported
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise ArticleError("is an encrypted PDF; save it without a password")
        read = list(_pages(reader))
    except PyPdfError as error:
        raise ArticleError(f"is a damaged PDF ({error}); get a complete copy") from None
    return _content(read, _properties(reader))


def _pages(reader: PdfReader) -> Iterator[_Read]:
    started = time.monotonic()
    for drawn in reader.pages:
        page = read_page(drawn)
        in_time = time.monotonic() - started < _SECONDS_FOR_TABLES
        yield _Read(page, layout_of(drawn, page) if in_time else "")
        if time.monotonic() - started > _SECONDS:
            raise ArticleError(f"is a PDF that takes longer than {_SECONDS} s to read; split it")


def _properties(reader: PdfReader) -> _Properties:
    """What the file says of itself, as far as that can be read: no article is worse for it."""
    title, created, creator = "", None, ""
    with suppress(Exception):
        if properties := reader.metadata:
            title = (properties.title or "").strip()
            creator = properties.creator or ""
            created = to_date(properties.creation_date)  # last: it may be no date
    return _Properties("" if _NO_TITLE.search(title) else title, created, bool(_BROWSERS.search(creator)))


def _content(read: Sequence[_Read], properties: _Properties) -> Content:
    furniture = furniture_of([each.page for each in read], properties.title, properties.created)
    left = _without(read, furniture)
    if _is_scanned([each.page for each in left]):
        raise ArticleError("is a PDF without text (scanned pages?); run OCR on it first")
    body = paragraphs(_with_rows(left))
    head = "".join(f"{line}\n" for line in (*furniture.heads, "")) if furniture.heads else ""
    published, date_source = _publication(body.text, furniture, properties)
    return Content(
        head + body.text,
        title=properties.title,
        published=published,
        date_source=date_source,
        url=furniture.url,
        skipped=(Skipped(0, len(head), _FRONT),) if head else (),
        pages=Pages(tuple(len(head) + start for start in body.starts)),
    )


def _publication(body: str, furniture: Furniture, properties: _Properties) -> tuple[date | None, DateSource]:
    """What the article prints, else what its pages' heads do, else the day the file was made."""
    is_printed = properties.is_printed or furniture.is_printed  # by a browser, on the day of its reader
    heads = filter(None, map(imprint_date, furniture.says))
    if day := byline_date(body) or next(heads, None) or (labelled_date(body) if is_printed else None):
        return day, DateSource.BYLINE
    if properties.created and not is_printed:
        return properties.created, DateSource.INFERRED
    return None, DateSource.UNKNOWN


def _without(read: Sequence[_Read], furniture: Furniture) -> list[_Read]:
    return [
        _Read(each.page.without(lines), without(each.layout, lines))
        for each, lines in zip(read, furniture.lines, strict=True)
    ]


def _with_rows(read: Sequence[_Read]) -> list[list[Line]]:
    pages: list[list[Line]] = []
    table: Table | None = None
    for each in read:
        lines, table = with_rows(each.page.lines, each.layout, table)
        pages.append(lines)
    return pages


def _is_scanned(pages: Sequence[Page]) -> bool:
    """Whether next to nothing is printed beside pictures of pages; OCR has then been run, or is to be."""
    scans = [page for page in pages if page.pictured >= _PICTURED and not page.is_recognized]
    beside = sum(page.letters for page in scans)
    return sum(page.letters for page in pages) - beside < _FEWEST_LETTERS and beside < _FEWEST_ON_PICTURES
