"""HTML: text and metadata by trafilatura; the date as the page declares it, else by htmldate."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from ingest.cleaning.dating import to_date
from ingest.formats.content import Content
from qa_bot.errors import ArticleError
from qa_bot.types import DateSource

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_BYTES = 10_000_000  # of one page; trafilatura needs about two seconds a megabyte
_META = "//meta[@property='article:published_time']/@content"
_MICRODATA = "//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime"
_JSON_LD = "//script[@type='application/ld+json']/text()"
_DATE_PUBLISHED = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]+)\"")
_DATE_SEARCH = {"original_date": True, "extensive_search": False}


def read(raw: bytes) -> Content:
    """Raises ArticleError for a page without an article in it."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what matters is raised and reported
    if len(raw) > _MAX_BYTES:
        raise ArticleError(f"is a page larger than {_MAX_BYTES // 1_000_000} MB; split it")
    page = bare_extraction(
        raw,
        include_comments=False,
        favor_precision=True,
        with_metadata=True,
        date_extraction_params=_DATE_SEARCH,
    )
    if not isinstance(page, Document) or not page.text:
        raise ArticleError("has no article text in its HTML")
    published, date_source = _publication(raw, page.date)
    return Content(
        page.text,
        title=page.title or "",
        published=published,
        date_source=date_source,
        outlet=page.sitename,
        url=page.url,
    )


def _publication(raw: bytes, found: str | None) -> tuple[date | None, DateSource]:
    """What the page declares, else what htmldate `found` in its markup, else what it finds in the words."""
    from htmldate import find_date
    from trafilatura import load_html

    tree = load_html(raw)
    if day := next(_declared(tree), None) or to_date(found):
        return day, DateSource.METADATA
    day = to_date(find_date(tree, original_date=True))
    return day, DateSource.INFERRED if day else DateSource.UNKNOWN


def _declared(tree: HtmlElement) -> Iterator[date]:
    """The dates the page declares as its publication, the plainest declaration first."""
    scripts = "\n".join(tree.xpath(_JSON_LD))
    values = [*tree.xpath(_META), *_DATE_PUBLISHED.findall(scripts), *tree.xpath(_MICRODATA)]
    return (day for value in values if (day := to_date(str(value))))
