"""RSS and Atom, by feedparser: which articles a feed names, and what it says of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate
from typing import Any
from urllib.parse import quote, urldefrag

from ingest.cleaning.dating import to_date
from ingest.formats.fragment import line_of, words_of
from ingest.scan.web.address import is_address
from qa_bot.errors import ArticleError
from qa_bot.privacy import without_credentials
from qa_bot.text import plain

_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_END = re.compile(rb"</(?:rss|feed|rdf:RDF)\s*>")
_TOP = 4_000  # bytes in which a feed's first element stands


@dataclass(frozen=True, slots=True)
class FeedEntry:
    url: str  # as it is fetched
    title: str = ""
    published: date | None = None
    stamp: str = ""  # changes with what the feed says of the article
    text: str = ""  # of an article that stands in the feed and has no page of its own

    @property
    def name(self) -> str:
        """The address as it is kept, without credentials."""
        return without_credentials(self.url)


@dataclass(frozen=True, slots=True)
class Feed:
    title: str
    entries: tuple[FeedEntry, ...]


def is_feed(body: bytes) -> bool:
    return bool(_ROOT.search(body[:_TOP]))


def read_feed(body: bytes, url: str) -> Feed:
    """Links are made whole against `url`. Raises ArticleError if feedparser makes nothing of it."""
    import feedparser

    headers = {"content-location": url, "content-type": "application/xml"}
    parsed = feedparser.parse(body, response_headers=headers)
    is_cut_short = parsed.bozo and not parsed.entries and not _END.search(body)
    if not parsed.get("version") or is_cut_short:
        raise ArticleError("is a feed that cannot be read; check the address")
    entries = {entry.url: entry for entry in _entries(parsed.entries, url)}
    return Feed(plain(line_of(parsed.feed.get("title", ""))), tuple(entries.values()))


def _entries(found: list[Any], feed_url: str) -> Iterator[FeedEntry]:
    for each in map(dict, found):  # feedparser's own kind answers for `updated` with a warning
        url = urldefrag(each.get("link") or "").url
        title = plain(line_of(each.get("title", "")))
        told = (each.get("title", ""), each.get("updated", ""), each.get("published", ""))
        stamp = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
        if is_address(url):
            yield FeedEntry(url, title, _day(each), stamp)
        elif text := _text(each):
            id = quote(without_credentials(_id(each)), safe="")
            yield FeedEntry(f"{feed_url}#{id}", title, _day(each), stamp, text)


def _text(entry: dict[str, Any]) -> str:
    """The longest of the texts that the feed has of an article."""
    told = [each.get("value") or "" for each in entry.get("content", ())]
    return max((words_of(text).strip() for text in (*told, entry.get("summary") or "")), key=len)


def _id(entry: dict[str, Any]) -> str:
    """What stays the same while its words are corrected."""
    return entry.get("id") or entry.get("title") or hashlib.sha256(_text(entry).encode()).hexdigest()[:16]


def _day(entry: dict[str, Any]) -> date | None:
    """The day as printed, where its publisher lives; feedparser tells that of Greenwich."""
    printed = [text for key in ("published", "updated") if (text := entry.get(key))]
    return next((day for text in printed if (day := to_date(text) or _short_day(text))), None)


def _short_day(text: str) -> date | None:
    """Of a year in two digits, as RFC 822 has it."""
    try:
        parsed = parsedate(text)
        return date(*parsed[:3]) if parsed else None
    except ValueError:
        return None
