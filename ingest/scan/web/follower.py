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
from qa_bot.privacy import without_credentials
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
        """Brings the page at `url`, or those its feed names, into the archive; what fails is a problem.

        With credentials `url` is fetched; what is kept and told of it has none.
        """
        if self._stop.is_set():
            return
        named = FeedEntry(url)
        if self._archive.has(named.name) and self._archive.feed(named.name) is None:
            self._page(source, named)
            return
        self.asked.add(named.name)
        try:
            feed = self._feed_or_page(source, named)
        except ArticleError as error:
            self._report(source, named.name, str(error))
            return
        for entry in feed.entries if feed else ():
            if entry.text:
                self._text(source, entry, feed.title if feed else "")
            else:
                self._page(source, entry, feed.title if feed else "")

    def _feed_or_page(self, source: str, named: FeedEntry) -> Feed | None:
        """The feed as it is now; None for a page, which is then in the archive."""
        kept = self._archive.feed(named.name)
        visit = self._archive.visit(named.name)
        response = self._fetcher.fetch(named.url, _validators(visit) if kept else NOTHING_KNOWN)
        if response is None:
            return read_feed(kept or b"", named.url)
        if not is_feed(response.body):
            self._keep(source, named, "", response)
            return None
        feed = read_feed(response.body, response.url)
        self._keep_feed(named, feed, response)
        return feed

    def _keep_feed(self, named: FeedEntry, feed: Feed, response: Response) -> None:
        """Where it names the same pages without credentials; else it is sent whole each time."""
        public = _without_credentials(response.body)
        if public == response.body or read_feed(public, response.url).entries == feed.entries:
            self._archive.keep_feed(named.name, public)
            self._archive.note(named.name, _visit(response, ""))
        else:
            self._archive.drop_feed(named.name)

    def _page(self, source: str, entry: FeedEntry, outlet: str = "") -> None:
        if self._stop.is_set() or entry.name in self.asked:
            return
        self.asked.add(entry.name)
        visit = self._archive.visit(entry.name)
        if visit and visit.stamp == entry.stamp and time() - visit.at < self._pause_s(visit):
            error = visit.error
        else:
            error = self._fetched(source, entry, outlet, visit)
        if error:
            self._report(source, entry.name, error)

    def _text(self, source: str, entry: FeedEntry, outlet: str) -> None:
        """Keeps an article whose words the feed has."""
        body = entry.text.encode("utf-8", "replace")
        self._archive.keep(
            ArchivedPage(entry.name, source, ".txt", body, entry.title, entry.published, outlet)
        )

    def _report(self, source: str, url: str, error: str) -> None:
        if not self._stop.is_set():  # what was broken off did not fail
            self.problems.append(Problem(source, url, error))

    def _pause_s(self, visit: Visit) -> float:
        return min(self._recheck_s, _HOUR_S) if visit.error else self._recheck_s

    def _fetched(self, source: str, entry: FeedEntry, outlet: str, visit: Visit | None) -> str:
        """Keeps the page as it is now; returns why not."""
        known = _validators(visit) if self._archive.has(entry.name) else NOTHING_KNOWN
        try:
            response = self._fetcher.fetch(entry.url, known)
            if response:
                self._keep(source, entry, outlet, response)
            elif visit:
                self._archive.note(entry.name, replace(visit, at=time(), stamp=entry.stamp, error=""))
        except ArticleError as error:
            if not self._stop.is_set():
                self._archive.note(entry.name, Visit(time(), stamp=entry.stamp, error=str(error)))
            return str(error)
        return ""

    def _keep(self, source: str, entry: FeedEntry, outlet: str, response: Response) -> None:
        kind = suffix_of(response.media_type, self._readers)
        if kind is None:
            raise ArticleError(f"is of the type {response.media_type!r}, which is no article")
        is_text = response.media_type.startswith("text/") or response.media_type.endswith("+xml")
        body = response.body
        if is_text:  # pages repeat the address they were asked for
            body = _without_credentials(_as_utf8(body, response.charset))
        self._archive.keep(ArchivedPage(entry.name, source, kind, body, entry.title, entry.published, outlet))
        self._archive.note(entry.name, _visit(response, entry.stamp))


def _validators(visit: Visit | None) -> Validators:
    return Validators(visit.etag, visit.last_modified) if visit else NOTHING_KNOWN


def _visit(response: Response, stamp: str) -> Visit:
    return Visit(time(), response.validators.etag, response.validators.last_modified, stamp)


def _without_credentials(body: bytes) -> bytes:
    """Of whichever encoding that has the characters of ASCII."""
    return without_credentials(body.decode("latin-1")).encode("latin-1")


def _as_utf8(body: bytes, charset: str) -> bytes:
    """The server knows the page's encoding better than the page; where it says none, readers find it."""
    try:
        return body.decode(charset).encode() if charset else body
    except (LookupError, UnicodeError):
        return body
