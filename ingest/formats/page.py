"""A web page from the archive: its article, with what its feed says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ingest.formats.content import Content
from ingest.scan.web.archive import Page
from qa_bot.types import DateSource


def read_page(raw: bytes, read: Callable[[str, bytes], Content]) -> Content:
    """`read` is the reader of the page's own format."""
    page = Page.loaded(raw)
    content = read(page.kind, page.body)
    titled = replace(
        content,
        title=page.title or content.title,
        outlet=content.outlet or page.outlet or None,
        url=page.url,
    )
    if page.published and content.date_source is not DateSource.METADATA:
        return replace(titled, published=page.published, date_source=DateSource.METADATA)
    return titled
