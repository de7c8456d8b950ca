"""PDF by pypdf: the pages' text with wrapped lines joined, and the document's title and date."""

from __future__ import annotations

import logging
import re
import time
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.cleaning.dating import byline_date
from ingest.formats.content import Content
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

if TYPE_CHECKING:
    from pypdf import PdfReader

_SECONDS = 60  # a page can be made to take for ever; an article never needs this long
_WRAPPED = 0.6  # a line this long, against the longest, was broken by the page's width
_COLUMN = 40  # characters of a narrow column; shorter lines were broken on purpose
_NO_TITLE = re.compile(r"^untitled|^microsoft word|\.(docx?|indd|pdf|odt|tex)$", re.IGNORECASE)


def read(raw: bytes) -> Content:
    """Raises ArticleError for a damaged, encrypted or scanned file."""
    from pypdf import PasswordType, PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what matters is raised and reported
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise ArticleError("is an encrypted PDF; save it without a password")
        text = "\n\n".join(_pages(reader)).strip()
    except PyPdfError as error:
        raise ArticleError(f"is a damaged PDF ({error}); get a complete copy") from None
    if not text:
        raise ArticleError("is a PDF without text (scanned pages?); run OCR on it first")
    return _content(text, reader)


def _pages(reader: PdfReader) -> list[str]:
    deadline = time.monotonic() + _SECONDS
    pages = []
    for page in reader.pages:
        pages.append(_unwrapped(page.extract_text()))
        if time.monotonic() > deadline:
            raise ArticleError(f"is a PDF that takes longer than {_SECONDS} s to read; split it")
    return [page for page in pages if page]


def _content(text: str, reader: PdfReader) -> Content:
    # What the page prints is the article's date; the property is when someone made the file.
    printed = byline_date(text)
    properties = reader.metadata
    created = properties.creation_date if properties and not printed else None
    title = (properties.title or "").strip() if properties else ""
    return Content(
        text,
        title="" if _NO_TITLE.search(title) else title,
        published=printed or (created.date() if created else None),
        date_source=(
            DateSource.BYLINE if printed else DateSource.INFERRED if created else DateSource.UNKNOWN
        ),
    )


def _unwrapped(page: str) -> str:
    """Joins lines broken by the page's width, so that sentences are whole."""
    lines = [line.strip() for line in page.splitlines()]
    width = max([_COLUMN, *map(len, lines)]) * _WRAPPED
    joined: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        if joined and line and len(before) >= width:
            hyphenated = before.endswith("-") and line[:1].islower()
            joined[-1] = joined[-1][:-1] + line if hyphenated else f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return "\n".join(joined).strip()
