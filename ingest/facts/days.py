"""The days that a sentence names, seen from the day of its publication."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from qa_bot.text import Found, Span, Weekday, Yearly, any_of, dates_in

_AHEAD = re.compile(rf"\b(?:{any_of('dates.ahead')}|{any_of('auxiliaries.asking.be')} to)\b")
_WALL_BEFORE = re.compile(rf"[;:]|\b{any_of('conjunctions.clause')}\b")  # between a date and a figure
_WALL_BEHIND = re.compile(rf"[;:]|,\s|\b{any_of('conjunctions.clause')}\b")  # between a figure and a date


@dataclass(frozen=True, slots=True)
class Dates:
    """The times that a sentence names."""

    found: tuple[Found, ...]
    is_ahead: bool  # whether it tells what is to come: "on Friday" is the next one

    def without(self, text: str) -> str:
        """The sentence with spaces in place of them, of the same length."""
        for one in self.found:
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
        return text

    def span(self, one: Found, published: date | None) -> Span | None:
        """The days of one of them; None where nobody can tell."""
        when = one.when
        if self.is_ahead and isinstance(when, Weekday | Yearly) and when.shift is None:
            when = replace(when, shift=1)
        return when.span(published)

    def beside(self, text: str, at: int, published: date | None) -> date | None:
        """The last day, if it may have come, of the time named closest to a place in the same clause."""
        for one in sorted(self.found, key=lambda one: abs(one.start - at)):
            wall = _WALL_BEFORE.search(text, one.end, at) or _WALL_BEHIND.search(text, at, one.start)
            if not wall and (span := self.span(one, published)):
                return published if published and span.first <= published < span.last else span.last
        return None


def dates_of(text: str) -> Dates:
    """The times in a sentence."""
    found = tuple(dates_in(text))
    return Dates(found, bool(found and _AHEAD.search(text)))
