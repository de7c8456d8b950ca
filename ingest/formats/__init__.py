"""One file a format: bytes -> Content, each by the library that knows the format.

READERS is the only list of what can be read. To read another format, hand `ingest` a mapping with one more:

    ingest("articles", readers={**READERS, ".fb2": Fb2Reader()})
"""

from __future__ import annotations

import mimetypes

from ingest.formats.content import Content
from ingest.formats.reader import FormatReader, LazyReader, Readers, check_suffixes
from ingest.formats.storable import storable

__all__ = [
    "LINES",
    "MANY",
    "READERS",
    "Content",
    "FormatReader",
    "LazyReader",
    "Readers",
    "check_suffixes",
    "storable",
    "suffix_of",
]

LINES = ".jsonl"
# Files of many articles: a reader is given one of them at a time, as `ingest.scan` splits them.
MANY = frozenset((LINES, ".ndjson", ".json", ".mbox"))
_MARKDOWN = LazyReader("ingest.formats.markdown")
_HTML = LazyReader("ingest.formats.html")
_RECORD = LazyReader("ingest.formats.json_object")
_MAIL = LazyReader("ingest.formats.mail")
_MHTML = LazyReader("ingest.formats.mhtml")

READERS: Readers = {
    ".txt": LazyReader("ingest.formats.text"),
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".mhtml": _MHTML,
    ".mht": _MHTML,
    ".epub": LazyReader("ingest.formats.epub"),
    ".pdf": LazyReader("ingest.formats.pdf"),
    ".docx": LazyReader("ingest.formats.docx"),
    ".odt": LazyReader("ingest.formats.odt"),
    ".rtf": LazyReader("ingest.formats.rtf"),
    ".pptx": LazyReader("ingest.formats.pptx"),
    ".csv": LazyReader("ingest.formats.csv_table"),
    ".xlsx": LazyReader("ingest.formats.xlsx"),
    ".eml": _MAIL,
    ".mbox": _MAIL,
    ".json": _RECORD,
    LINES: _RECORD,
    ".ndjson": _RECORD,
}

# What servers call them; of other readers' formats, what the system knows.
_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    f"{_OFFICE}.presentationml.presentation": ".pptx",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "application/epub+zip": ".epub",
    "multipart/related": ".mhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
}


def suffix_of(media_type: str, readers: Readers) -> str | None:
    """The suffix by which a fetched document finds its reader; None where none reads it."""
    named = (_MEDIA_TYPES.get(media_type), *mimetypes.guess_all_extensions(media_type))
    return next((suffix for suffix in named if suffix in readers and suffix not in MANY), None)
