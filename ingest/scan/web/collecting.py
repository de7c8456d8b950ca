"""Feeds, lists and single addresses -> pages in the archive -> the sources of articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Event

from ingest.formats import Readers
from ingest.scan.source_file import Problem, SourceFile
from ingest.scan.web.address import Address, listed
from ingest.scan.web.archive import Archive
from qa_bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Collected:
    found: Iterable[SourceFile | Problem]
    asked: frozenset[str] = frozenset()  # the addresses and lists that were looked at


def collect(
    named: Sequence[Address | Path], settings: Settings, readers: Readers, stop: Event, *, fetch: bool
) -> Collected:
    """Brings the archive up to date with what was named, unless `fetch` is false, and lists all it holds.

    Raises UsageError for a list that cannot be read, before anything is fetched.
    """
    if not named:
        return Collected(())
    archive = Archive.of(settings)
    pages = archive.sources()
    sources = [listed(each) for each in named]
    problems = [source.problem for source in sources if source.problem]
    if not fetch:
        return Collected(chain(problems, pages))
    from ingest.scan.web.follower import Follower  # here: a folder needs no HTTP client

    follower = Follower(archive, settings.web, readers, stop)
    for source in sources:
        for url in source.urls:
            follower.follow(source.place, url)
    archive.save()
    asked = follower.asked.union(source.place for source in sources)
    return Collected(chain(problems, follower.problems, pages), frozenset(asked))
