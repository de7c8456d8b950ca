"""The newest snapshot of an index, renewed while threads ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from time import monotonic
from typing import TypeVar

from qa_bot.errors import IndexUnavailable
from qa_bot.index.snapshot import Snapshot
from qa_bot.settings import Settings
from qa_bot.types import Article, Facts, IndexState

_FRESH = 1.0  # seconds after it was last seen to be the newest in which a snapshot is new enough
_PATIENCE_WHILE_FRESH = 0.5  # seconds a question waits for the next one then
_PATIENCE = 2.0  # seconds it waits otherwise; beyond that an older answer is better than none

Found = TypeVar("Found")


class Index:
    """The reader. Threads may share it; a question that needs more than one look takes a snapshot."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._renewals = ThreadPoolExecutor(1, "index")
        self._renewal: Future[None] | None = None
        self._starting = Lock()
        self._failed: Snapshot | None = None
        self.latest = Snapshot.open(settings)
        self._seen_newest = monotonic()

    @classmethod
    def open(cls, settings: Settings) -> Index:
        """Raises IndexMissing, IndexUnavailable, IndexMismatch, ModelUnavailable (no server)."""
        return cls(settings)

    def refresh(self) -> None:
        """Moves to a newer snapshot if the index was written, or stays with the last where that takes long.

        Another client has to open, and load its graph: one that is open never sees others' vectors.
        """
        now = monotonic()
        if self.latest.is_current():
            self._seen_newest = now
            return
        fresh = now - self._seen_newest < _FRESH
        renewal = self._renewed()
        wait([renewal], _PATIENCE_WHILE_FRESH if fresh else _PATIENCE)
        if renewal.done() and not fresh:  # if it failed just now, the next question tries again
            renewal.result()

    def read(self, look: Callable[[Snapshot], Found]) -> Found:
        """What `look` finds in the latest snapshot; where that fails, what it finds at a second try.

        A rebuild may have taken the snapshot away, or the whole index have been made anew.
        """
        snapshot = self.latest
        try:
            return look(snapshot)
        except IndexUnavailable:
            self._failed = snapshot
            self._renewed().result()
            return look(self.latest)

    def state(self) -> IndexState:
        return self.latest.state()

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """The records of those ids that exist, with their text."""
        wanted = list(ids)
        return self.read(lambda snapshot: snapshot.articles(wanted))

    def facts(self, ids: Iterable[str]) -> dict[str, Facts]:
        """What the ingest found in those of the articles that exist."""
        wanted = list(ids)
        return self.read(lambda snapshot: snapshot.facts(wanted))

    def list_articles(self) -> list[Article]:
        """All articles in the order of their ids, without their texts."""
        return self.read(Snapshot.list_articles)

    def chunk_count(self) -> int:
        return self.read(Snapshot.chunk_count)

    def _renewed(self) -> Future[None]:
        """The renewal under way, or a new one."""
        with self._starting:
            if self._renewal is None or self._renewal.done():
                self._renewal = self._renewals.submit(self._renew)
            return self._renewal

    def _renew(self) -> None:
        now = monotonic()
        # Another thread's renewal may have ended just before this one began.
        if self.latest is self._failed or not self.latest.is_current():
            newer = Snapshot.open(self._settings)
            newer.warm()
            self.latest = newer
        self._seen_newest = now
