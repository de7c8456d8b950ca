"""HTML: text and metadata by trafilatura, from the page as its readers see it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ingest.formats.content import Content
from ingest.formats.fragment import words_of
from ingest.formats.html_dates import publication
from ingest.formats.html_text import as_seen
from ingest.formats.json_ld import own_articles
from qa_bot.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

_MAX_BYTES = 10_000_000  # of one page; trafilatura needs about two seconds a megabyte
_NEARLY_NOTHING = 200  # characters; a script writes the text of such a page
_DATE_SEARCH = {"original_date": True, "extensive_search": False}


def read(raw: bytes) -> Content:
    """Raises ArticleError for a page without an article in it."""
    from trafilatura import load_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what matters is raised and reported
    if len(raw) > _MAX_BYTES:
        raise ArticleError(f"is a page larger than {_MAX_BYTES // 1_000_000} MB; split it")
    source, tree = load_html(raw), load_html(raw)
    page = _page(tree) if tree is not None else None
    text = (page and page.text) or ""
    if source is not None and len(text) < _NEARLY_NOTHING:
        text = max(text, _stated_text(source), key=len)
    if not page or not text:
        raise ArticleError("has no article text in its HTML")
    published, date_source = publication(source, text)
    return Content(
        text,
        title=page.title or "",
        published=published,
        date_source=date_source,
        # Of a page that does not say, what stands in the place of the host in its address.
        outlet=(page.sitename or "").rpartition("@")[2] or None,
        url=page.url,
    )


def _page(tree: HtmlElement) -> Document:
    """Its metadata, with the text where one is found."""
    from trafilatura import bare_extraction, extract_metadata
    from trafilatura.settings import Document

    page = bare_extraction(
        as_seen(tree),
        include_comments=False,
        favor_precision=True,
        with_metadata=True,
        date_extraction_params=_DATE_SEARCH,
    )
    return page if isinstance(page, Document) else extract_metadata(tree, date_config=_DATE_SEARCH)


def _stated_text(tree: HtmlElement) -> str:
    """The article's text in the page's JSON-LD."""
    bodies = (body for node in own_articles(tree) if isinstance(body := node.get("articleBody"), str))
    return words_of(max(bodies, key=len, default="")).strip()
