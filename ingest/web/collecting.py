"""Feeds, lists and single addresses -> pages in the archive -> the sources of articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Event

from ingest.sourcefile import Problem, SourceFile
from ingest.web.address import Address, listed
from ingest.web.archive import Archive
from qa_bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Collected:
    found: Iterable[SourceFile | Problem]
    asked: frozenset[str] = frozenset()  # the addresses that were looked at


def collect(named: Sequence[Address | Path], settings: Settings, stop: Event, *, fetch: bool) -> Collected:
    """Brings the archive up to date with what was named, unless `fetch` is false, and lists all it holds.

    Raises UsageError for a list that is none, before anything is fetched.
    """
    if not named:
        return Collected(())
    archive = Archive.of(settings)
    pages = archive.sources()
    given = [(source, url) for each in named for source, url in _addresses(each)]
    if not fetch:
        return Collected(pages)
    from ingest.web.follower import Follower  # here: a folder needs no HTTP client

    follower = Follower(archive, settings.web, stop)
    for source, url in given:
        follower.follow(source, url)
    archive.save()
    return Collected(chain(follower.problems, pages), frozenset(follower.asked))


def _addresses(named: Address | Path) -> Iterator[tuple[str, str]]:
    """Each address with the source its articles belong to."""
    if isinstance(named, Address):
        yield named.url, named.url
    else:
        yield from ((str(named.resolve()), url) for url in listed(named))
