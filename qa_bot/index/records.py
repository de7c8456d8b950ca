"""Articles and chunks as the rows of the two collections, and the head that describes an index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from typing import Any

from qa_bot.errors import IndexMismatch
from qa_bot.models import embedder_name
from qa_bot.settings import Settings
from qa_bot.types import Article, Chunk, DateSource, Skipped, as_date, as_number

Record = dict[str, str | int]

SCHEMA = 1  # raised when what is stored, or how text becomes chunks, changes its meaning


@dataclass(frozen=True, slots=True)
class Head:
    """What an index is and how far it got; replaced as a whole, so a change of it is a switch."""

    embedder: str
    chunk_words: int
    schema: int = SCHEMA
    dimension: int = 0  # 0 until the first article is in
    generation: int = 1  # names the collections; a rebuild raises it
    revision: int = 0  # raised by everything a reader should notice
    articles: int = 0
    newest: int = 0  # yyyymmdd
    dirty: bool = False  # a writer is at work, or died at it

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
        for field in ("schema", "embedder", "chunk_words"):
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


def article_record(article: Article) -> Record:
    """Every field but id and text. None becomes "": Chroma keeps an old value where a new one is missing."""
    return {
        "title": article.title,
        "published": as_number(article.published),
        "date_source": article.date_source.value,
        "outlet": article.outlet or "",
        "url": article.url or "",
        "path": article.path or "",
        "source": article.source,
        "skipped": json.dumps([astuple(one) for one in article.skipped]),
        "content_hash": article.content_hash,
        "source_hash": article.source_hash,
        "signature": article.signature,
        "ingested_at": article.ingested_at,
    }


def article_of(doc_id: str, record: Mapping[str, Any], text: str = "") -> Article:
    return Article(
        id=doc_id,
        text=text,
        title=record["title"],
        published=as_date(record["published"]),
        date_source=DateSource(record["date_source"]),
        outlet=record["outlet"] or None,
        url=record["url"] or None,
        path=record["path"] or None,
        source=record["source"],
        skipped=tuple(Skipped(*one) for one in json.loads(record["skipped"])),
        content_hash=record["content_hash"],
        source_hash=record["source_hash"],
        signature=record["signature"],
        ingested_at=record["ingested_at"],
    )


def chunk_record(chunk: Chunk) -> Record:
    return {field: getattr(chunk, field) for field in Chunk.__slots__}


def chunk_of(record: Mapping[str, Any]) -> Chunk:
    return Chunk(**record)
