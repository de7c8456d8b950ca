"""What words for a time mean: its first and its last day, some of them seen from a given day.

Knows nothing of how they are written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_LEAP = 9  # years among which there is a 29 February
_LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Span:
    """The days from the first to the last, both included."""

    first: date
    last: date


class When(Protocol):
    """A time as it is named."""

    def span(self, today: date | None = None) -> Span | None:
        """Its days; None where no such day exists, or where it depends on `today` and that is not given."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is written; None for the parts that are not."""

    day: int | None = None
    month: int | None = None
    year: int | None = None

    @property
    def is_complete(self) -> bool:
        return bool(self.day and self.month and self.year)

    def in_year(self, year: int) -> Day:
        return replace(self, year=year)

    def within(self, other: Day, published: date | None) -> bool:
        """Whether `other` says all that this says; a year it leaves out is that of its publication."""
        year = other.year or (published.year if published and other.month else None)
        return (
            self.day in (None, other.day)
            and self.month in (None, other.month)
            and self.year in (None, other.year, year)
        )

    def span(self, today: date | None = None) -> Span | None:
        """Without a year it is the last that has begun."""
        if not self.year:
            return Yearly(self).span(today) if self.month else None
        try:
            first = date(self.year, self.month or 1, self.day or 1)
        except ValueError:  # 31 February
            return None
        return Span(first, first) if self.day else _months(first, 1 if self.month else 12)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of so many equal parts of a time: "early 2025", "Q3 2025", "the end of last year"."""

    of: When
    first: int
    last: int
    parts: int

    def in_year(self, year: int) -> Part:
        if self.of == Day():
            return replace(self, of=Day(year=year))
        return replace(self, of=self.of.in_year(year)) if isinstance(self.of, Day | Part) else self

    def span(self, today: date | None = None) -> Span | None:
        whole = self.of.span(today)
        if not whole:
            return None
        days = (whole.last - whole.first).days + 1
        if days > _LONGEST_MONTH:
            start, end = self._cut(_index(whole.last) - _index(whole.first) + 1)
            return _months(_moved(whole.first, start), end - start)
        start, end = self._cut(days)
        return Span(whole.first + timedelta(start), whole.first + timedelta(end - 1))

    def _cut(self, length: int) -> tuple[int, int]:
        start = length * (self.first - 1) // self.parts
        return start, max(start + 1, length * self.last // self.parts)


@dataclass(frozen=True, slots=True)
class Yearly:
    """The last, this or the next of what comes every year: "last summer", "next May"."""

    of: Day | Part
    shift: int | None = None  # none is told of "in May", which is the last that has begun

    def span(self, today: date | None = None) -> Span | None:
        if today is None:
            return None
        if self.shift == 0:
            return self.of.in_year(today.year).span()
        # From beside today's year outwards: the first that fits is the one.
        order = range(-1, _LEAP) if self.shift == 1 else range(1, -_LEAP - 1, -1)
        years = (self.of.in_year(today.year + n).span() for n in order)
        return next((span for span in years if span and self._fits(span, today)), None)

    def _fits(self, span: Span, today: date) -> bool:
        if self.shift == 1:
            return span.first > today
        return span.last < today if self.shift else span.first <= today


@dataclass(frozen=True, slots=True)
class InYear:
    """What comes every year, in the year that lies so many from today's: "3 May last year"."""

    of: Day | Part
    shift: int

    def span(self, today: date | None = None) -> Span | None:
        return self.of.in_year(today.year + self.shift).span() if today else None


@dataclass(frozen=True, slots=True)
class Weekday:
    """The last such day up to today, or the last before, this week's or the next after it."""

    number: int
    shift: int | None = None

    def span(self, today: date | None = None) -> Span | None:
        if today is None:
            return None
        this_week = today + timedelta(self.number - today.weekday())
        ahead = {None: this_week > today, -1: this_week >= today, 0: False, 1: this_week > today}
        day = this_week - timedelta(7 * ahead[self.shift])
        day += timedelta(7 if self.shift == 1 else 0)
        return Span(day, day)


@dataclass(frozen=True, slots=True)
class Away:
    """The day, week, month … that lies so many of them from today: "last week", "two years ago"."""

    count: int
    unit: str  # "day", "week" or one of the longer ones above

    def span(self, today: date | None = None) -> Span | None:
        if today is None:
            return None
        try:
            return self._seen_from(today)
        except (ValueError, OverflowError):  # "5000 years ago"
            return None

    def _seen_from(self, today: date) -> Span:
        if self.unit == "day":
            day = today + timedelta(self.count)
            return Span(day, day)
        if self.unit == "week":
            monday = today + timedelta(7 * self.count - today.weekday())
            return Span(monday, monday + timedelta(6))
        length = _MONTHS[self.unit]
        begun = _index(today) % length  # months since this quarter or decade began
        return _months(_moved(today, self.count * length - begun), length)


@dataclass(frozen=True, slots=True)
class UpToNow:
    """What has passed since then: "the last two weeks"."""

    since: Away

    def span(self, today: date | None = None) -> Span | None:
        begun = self.since.span(today)
        return Span(begun.first, today) if begun and today else None


@dataclass(frozen=True, slots=True)
class Years:
    """A decade or a century."""

    first: int
    last: int

    @property
    def is_decade(self) -> bool:
        return self.last - self.first < 10

    def span(self, today: date | None = None) -> Span | None:
        return Span(date(self.first, 1, 1), date(self.last, 12, 31))


@dataclass(frozen=True, slots=True)
class Unsure:
    """05/03/2025: the day may stand first, or the month."""

    day_first: Day
    month_first: Day

    def span(self, today: date | None = None) -> Span | None:
        """From the earlier of the two days to the later."""
        one, other = self.day_first.span(), self.month_first.span()
        return Span(min(one.first, other.first), max(one.last, other.last)) if one and other else None


def _moved(day: date, months: int) -> date:
    """The first of the month that lies so many away."""
    year, month = divmod(_index(day) + months, 12)
    return date(year, month + 1, 1)


def _index(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def _months(first: date, count: int) -> Span:
    return Span(first, _moved(first, count) - timedelta(1))
