"""DOCX by python-docx: paragraphs, headings and tables in order, and the document's properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from ingest.cleaning.dating import byline_date
from ingest.formats.content import Content
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Row

_MAX_UNPACKED = 100_000_000  # bytes; an article with its pictures has far fewer
_DAMAGED = "is a damaged DOCX; save it again"
_HEADING = re.compile(r"Heading ([1-6])$")


def read(raw: bytes) -> Content:
    """Raises ArticleError for a damaged file or one that unpacks to far more than an article."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    _check_archive(raw)
    try:
        document = docx.Document(BytesIO(raw))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        raise ArticleError(_DAMAGED) from None
    text = "\n\n".join(_blocks(document)).strip()
    if not text:
        raise ArticleError("is a DOCX without text")
    return _content(text, document)


def _check_archive(raw: bytes) -> None:
    try:
        with ZipFile(BytesIO(raw)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > _MAX_UNPACKED:
                raise ArticleError(f"is a DOCX that unpacks to {unpacked // 1_000_000} MB; it is not read")
            damaged = archive.testzip()  # piece by piece, for the sizes a file states may be lies
    except BadZipFile:
        raise ArticleError(_DAMAGED) from None
    if damaged:
        raise ArticleError(_DAMAGED)


def _blocks(document: Document) -> Iterator[str]:
    from docx.text.paragraph import Paragraph

    # `block.style` goes through all styles for each paragraph, which takes a millisecond.
    names = {style.style_id: style.name or "" for style in document.styles}
    for block in document.iter_inner_content():
        if not isinstance(block, Paragraph):
            yield "\n".join(" | ".join(_cells(row)) for row in block.rows)
        elif line := block.text.strip():
            heading = _HEADING.match(names.get(block._p.style or "", ""))
            yield f"{'#' * int(heading[1])} {line}" if heading else line


def _cells(row: _Row) -> Iterator[str]:
    from docx.table import _Cell

    # `row.cells` repeats a cell for each column it spans, and a file may claim a thousand million.
    for cell in row._tr.tc_lst:
        yield " ".join(_Cell(cell, row.table).text.split())


def _content(text: str, document: Document) -> Content:
    properties = document.core_properties
    printed = byline_date(text)
    # A document made by python-docx carries the date of its template.
    created = properties.created if properties.author != "python-docx" and not printed else None
    return Content(
        text,
        title=(properties.title or "").strip(),
        published=printed or (created.date() if created else None),
        date_source=(
            DateSource.BYLINE if printed else DateSource.INFERRED if created else DateSource.UNKNOWN
        ),
    )
