"""DOCX: all the text that Word shows with its changes accepted, and the document's properties."""

from __future__ import annotations

from datetime import date

from ingest.cleaning.dating import byline_date, to_date
from ingest.formats.content import Content
from ingest.formats.docx.completeness import share_read
from ingest.formats.docx.markup import local
from ingest.formats.docx.package import DAMAGED, Package, Part
from ingest.formats.docx.story import Story
from ingest.formats.docx.styles import Styles
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

_UNPACKED_BY_WORD = "holds text of another format that only Word unpacks; open it there and save it again"
_ENOUGH = 0.9  # of a document's words; a text with less of them tells another story
_TEMPLATE = "python-docx"  # author of a library's template, which has the template's date


def read(raw: bytes) -> Content:
    """Raises ArticleError for a file that is damaged, far larger than an article, or cannot be read whole."""
    package = Package(raw)
    main = package.related("officeDocument")
    if main is None or local(main.root) != "document":
        raise ArticleError(DAMAGED)
    return _content(_text(package, main), package.related("core-properties"))


def _text(package: Package, main: Part) -> str:
    if next(main.root.iter("{*}altChunk"), None) is not None:
        raise ArticleError(_UNPACKED_BY_WORD)
    part = package.related("styles", main.name)
    styles = Styles(part.root if part else None)
    story = Story(package, main, styles)
    text = "\n\n".join(map(str, story.blocks()))
    if not text:
        raise ArticleError("is a DOCX without text")
    share = share_read("\n".join([text, *story.headings]), story.parts, styles)
    if share < _ENOUGH:
        raise ArticleError(f"is a DOCX of which only {share:.0%} can be read; save its text as .txt or .html")
    return text


def _content(text: str, properties: Part | None) -> Content:
    printed = byline_date(text)
    created = _created(properties) if properties and not printed else None
    return Content(
        text,
        title=_property(properties, "title"),
        published=printed or created,
        date_source=(
            DateSource.BYLINE if printed else DateSource.INFERRED if created else DateSource.UNKNOWN
        ),
    )


def _created(properties: Part) -> date | None:
    return (
        None if _property(properties, "creator") == _TEMPLATE else to_date(_property(properties, "created"))
    )


def _property(properties: Part | None, name: str) -> str:
    found = properties.root.findtext(f"{{*}}{name}") if properties else None
    return (found or "").strip()
