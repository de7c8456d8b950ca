"""DOCX: all the text that Word shows with its changes accepted, and the document's properties."""

from __future__ import annotations

from ingest.formats.content import Content
from ingest.formats.docx.completeness import share_read
from ingest.formats.docx.story import Story
from ingest.formats.docx.styles import Styles
from ingest.formats.office import content
from ingest.formats.ooxml import Package, Part
from qa_bot.errors import ArticleError

_UNPACKED_BY_WORD = "holds text of another format that only Word unpacks; open it there and save it again"
_ENOUGH = 0.9  # of a document's words; a text with less of them tells another story


def read(raw: bytes) -> Content:
    """Raises ArticleError for a file that is damaged, far larger than an article, or cannot be read whole."""
    package = Package(raw, "DOCX")
    return content(_text(package, package.main("document")), package.properties())


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
