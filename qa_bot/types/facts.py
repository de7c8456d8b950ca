"""What the ingest finds in an article and keeps with it: who says what, figures, dated events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from qa_bot.types.articles import Day, as_date, as_number


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
    unit: str  # "metre", "%", "GBP"; of a bare number what it counts, "people", or ""
    date: Day | None  # of which it holds: the last day of the time named beside it, else the publication's


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence that tells what happened, or is to happen, on a day, in a month or in a year."""

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
    content_hash: str = ""  # of the version; where it is not that of an article, neither are the offsets

    def encoded(self) -> str:
        """The facts, without the hash, as JSON in as few characters as will do."""
        values = (
            [(one.speaker, one.start, one.end, int(one.direct)) for one in self.quotations],
            [(one.start, one.end, _short(one.value), one.unit, as_number(one.date)) for one in self.figures],
            [(one.start, one.end, as_number(one.first), as_number(one.last)) for one in self.events],
        )
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if any(values) else ""

    @classmethod
    def decoded(cls, encoded: str, content_hash: str) -> Self:
        """The facts of the version with this hash, as `encoded` gave them."""
        quotations, figures, events = json.loads(encoded or "[[],[],[]]")
        return cls(
            tuple(Quotation(who, start, end, bool(direct)) for who, start, end, direct in quotations),
            tuple(
                Figure(start, end, float(value), unit, as_date(day))
                for start, end, value, unit, day in figures
            ),
            tuple(_event(values) for values in events),
            content_hash,
        )


def _short(value: float) -> float:
    """A whole number without its ".0"."""
    return int(value) if value.is_integer() else value


def _event(values: Sequence[Any]) -> Event:
    start, end, first, last = values
    return Event(start, end, _day(first), _day(last))


def _day(number: int) -> Day:
    return Day(number // 10_000, number // 100 % 100, number % 100)
