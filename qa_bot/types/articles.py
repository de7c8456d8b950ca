"""Articles as they were read, and where their parts stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
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


def as_number(day: date | None) -> int:
    """yyyymmdd, as `Chunk.published` has it; 0 for an unknown date."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def as_date(number: int) -> date | None:
    return date(number // 10_000, number // 100 % 100, number % 100) if number else None
