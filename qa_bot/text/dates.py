"""Days, months and years a text names, and whether other words name the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa_bot.text.words import WEEKDAYS, words

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?![:,.]?\d)"
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)(?![\d%]|[,.]\d)"
_WRITTEN = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        # "May" alone may be a verb, and "March" one too: they are months after a preposition.
        rf"\b(?:in|of|by|since|until|last|next|this|early|late|mid)[\s-]{_MONTH}",
        r"\b(?P<month>January|February|April|June|July|August|September|October|November|December)\b",
        rf"(?<![\w.,$€£-]){_YEAR}(?!s\b)\b",
    )
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is written; None for the parts that are not."""

    day: int | None = None
    month: int | None = None
    year: int | None = None

    def within(self, other: Day, published: date | None) -> bool:
        """Whether `other` says all that this says; a year it leaves out is that of its publication."""
        year = other.year or (published.year if published and other.month else None)
        return (
            self.day in (None, other.day)
            and self.month in (None, other.month)
            and self.year in (None, other.year, year)
        )


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates of a text, and the text without them."""

    days: tuple[Day, ...]
    weekdays: frozenset[str]
    places: tuple[int, ...]  # where each of the days begins
    rest: str  # of the same length

    def nearest(self, at: int) -> Day | None:
        """The day written closest to a place in the text."""
        by_distance = sorted(zip(self.places, self.days, strict=True), key=lambda one: abs(one[0] - at))
        return by_distance[0][1] if by_distance else None


def dated(text: str) -> Dated:
    rest, found = text, []
    for pattern in _WRITTEN:
        found += list(pattern.finditer(rest))
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    days = tuple(_day(match.groupdict()) for match in found)
    weekdays = frozenset(word.lower for word in words(rest)) & WEEKDAYS
    return Dated(days, weekdays, tuple(match.start() for match in found), rest)


def misdates(stated: Dated, quoted: Dated, published: date | None) -> bool:
    """Whether a day, month, year or weekday is stated that the quote does not have."""
    return bool(stated.weekdays - quoted.weekdays) or not all(
        _is_named(day, quoted.days, published) for day in stated.days
    )


def _is_named(day: Day, quoted: Sequence[Day], published: date | None) -> bool:
    if any(day.within(other, published) for other in quoted):
        return True
    # "In 2024, … on October 19": the year may stand apart from a day without one.
    apart = [Day(other.day, other.month, day.year) for other in quoted if other.month and not other.year]
    return Day(year=day.year) in quoted and any(day.within(other, None) for other in apart)


def _day(found: dict[str, str | None]) -> Day:
    name, number = found.get("month"), found.get("number")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(number) if number else None
    day, year = found.get("day"), found.get("year")
    return Day(int(day) if day else None, month, int(year) if year else None)
