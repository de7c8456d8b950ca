"""What is asked of the index, and what it finds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from qa_bot.types.articles import Article


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one article version, under its heading."""

    doc_id: str
    content_hash: str
    n: int
    start: int
    end: int
    heading: str = ""  # "Overview › Key facts"
    published: int = 0  # yyyymmdd, 0 when unknown: a number, so that Chroma can compare it

    @property
    def id(self) -> str:
        return f"{self.doc_id}#{self.content_hash[:8]}-{self.n}"

    def encoded(self) -> str:
        return json.dumps([getattr(self, field) for field in self.__slots__], ensure_ascii=False)

    @classmethod
    def decoded(cls, text: str | bytes) -> Chunk:
        return cls(*json.loads(text))


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk one of the two searches found; `score` is that search's own, higher is better."""

    chunk: Chunk
    score: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: str  # "user" or "assistant"
    content: str
    answer: str = ""  # the id of the answer it is, or is about, where one is known


@dataclass(frozen=True, slots=True)
class Question:
    """What the caller asked, in the caller's words."""

    text: str
    id: str = ""
    history: tuple[Turn, ...] = ()
    as_of: date | None = None  # nothing published later is evidence
    doc_ids: tuple[str, ...] = ()  # only these articles, if any are named
    top: int | None = None
    asker: str = ""  # who says it, for what is kept of their opinion of an answer


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles may be evidence: published by `as_of` or undated, among `doc_ids` if any.

    With `since` the undated are none, nor those published earlier.
    """

    as_of: date | None = None
    doc_ids: tuple[str, ...] = ()
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Evidence: a visible chunk with its article; `text == article.text[start:end]`."""

    article: Article
    chunk: Chunk
    score: float

    @property
    def text(self) -> str:
        return self.article.text[self.chunk.start : self.chunk.end]
