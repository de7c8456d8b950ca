"""A web page from the archive: its article, with what its feed says of it."""

from __future__ import annotations

from dataclasses import replace

from ingest.formats.content import Content
from ingest.formats.reader import Readers
from ingest.scan.web.archive import ArchivedPage
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource


def read_page(raw: bytes, readers: Readers) -> Content:
    """Raises ArticleError where no reader knows the page's own format, and what its reader raises."""
    page = ArchivedPage.loaded(raw)
    reader = readers.get(page.kind)
    if reader is None:
        raise ArticleError(f"was fetched as {page.kind}, which nothing here reads; hand in a reader for it")
    content = reader.read(page.body)
    titled = replace(
        content,
        title=page.title or content.title,
        outlet=content.outlet or page.outlet or None,
        url=page.url,
    )
    if page.published and content.date_source is not DateSource.METADATA:
        return replace(titled, published=page.published, date_source=DateSource.METADATA)
    return titled
