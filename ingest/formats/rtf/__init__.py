"""RTF: all the text that is shown once the changes are accepted, and the document's properties."""

from __future__ import annotations

from ingest.formats.content import Content
from ingest.formats.office import content
from ingest.formats.rtf.story import Story
from ingest.formats.rtf.tokens import tokens
from qa_bot.errors import ArticleError

_BEGINS = b"{\\rtf"
_DAMAGED = "is a damaged RTF; get a complete copy, or save it again"


def read(raw: bytes) -> Content:
    """Raises ArticleError for a file that is damaged or without text."""
    start = raw[:1_000].find(_BEGINS)
    if start < 0:
        raise ArticleError(_DAMAGED)
    story = Story()
    try:
        text = "\n\n".join(map(str, story.read(tokens(raw[start:]))))
    except ValueError:
        raise ArticleError(_DAMAGED) from None
    if not story.is_complete:
        raise ArticleError(_DAMAGED)
    if not text:
        raise ArticleError("is an RTF without text")
    return content(text, story.properties)
