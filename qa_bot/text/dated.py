"""The days a text is about, and whether other words name the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa_bot.text.dates import dates_in
from qa_bot.text.spans import Day
from qa_bot.text.words import WEEKDAYS, words


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
    """What the calendar names; "last week" and the like are left in the rest."""
    days, places, rest, done = [], [], [], 0
    for found in dates_in(text):
        if found.day:
            days.append(found.day)
            places.append(found.day_start)
            rest += [text[done : found.day_start], " " * (found.day_end - found.day_start)]
            done = found.day_end
    left = "".join([*rest, text[done:]])
    return Dated(tuple(days), _weekdays(left), tuple(places), left)


def _weekdays(text: str) -> frozenset[str]:
    if "day" not in text and "DAY" not in text:  # most sentences, and much cheaper to see
        return frozenset()
    return frozenset(word.lower for word in words(text)) & WEEKDAYS


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
