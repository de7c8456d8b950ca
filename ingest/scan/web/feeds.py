"""RSS and Atom, by feedparser: which articles a feed names, and what it says of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urldefrag

from ingest.scan.web.address import is_address
from qa_bot.errors import ArticleError
from qa_bot.text import plain

_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_TOP = 4_000  # bytes in which a feed's first element stands


@dataclass(frozen=True, slots=True)
class FeedEntry:
    url: str
    title: str = ""
    published: date | None = None
    stamp: str = ""  # changes with what the feed says of the article


@dataclass(frozen=True, slots=True)
class Feed:
    title: str
    entries: tuple[FeedEntry, ...]


def is_feed(body: bytes) -> bool:
    return bool(_ROOT.search(body[:_TOP]))


def read_feed(body: bytes, url: str) -> Feed:
    """Links are made whole against `url`. Raises ArticleError if feedparser makes nothing of it."""
    import feedparser

    parsed = feedparser.parse(body, response_headers={"content-location": url})
    if not parsed.version or (parsed.bozo and not parsed.entries):
        raise ArticleError("is a feed that cannot be read; check the address")
    entries = {entry.url: entry for entry in _entries(parsed.entries)}
    return Feed(plain(parsed.feed.get("title", "")), tuple(entries.values()))


def _entries(found: list[Any]) -> Iterator[FeedEntry]:
    for each in map(dict, found):  # feedparser's own kind answers for `updated` with a warning
        url = urldefrag(each.get("link", "")).url
        if is_address(url):
            told = (each.get("title", ""), each.get("updated", ""), each.get("published", ""))
            yield FeedEntry(
                url, plain(told[0]), _day(each), hashlib.sha256(repr(told).encode()).hexdigest()[:16]
            )


def _day(entry: dict[str, Any]) -> date | None:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return date(*moment[:3]) if moment else None
