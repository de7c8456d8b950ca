"""The collections of one generation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from qa_bot.errors import IndexMismatch
from qa_bot.index.connection import connect, folder_of
from qa_bot.index.lock import FilesLock
from qa_bot.index.records import (
    Head,
    Indexed,
    Matrix,
    Vector,
    article_of,
    article_record,
    chunk_named,
    chunk_of,
    chunk_record,
    facts_of,
)
from qa_bot.index.rows import PAGE, TEXT_PAGE, admitted, existing, listed, of_articles, slices
from qa_bot.settings import Settings
from qa_bot.types import Article, Chunk, Facts, Hit, Scope, as_number

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

# Inner product is cosine for unit vectors. All explicit: an existing collection ignores what it is asked for.
_CHUNKS: Any = {"hnsw": {"space": "ip", "ef_search": 200}}
# Articles are read by id: a light graph.
_ARTICLES: Any = {"hnsw": {"space": "ip", "max_neighbors": 4, "ef_construction": 10}}
_WHOLE_PAGE = 50  # articles a request with all their chunks and vectors


class Store:
    """One generation's collections, and the head that says which generation is read."""

    def __init__(self, client: ClientAPI, settings: Settings, head: Head) -> None:
        self._client, self._settings, self.head = client, settings, head
        self._name = name = settings.index.name
        self._files = FilesLock(settings)
        self._database = _database(settings)
        self._cold_chunks = _collection(client, f"{name}-chunks-{head.generation}")
        self._cold_articles = _collection(client, f"{name}-articles-{head.generation}")
        self._used: set[UUID] = set()

    @classmethod
    def open(cls, settings: Settings) -> Store | None:
        """The generation that is read, or None where nothing was ingested yet."""
        if not settings.index.url and not _database(settings):
            return None  # a client would create it
        client = connect(settings)
        head = _head(client, settings.index.name)
        return cls(client, settings, head) if head else None

    @classmethod
    def create(cls, settings: Settings) -> Store:
        """A new, empty generation, which nobody reads before `publish`."""
        client, name = connect(settings), settings.index.name
        try:
            old = _head(client, name)
        except IndexMismatch:
            old = None
        generation = 1 + max((number for _, number in _generations(client, name)), default=0)
        for kind, graph in (("chunks", _CHUNKS), ("articles", _ARTICLES)):
            client.create_collection(
                f"{name}-{kind}-{generation}", configuration=graph, embedding_function=None
            )
        head = replace(Head.of(settings), generation=generation, revision=old.revision if old else 0)
        return cls(client, settings, head)

    @property
    def id(self) -> str:
        """Unlike any other generation's, of this index or another's."""
        return str(self._cold_articles.id)

    @property
    def _chunks(self) -> Collection:
        return self._loaded(self._cold_chunks)

    @property
    def _articles(self) -> Collection:
        return self._loaded(self._cold_articles)

    def _loaded(self, collection: Collection) -> Collection:
        """The collection after its first use, in which Chroma reads its vectors' files and may write them.

        Threads may both load it. A cached property would let one in at a time, of all stores until Python
        3.12, and whoever is in waits for the files, perhaps for one who holds them and wants to get in.
        """
        if collection.id not in self._used:
            with self._files.held():
                collection.count()
            self._used.add(collection.id)
        return collection

    def read_head(self) -> Head | None:
        """The head as it is now, whoever wrote it; None where the index was removed or made anew."""
        if _database(self._settings) != self._database:
            return None  # the client still has the old file open
        return _head(self._client, self._name)

    def is_read(self) -> bool:
        """Whether readers still see this generation; if not, rows of it may be gone and no error tells so."""
        head = self.read_head()
        return head is not None and head.generation == self.head.generation

    def publish(self, head: Head) -> None:
        """Makes `head`, and with it this generation, what readers see."""
        self.head = head
        stored = self._client.get_or_create_collection(self._name, embedding_function=None)
        stored.modify(metadata=asdict(head))

    def drop_other_generations(self) -> list[str]:
        """Returns the `id` of each."""
        old = [
            one
            for one, generation in _generations(self._client, self._name)
            if generation != self.head.generation
        ]
        for collection in old:
            with self._files.held():
                self._client.delete_collection(collection.name)
        return [str(collection.id) for collection in old]

    def put_chunks(self, batch: Sequence[Indexed]) -> None:
        chunks = [chunk for one in batch for chunk in one.chunks]
        if not chunks:
            return
        vectors = np.concatenate([one.vectors for one in batch if one.chunks])
        for at in range(0, len(chunks), PAGE):
            some = chunks[at : at + PAGE]
            with self._files.held():
                self._chunks.upsert(
                    ids=[chunk.id for chunk in some],
                    embeddings=vectors[at : at + PAGE],
                    metadatas=[chunk_record(chunk) for chunk in some],
                )

    def put_articles(self, batch: Sequence[Indexed], revision: int) -> None:
        for some in slices(batch, TEXT_PAGE):
            with self._files.held():
                self._articles.upsert(
                    ids=[one.article.id for one in some],
                    embeddings=np.stack([one.lead for one in some]),
                    metadatas=[
                        {**article_record(one.article), "facts": one.facts, "revision": revision}
                        for one in some
                    ],
                    # Not as documents: Chroma builds a full-text index of those, which takes more than twice
                    # the time and the disk, and Tantivy is our full-text index.
                    uris=[one.article.text for one in some],
                )

    def update_articles(self, articles: Sequence[Article]) -> None:
        """Replaces all but text, facts, vector and revision."""
        for some in slices(articles, PAGE):
            with self._files.held():
                self._articles.update(
                    ids=[article.id for article in some],
                    metadatas=[article_record(article) for article in some],
                )

    def delete_articles(self, ids: Sequence[str]) -> None:
        for some in slices(ids, PAGE):
            with self._files.held():
                self._articles.delete(ids=list(some))

    def delete_chunks(self, ids: Sequence[str]) -> None:
        for some in slices(ids, PAGE):
            with self._files.held():
                self._chunks.delete(ids=list(some))

    def nearest(self, vector: Vector, limit: int, scope: Scope) -> list[Hit]:
        found = self._chunks.query(
            query_embeddings=vector.reshape(1, -1),
            n_results=limit,
            where=admitted(scope, self.head.newest),
            include=["metadatas", "distances"],
        )
        assert found["metadatas"] is not None and found["distances"] is not None
        rows = zip(found["ids"][0], found["metadatas"][0], found["distances"][0], strict=True)
        # A row that another process deleted since this client was opened has lost its metadata.
        hits = [
            Hit(chunk_of(record) if record else chunk_named(id), 1.0 - distance)
            for id, record, distance in rows
        ]
        return [hit for hit in hits if not scope.as_of or hit.chunk.published <= as_number(scope.as_of)]

    def warm(self) -> None:
        """Loads the vectors, which the first search would wait for."""
        _ = self._chunks, self._articles

    def listing(self, since: int = 0) -> Iterator[Article]:
        """Every article written at the revision `since` or later, without its text."""
        where = {"revision": {"$gte": since}} if since else None
        return (article_of(id, record) for id, record in listed(self._articles, where))

    def all_chunks(self) -> Iterator[Chunk]:
        return (chunk_of(record) for _, record in listed(self._chunks))

    def articles(self, ids: Sequence[str]) -> Iterator[Article]:
        """Those of the articles that exist, with their text."""
        for some in slices(ids, TEXT_PAGE):
            got = self._articles.get(ids=list(some), include=["metadatas", "uris"])
            yield from map(article_of, got["ids"], got["metadatas"] or (), got["uris"] or ())

    def facts(self, ids: Sequence[str]) -> dict[str, Facts]:
        """What was found in those of the articles that exist."""
        found: dict[str, Facts] = {}
        for some in slices(ids, TEXT_PAGE):
            got = self._articles.get(ids=list(some), include=["metadatas"])
            found |= zip(got["ids"], map(facts_of, got["metadatas"] or ()), strict=True)
        return found

    def whole(self, ids: Sequence[str]) -> Iterator[Indexed]:
        """Those of the articles that exist, with their visible chunks and all vectors."""
        for some in slices(ids, _WHOLE_PAGE):
            got = self._articles.get(ids=list(some), include=["metadatas", "uris", "embeddings"])
            held = self._chunks.get(where=of_articles(some), include=["metadatas", "embeddings"])
            vectors = dict(zip(held["ids"], _matrix(held["embeddings"]), strict=True))
            versions: dict[tuple[str, str], list[Chunk]] = defaultdict(list)
            for chunk in sorted(map(chunk_of, held["metadatas"] or ()), key=lambda chunk: chunk.n):
                versions[chunk.doc_id, chunk.content_hash].append(chunk)
            rows = got["metadatas"] or ()
            articles = map(article_of, got["ids"], rows, got["uris"] or ())
            for article, row, lead in zip(articles, rows, _matrix(got["embeddings"]), strict=True):
                chunks = versions[article.id, article.content_hash]
                own = _matrix([vectors[chunk.id] for chunk in chunks])
                yield Indexed(article, tuple(chunks), own, lead, str(row["facts"]))

    def chunks_of(self, doc_ids: Sequence[str]) -> Iterator[Chunk]:
        for some in slices(doc_ids, TEXT_PAGE):
            got = self._chunks.get(where=of_articles(some), include=["metadatas"])
            yield from map(chunk_of, got["metadatas"] or ())

    def chunk_count(self) -> int:
        return self._chunks.count()


def _database(settings: Settings) -> int:
    """Which file an embedded index is in; 0 for none."""
    try:
        return (folder_of(settings) / "chroma.sqlite3").stat().st_ino
    except OSError:
        return 0


def _collection(client: ClientAPI, name: str) -> Collection:
    return client.get_collection(name, embedding_function=None)  # or Chroma would build its default model


def _head(client: ClientAPI, name: str) -> Head | None:
    found = existing(client, name)
    return Head.read(name, found.metadata) if found else None


def _generations(client: ClientAPI, name: str) -> Iterator[tuple[Collection, int]]:
    """The collections of every generation, with its number."""
    ours = re.compile(rf"{re.escape(name)}-(?:chunks|articles)-(\d+)")
    for collection in client.list_collections():
        if match := ours.fullmatch(collection.name):
            yield collection, int(match[1])


def _matrix(embeddings: Any) -> Matrix:
    return np.asarray(embeddings, np.float32)  # from a server they come as lists
