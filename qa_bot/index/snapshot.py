"""What is in the index at one revision."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qa_bot.errors import IndexMissing, IndexUnavailable
from qa_bot.index.chroma import Store
from qa_bot.index.connection import GONE, explained
from qa_bot.index.failures import FailedSource, of_head
from qa_bot.index.lexical import Entry, LexicalIndex, version_of
from qa_bot.index.records import Vector
from qa_bot.index.unread import UnreadKind, unread_of_head
from qa_bot.settings import Settings
from qa_bot.types import Article, Chunk, Facts, Hit, IndexState, Passage, Scope, as_date, as_number

_ENTRIES = 250  # articles whose texts are in memory at once
_MANY = 5000  # of them to index take so long that whoever waits wants to know
_TRIES = 5  # reads of an article that is written again and again

_log = logging.getLogger(__name__)


class Snapshot:
    """Both searches as they were when it was opened, and the articles as they are; threads may share it.

    An article changed since is shown in its new version: Chroma keeps no other.
    """

    def __init__(self, store: Store, lexical: LexicalIndex) -> None:
        self._store, self.lexical = store, lexical

    @classmethod
    @explained()
    def open(cls, settings: Settings) -> Snapshot:
        """Raises IndexMissing, IndexUnavailable, IndexMismatch, ModelUnavailable (no server)."""
        store = Store.open(settings)
        if store is None:
            raise IndexMissing(
                f"There is no index yet in {settings.index.url or settings.index.path}; run `qa-ingest PATH`."
            )
        store.head.check(settings)
        return cls(store, lexical_index(settings, store))

    @explained()
    def is_current(self) -> bool:
        """Whether the index was not written since, nor its lexical part lost."""
        head, seen = self._store.read_head(), self._store.head.revision
        if head is None or not head.revision == seen <= self.lexical.revision:
            return False
        self._store.head = head  # an ingest that changed nothing still tells when it was
        return True

    @explained()
    def warm(self) -> None:
        """Does ahead what the first question would wait for."""
        self._store.warm()

    def state(self) -> IndexState:
        head = self._store.head
        return IndexState(head.revision, head.articles, as_date(head.newest), head.ingested_at, head.failed)

    def failures(self) -> tuple[FailedSource, ...]:
        """The first of the sources that the latest ingest could not read."""
        return of_head(self._store.head.failures)

    def unread(self) -> tuple[UnreadKind, ...]:
        """The kinds of files that the latest ingest passed over."""
        return unread_of_head(self._store.head.unread)

    @explained()
    def nearest(self, vector: Vector, limit: int, scope: Scope) -> list[Hit]:
        """The chunks nearest to a unit vector by cosine, best first; some may not be visible."""
        self._store.head.check_dimension(vector.shape[-1])
        return self._store.nearest(vector, limit, scope)

    @explained()
    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """The records of those ids that exist, with their text. IndexUnavailable if they were rebuilt."""
        wanted = list(dict.fromkeys(ids))
        found = {article.id: article for article in self._store.articles(wanted)}
        self._check_is_read(whole=len(found) == len(wanted))
        return found

    @explained()
    def facts(self, ids: Iterable[str]) -> dict[str, Facts]:
        """What the ingest found in those of the articles that exist, each with the hash of its version.

        Raises IndexUnavailable if they were rebuilt.
        """
        wanted = list(dict.fromkeys(ids))
        found = self._store.facts(wanted)
        self._check_is_read(whole=len(found) == len(wanted))
        return found

    @explained()
    def passages(self, hits: Sequence[Hit], scope: Scope) -> list[Passage]:
        """The visible hits with their articles, in their order.

        A hit of a version replaced since stands for the chunk in its place in the new one.
        """
        articles = self.articles(hit.chunk.doc_id for hit in hits)
        replaced = self._whole({hit.chunk.doc_id for hit in hits if _is_stale(hit.chunk, articles)})
        found: dict[str, Passage] = {}
        for hit in hits:
            article, chunk = articles.get(hit.chunk.doc_id), hit.chunk
            if whole := replaced.get(chunk.doc_id):
                article, chunk = whole.article, whole.in_place_of(chunk)
            if article and _is_of(article, chunk) and _admits(scope, chunk):
                found.setdefault(chunk.id, Passage(article, chunk, hit.score))
        return list(found.values())

    @explained()
    def list_articles(self) -> list[Article]:
        """All articles in the order of their ids, without their texts."""
        found = sorted(self._store.listing(), key=lambda article: article.id)
        self._check_is_read(whole=len(found) >= self._store.head.articles)
        return found

    @explained()
    def chunk_count(self) -> int:
        return self._store.chunk_count()

    def _check_is_read(self, *, whole: bool) -> None:
        """What a rebuild is taking away may look empty for a moment before it is not there at all."""
        if not whole and not self._store.is_read():
            raise IndexUnavailable(GONE)

    def _whole(self, doc_ids: Iterable[str]) -> dict[str, _Whole]:
        """Those of the articles that exist, with all chunks of the same version."""
        found: dict[str, _Whole] = {}
        for _ in range(_TRIES):
            if not (doc_ids := list(doc_ids)):
                break
            chunks = list(self._store.chunks_of(doc_ids))  # first: they are written before their record
            articles = self.articles(doc_ids)
            for id, article in articles.items():
                if own := {chunk.n: chunk for chunk in chunks if _is_of(article, chunk)}:
                    found[id] = _Whole(article, own)
            doc_ids = articles.keys() - found.keys()  # written anew between the two reads
        return found


@dataclass(frozen=True, slots=True)
class _Whole:
    """An article version with its chunks by number."""

    article: Article
    chunks: Mapping[int, Chunk]

    def in_place_of(self, chunk: Chunk) -> Chunk:
        return self.chunks[min(chunk.n, max(self.chunks))]


def lexical_folder(settings: Settings, store_id: str) -> Path:
    return settings.index.path / "lexical" / store_id


def lexical_index(settings: Settings, store: Store, *, after_crash: bool = False) -> LexicalIndex:
    """The store's lexical index, brought up to date with it; after a crash its stamp proves nothing."""
    lexical = LexicalIndex.open(lexical_folder(settings, store.id))
    since = lexical.revision
    if since < store.head.revision or after_crash:
        # What was written at `since` itself may have followed the raising of the revision.
        whole = after_crash or since <= store.head.removed
        wanted = {version_of(article): article.id for article in store.listing(0 if whole else since)}
        held = lexical.versions(None if whole else set(wanted.values()))
        missing = wanted.keys() - held
        if len(missing) > _MANY:
            _log.warning("Deriving this host's lexical index of %s articles, once ...", f"{len(missing):,}")
        lexical.update(
            since=since,
            revision=store.head.revision,
            remove=held - wanted.keys() | missing,  # the missing too: another process may be adding them
            add=_entries(store, [wanted[version] for version in missing]),
        )
    return lexical


def entry(article: Article, chunk: Chunk) -> Entry:
    return Entry(chunk, article.full_title, article.text[chunk.start : chunk.end])


def _entries(store: Store, doc_ids: Sequence[str]) -> Iterator[Entry]:
    """The visible chunks of these articles with their words."""
    for at in range(0, len(doc_ids), _ENTRIES):
        some = doc_ids[at : at + _ENTRIES]
        articles = {article.id: article for article in store.articles(some)}
        for chunk in store.chunks_of(list(articles)):
            article = articles[chunk.doc_id]
            if _is_of(article, chunk):
                yield entry(article, chunk)


def _is_stale(chunk: Chunk, articles: Mapping[str, Article]) -> bool:
    article = articles.get(chunk.doc_id)
    return article is not None and article.content_hash != chunk.content_hash


def _is_of(article: Article, chunk: Chunk) -> bool:
    return (chunk.doc_id, chunk.content_hash) == (article.id, article.content_hash)


def _admits(scope: Scope, chunk: Chunk) -> bool:
    return as_number(scope.since) <= chunk.published <= as_number(scope.as_of or date.max)
