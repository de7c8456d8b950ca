"""HTML: the article's text and metadata by trafilatura, its date by htmldate inside it."""

from __future__ import annotations

from datetime import date

from ingest.formats.content import Content
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource


def read_html(raw: bytes) -> Content:
    """Raises ArticleError for a page without an article in it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    page = bare_extraction(raw, include_comments=False, favor_precision=True, with_metadata=True)
    if not isinstance(page, Document) or not page.text:
        raise ArticleError("has no article text in its HTML")
    published = date.fromisoformat(page.date) if page.date else None
    return Content(
        page.text,
        title=page.title or "",
        published=published,
        date_source=DateSource.METADATA if published else DateSource.UNKNOWN,
        outlet=page.sitename,
        url=page.url,
    )
