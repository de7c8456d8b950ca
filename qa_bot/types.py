"""What the steps pass to each other: frozen dataclasses, standard library only.

The invariant behind all of it: for every citation `article.text[start:end] == quote`. Offsets are code
points of `Article.text`: for plain text the decoded file, for Markdown with blanks for what it hides.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Day = date  # for the fields named `date`, which hide the type from whoever resolves their annotations


class DateSource(StrEnum):
    """Where a publication date was found, best first; a file's own times are never one."""

    FRONT_MATTER = "front matter"
    METADATA = "page metadata"  # HTML meta tags, PDF and DOCX properties, the `date` of a JSON line
    BYLINE = "byline"
    URL = "url"
    INFERRED = "inferred"  # deduced from the text: shown to users as inferred
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A range of an article's text that is not the article: kept in place, left out of the index."""

    start: int
    end: int
    reason: str  # "repeated title", "navigation", "teaser", "headlines", "front matter", …


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a printed document something stands."""

    number: int  # counted from 1, whatever is printed on it
    unit: str = "p."  # what readers call it, or "slide"

    def __str__(self) -> str:
        return f"{self.unit} {self.number}"


@dataclass(frozen=True, slots=True)
class Pages:
    """Where each page of a document begins in its text; one without text begins where the next one does."""

    starts: tuple[int, ...]
    unit: str = "p."

    def at(self, offset: int) -> Page:
        return Page(max(1, bisect_right(self.starts, offset)), self.unit)


@dataclass(frozen=True, slots=True)
class Version:
    """What is kept of an article version that another took the place of."""

    content_hash: str
    published: date | None
    ingested_at: str  # ISO 8601, UTC
    replaced_at: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read; `text` is never rewritten."""

    id: str  # path below the ingested folder, or the `id` of a JSON line
    text: str
    title: str
    published: date | None = None
    date_source: DateSource = DateSource.UNKNOWN
    outlet: str | None = None
    url: str | None = None
    path: str | None = None  # the file it came from, or a page's address
    source: str = ""  # the folder, file, feed or list given to the ingest
    skipped: tuple[Skipped, ...] = ()  # in order, without overlap
    content_hash: str = ""  # sha256 over text and metadata: names a version
    source_hash: str = ""  # sha256 over the raw bytes: an unchanged file is not parsed again
    signature: str = ""  # MinHash of the kept text, to recognise copies of one story
    ingested_at: str = ""  # ISO 8601, UTC
    history: tuple[Version, ...] = ()  # earlier versions, the latest last
    aliases: tuple[str, ...] = ()  # other names of what it is about
    pages: Pages | None = None  # of a document that has some

    @property
    def full_title(self) -> str:
        """The title with the other names, to find it by."""
        return f"{self.title} ({', '.join(self.aliases)})" if self.aliases else self.title

    @property
    def kept(self) -> str:
        """The text without its skipped ranges; its offsets are not those of `text`."""
        return "\n".join(self.text[start:end] for start, end in self.kept_ranges())

    def kept_ranges(self) -> Iterator[tuple[int, int]]:
        """The ranges of `text` between the skipped ones, without the blank ones."""
        starts = [0, *(skipped.end for skipped in self.skipped)]
        ends = [*(skipped.start for skipped in self.skipped), len(self.text)]
        ranges = zip(starts, ends, strict=True)
        return ((start, end) for start, end in ranges if self.text[start:end].strip())


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


@dataclass(frozen=True, slots=True)
class Question:
    """What the caller asked, in the caller's words."""

    text: str
    id: str = ""
    history: tuple[Turn, ...] = ()
    as_of: date | None = None  # nothing published later is evidence
    doc_ids: tuple[str, ...] = ()  # only these articles, if any are named
    top: int | None = None


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


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that proves a sentence; `article.text[start:end] == quote`."""

    n: int
    doc: str
    title: str
    date: Day | None
    date_source: DateSource
    url: str | None
    quote: str
    start: int
    end: int
    content_hash: str
    outlet: str | None = None
    page: Page | None = None  # on which it begins


@dataclass(frozen=True, slots=True)
class Side:
    says: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    about: str
    sides: tuple[Side, ...]
    label: str | None = None  # "denied", "later superseded", "different figures", "different scope"


@dataclass(frozen=True, slots=True)
class Nearest:
    """An article that comes close to a question the articles do not answer."""

    doc: str
    title: str
    date: Day | None
    date_source: DateSource = DateSource.UNKNOWN


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an answer was based on: shown in its footer, so that staleness is visible."""

    revision: int
    articles: int
    newest: date | None
    ingested_at: str = ""  # when the latest ingest ended; ISO 8601, UTC
    failed: int = 0  # sources it could not read


class Status(StrEnum):
    ANSWERED = "answered"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    question: str
    status: Status
    text: str
    answerer: str
    index: IndexState
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    as_of: date | None = None
    standalone: str = ""  # the question as it was searched
    notice: str = ""  # what else to know: another answerer than asked for, an old article
    timings_ms: Mapping[str, float] = field(default_factory=dict)


def as_number(day: date | None) -> int:
    """yyyymmdd, as `Chunk.published` has it; 0 for an unknown date."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def as_date(number: int) -> date | None:
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None
