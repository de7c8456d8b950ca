"""Fetches what feeds and lists lead to, if it may have changed. Takes nothing out of the archive."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from time import time

from ingest.formats import Readers, suffix_of
from ingest.scan.source_file import Problem
from ingest.scan.web.archive import Archive, ArchivedPage, Visit
from ingest.scan.web.feeds import Feed, FeedEntry, is_feed, read_feed
from ingest.scan.web.fetching import Fetcher
from ingest.scan.web.response import NOTHING_KNOWN, Response, Validators
from qa_bot.errors import ArticleError
from qa_bot.settings import WebSettings

_HOUR_S = 3600  # also how long a page that failed is left alone


class Follower:
    def __init__(self, archive: Archive, settings: WebSettings, readers: Readers, stop: Event) -> None:
        self._archive, self._readers, self._stop = archive, readers, stop
        self._fetcher = Fetcher(settings, stop)
        self._recheck_s = settings.recheck_h * _HOUR_S
        self.problems: list[Problem] = []
        self.asked: set[str] = set()

    def follow(self, source: str, url: str) -> None:
        """Brings the page at `url`, or those its feed names, into the archive; what fails is a problem."""
        if self._stop.is_set():
            return
        if self._archive.has(url) and self._archive.feed(url) is None:
            self._page(source, FeedEntry(url))
            return
        self.asked.add(url)
        try:
            feed = self._feed_or_page(source, url)
        except ArticleError as error:
            self._report(source, url, str(error))
            return
        for entry in feed.entries if feed else ():
            if entry.text:
                self._text(source, entry, feed.title if feed else "")
            else:
                self._page(source, entry, feed.title if feed else "")

    def _feed_or_page(self, source: str, url: str) -> Feed | None:
        """The feed as it is now; None for a page, which is then in the archive."""
        kept = self._archive.feed(url)
        visit = self._archive.visit(url)
        response = self._fetcher.fetch(url, _validators(visit) if kept else NOTHING_KNOWN)
        body = response.body if response else kept or b""
        if response and not is_feed(body):
            self._keep(source, FeedEntry(url), "", response)
            return None
        feed = read_feed(body, response.url if response else url)
        if response:
            self._archive.keep_feed(url, body)
            self._archive.note(url, _visit(response, ""))
        return feed

    def _page(self, source: str, entry: FeedEntry, outlet: str = "") -> None:
        if self._stop.is_set() or entry.url in self.asked:
            return
        self.asked.add(entry.url)
        visit = self._archive.visit(entry.url)
        if visit and visit.stamp == entry.stamp and time() - visit.at < self._pause_s(visit):
            error = visit.error
        else:
            error = self._fetched(source, entry, outlet, visit)
        if error:
            self._report(source, entry.url, error)

    def _text(self, source: str, entry: FeedEntry, outlet: str) -> None:
        """Keeps an article whose words the feed has."""
        body = entry.text.encode("utf-8", "replace")
        self._archive.keep(
            ArchivedPage(entry.url, source, ".txt", body, entry.title, entry.published, outlet)
        )

    def _report(self, source: str, url: str, error: str) -> None:
        if not self._stop.is_set():  # what was broken off did not fail
            self.problems.append(Problem(source, url, error))

    def _pause_s(self, visit: Visit) -> float:
        return min(self._recheck_s, _HOUR_S) if visit.error else self._recheck_s

    def _fetched(self, source: str, entry: FeedEntry, outlet: str, visit: Visit | None) -> str:
        """Keeps the page as it is now; returns why not."""
        known = _validators(visit) if self._archive.has(entry.url) else NOTHING_KNOWN
        try:
            response = self._fetcher.fetch(entry.url, known)
            if response:
                self._keep(source, entry, outlet, response)
            elif visit:
                self._archive.note(entry.url, replace(visit, at=time(), stamp=entry.stamp, error=""))
        except ArticleError as error:
            if not self._stop.is_set():
                self._archive.note(entry.url, Visit(time(), stamp=entry.stamp, error=str(error)))
            return str(error)
        return ""

    def _keep(self, source: str, entry: FeedEntry, outlet: str, response: Response) -> None:
        kind = suffix_of(response.media_type, self._readers)
        if kind is None:
            raise ArticleError(f"is of the type {response.media_type!r}, which is no article")
        is_text = response.media_type.startswith("text/") or response.media_type.endswith("+xml")
        body = _as_utf8(response.body, response.charset) if is_text else response.body
        self._archive.keep(ArchivedPage(entry.url, source, kind, body, entry.title, entry.published, outlet))
        self._archive.note(entry.url, _visit(response, entry.stamp))


def _validators(visit: Visit | None) -> Validators:
    return Validators(visit.etag, visit.last_modified) if visit else NOTHING_KNOWN


def _visit(response: Response, stamp: str) -> Visit:
    return Visit(time(), response.validators.etag, response.validators.last_modified, stamp)


def _as_utf8(body: bytes, charset: str) -> bytes:
    """The server knows the page's encoding better than the page; where it says none, readers find it."""
    try:
        return body.decode(charset).encode() if charset else body
    except (LookupError, UnicodeError):
        return body
