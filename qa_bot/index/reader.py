"""What is in the index, at one revision until it is refreshed."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from qa_bot.errors import IndexUnavailable
from qa_bot.index.chroma import Store, Vector, explained
from qa_bot.lexical import Entry, LexicalIndex, version_of
from qa_bot.settings import Settings
from qa_bot.types import Article, Chunk, Hit, IndexState, Passage, Scope, as_date

_ENTRIES = 250  # articles whose texts are in memory at once


class Index:
    """The reader. Threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._reopening = threading.Lock()
        self._store, self.lexical = _opened(settings)

    @classmethod
    @explained()
    def open(cls, settings: Settings) -> Index:
        """Raises IndexUnavailable (none yet), IndexMismatch, ModelUnavailable (no server)."""
        return cls(settings)

    @explained()
    def refresh(self) -> None:
        """Reopens if the index was written since: an open embedded client never sees others' vectors."""
        with self._reopening:
            head = self._store.read_head()
            seen = self._store.head.revision
            if not head or head.revision != seen or self.lexical.revision < seen:
                self._store, self.lexical = _opened(self._settings)
                gc.collect()  # Chroma's clients are circles of objects: their files stay open until then
            else:
                self._store.head = head  # the time of the latest ingest moves without a revision

    def state(self) -> IndexState:
        head = self._store.head
        return IndexState(head.revision, head.articles, as_date(head.newest), head.ingested_at, head.failed)

    @explained()
    def nearest(self, vector: Vector, limit: int, scope: Scope) -> list[Hit]:
        """The chunks nearest to a unit vector by cosine, best first; some may not be visible."""
        self._store.head.check_dimension(vector.shape[-1])
        return self._store.nearest(vector, limit, scope)

    @explained()
    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """The records of those ids that exist, with their text."""
        return {article.id: article for article in self._store.articles(list(dict.fromkeys(ids)))}

    def passages(self, hits: Sequence[Hit]) -> list[Passage]:
        """The visible hits with their articles, in their order."""
        articles = self.articles(hit.chunk.doc_id for hit in hits)
        return [
            Passage(article, hit.chunk, hit.score)
            for hit in hits
            if (article := articles.get(hit.chunk.doc_id)) and article.content_hash == hit.chunk.content_hash
        ]

    @explained()
    def list_articles(self) -> list[Article]:
        """All articles in the order of their ids, without their texts."""
        return sorted(self._store.listing(), key=lambda article: article.id)

    @explained()
    def chunk_count(self) -> int:
        return self._store.chunk_count()


def lexical_folder(settings: Settings, store_id: str) -> Path:
    return settings.index.path / "lexical" / store_id


def lexical_index(settings: Settings, store: Store, *, after_crash: bool = False) -> LexicalIndex:
    """The store's lexical index, brought up to date with it; after a crash its stamp proves nothing."""
    lexical = LexicalIndex.open(lexical_folder(settings, store.id))
    since = lexical.revision
    if since < store.head.revision or after_crash:
        wanted = {version_of(article): article.id for article in store.listing()}
        held = lexical.versions()
        missing = wanted.keys() - held
        lexical.update(
            since=since,
            revision=store.head.revision,
            remove=held - wanted.keys() | missing,  # the missing too: another process may be adding them
            add=_entries(store, [wanted[version] for version in missing]),
        )
    return lexical


def entry(article: Article, chunk: Chunk) -> Entry:
    return Entry(chunk, article.title, article.text[chunk.start : chunk.end])


def _opened(settings: Settings) -> tuple[Store, LexicalIndex]:
    store = Store.open(settings)
    if store is None:
        raise IndexUnavailable(
            f"There is no index yet in {settings.index.url or settings.index.path}; run `qa-ingest PATH`."
        )
    store.head.check(settings)
    return store, lexical_index(settings, store)


def _entries(store: Store, doc_ids: Sequence[str]) -> Iterator[Entry]:
    """The visible chunks of these articles with their words."""
    for at in range(0, len(doc_ids), _ENTRIES):
        some = doc_ids[at : at + _ENTRIES]
        articles = {article.id: article for article in store.articles(some)}
        for chunk in store.chunks_of(list(articles)):
            article = articles[chunk.doc_id]
            if chunk.content_hash == article.content_hash:
                yield entry(article, chunk)
