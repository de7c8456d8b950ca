"""Articles and chunks as the rows of the two collections, and the head that describes an index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa_bot.errors import IndexMismatch
from qa_bot.models import embedder_name
from qa_bot.settings import Settings
from qa_bot.types import Article, Chunk, DateSource, Facts, Pages, Skipped, Version

Record = dict[str, str | int]
Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]

SCHEMA = 7  # raised when what is stored, or how text becomes chunks, changes its meaning


@dataclass(frozen=True, slots=True)
class Head:
    """What an index is and how far it got; replaced as a whole, so a change of it is a switch."""

    embedder: str
    chunk_words: int
    schema: int = SCHEMA
    dimension: int = 0  # 0 until the first article is in
    generation: int = 1  # names the collections; a rebuild raises it
    revision: int = 0  # raised by everything a reader should notice
    removed: int = 0  # the latest revision at which articles were deleted
    articles: int = 0
    newest: int = 0  # yyyymmdd
    dirty: bool = False  # a writer is at work, or died at it
    ingested_at: str = ""  # when the latest ingest ended, whether or not it changed anything
    failed: int = 0  # sources it could not read
    failures: str = ""  # the first of them
    unread: str = ""  # the kinds of files it passed over

    @classmethod
    def of(cls, settings: Settings) -> Head:
        return cls(embedder=embedder_name(settings), chunk_words=settings.ingest.chunk_words)

    @classmethod
    def read(cls, name: str, metadata: Mapping[str, Any] | None) -> Head:
        try:
            return cls(**(metadata or {}))
        except TypeError:
            raise IndexMismatch(
                f"The collection {name!r} was made by another program or version; "
                "run `qa-ingest --rebuild PATH`, or choose another index.name."
            ) from None

    def check(self, settings: Settings) -> None:
        """Raises IndexMismatch if it was built otherwise than `settings` would build it."""
        wanted = Head.of(settings)
        if self.schema != wanted.schema:
            raise IndexMismatch(
                f"The index has format {self.schema}, but this version reads {wanted.schema}; "
                "run `qa-ingest --rebuild PATH`."
            )
        for field in ("embedder", "chunk_words"):
            built, asked = getattr(self, field), getattr(wanted, field)
            if built != asked:
                raise IndexMismatch(
                    f"The index was built with {field} = {built!r}, but {asked!r} is asked for; "
                    "run `qa-ingest --rebuild PATH`, or change the setting back."
                )

    def check_dimension(self, dimension: int) -> None:
        """Raises IndexMismatch if it holds vectors of another length."""
        if self.dimension not in (0, dimension):
            raise IndexMismatch(
                f"The index holds vectors of {self.dimension} numbers, the embedder makes {dimension}; "
                "run `qa-ingest --rebuild PATH`, or change the embedder back."
            )


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article version ready to be written."""

    article: Article
    chunks: tuple[Chunk, ...]
    vectors: Matrix  # (chunks, dimension)
    lead: Vector  # of the title and the first sentences
    facts: str = ""  # as `Facts.encoded` gives them: they are parsed only for who asks


def article_record(article: Article) -> Record:
    """Every field but id and text in one value: Chroma stores and indexes each value as a row of its own."""
    fields = {name: getattr(article, name) for name in Article.__slots__}  # asdict would copy each value
    fields |= {
        "text": "",
        "skipped": [asdict(one) for one in article.skipped],
        "history": [asdict(one) for one in article.history],
        "pages": asdict(article.pages) if article.pages else None,
    }
    return {"article": json.dumps(fields, default=str, ensure_ascii=False)}


def article_of(doc_id: str, record: Mapping[str, Any], text: str = "") -> Article:
    fields = json.loads(record["article"])
    fields |= {
        "id": doc_id,
        "text": text,
        "published": _day(fields["published"]),
        "date_source": DateSource(fields["date_source"]),
        "skipped": tuple(Skipped(**one) for one in fields["skipped"]),
        "history": tuple(_version(one) for one in fields.get("history", ())),
        "aliases": tuple(fields.get("aliases", ())),
        "pages": _pages(fields.get("pages")),
    }
    return Article(**fields)


def _pages(fields: Mapping[str, Any] | None) -> Pages | None:
    return Pages(tuple(fields["starts"]), fields["unit"]) if fields else None


def _version(fields: Mapping[str, Any]) -> Version:
    return Version(**{**fields, "published": _day(fields["published"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def facts_of(record: Mapping[str, Any]) -> Facts:
    """The facts in the row of an article, of the version that the row holds."""
    return Facts.decoded(record["facts"], json.loads(record["article"])["content_hash"])


def chunk_record(chunk: Chunk) -> Record:
    """What searches are limited by, and the chunk in one value."""
    return {"doc_id": chunk.doc_id, "published": chunk.published, "chunk": chunk.encoded()}


def chunk_of(record: Mapping[str, Any]) -> Chunk:
    return Chunk.decoded(record["chunk"])


def chunk_named(id: str) -> Chunk:
    """What the id of a chunk tells of it, where its record is gone."""
    doc_id, _, version_and_n = id.rpartition("#")
    version, _, n = version_and_n.partition("-")
    return Chunk(doc_id, version, int(n), 0, 0)
