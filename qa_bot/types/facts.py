"""What the ingest finds in an article and keeps with it: who says what, figures, dated events."""

from __future__ import annotations

from dataclasses import dataclass

from qa_bot.types.articles import Day


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's words, or what an article says they said; offsets are those of `Article.text`."""

    speaker: str  # as the article names them most fully; never empty
    start: int  # of the whole sentences that have the words and tell who speaks
    end: int
    direct: bool  # within quotation marks


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what it counts: `article.text[start:end]`."""

    start: int
    end: int
    value: float
    unit: str  # "people", "%", "US$", "" for a bare number
    date: Day | None  # of which it holds, where the sentence says so or the publication does


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence that tells what happened on a day, in a month or in a year."""

    start: int
    end: int
    first: Day  # the first and the last day that it may have been
    last: Day


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ingest knows of an article version beyond its words."""

    quotations: tuple[Quotation, ...] = ()
    figures: tuple[Figure, ...] = ()
    events: tuple[Event, ...] = ()
