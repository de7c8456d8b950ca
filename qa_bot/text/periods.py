"""The stretch of time a question asks about, those a sentence tells of, and how well they fit.

In whole months, and only what does not depend on today's date; what was known by a date is for timeframe.py.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qa_bot.text.dates import Found, dates_in
from qa_bot.text.spans import Yearly, Years

# What stands between the two ends of a period, and behind the first of them.
_TO = re.compile(r"\s?[-–—]\s?|\s+to\s+", re.IGNORECASE)
_FROM_TO = re.compile(r"\s+(?:to|until|till|through)\s+(?:the\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+(?:the\s+)?", re.IGNORECASE)
_SHORT = re.compile(r"\s?[-–—]\s?(\d\d)(?![\d%-]|[.,]\d)")  # 1990–97
_ONWARDS = re.compile(r"\s?(?:[-–—]\s?present\b|onwards?\b)", re.IGNORECASE)
_LEAD = re.compile(
    r"\b(?:(?P<first>from|since|after)|(?P<between>between)|(?P<last>until|till|up\s+to|before|by))"
    r"\s+(?P<the>the\s+)?$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 16  # characters
_ENDLESS = 12_000  # months: later and earlier than any text

_STARTS = 0.8  # how well "moved there in 1990" fits "from 1990 to 1995"
_OPEN = 0.85  # and "since 1988"
_INSIDE = 0.5  # and "in 1992"
_VAGUE = 0.8  # power of how much longer the told period is: a life's dates fit each of its years a little


@dataclass(frozen=True, slots=True)
class Period:
    """Months since the year 0, the last included; an end that is not told lies far away."""

    first: int
    last: int

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def is_open(self) -> bool:
        return self.months > _ENDLESS

    def shared(self, other: Period) -> int:
        return max(0, min(self.last, other.last) - max(self.first, other.first) + 1)


def periods(text: str) -> tuple[Period, ...]:
    """All that the text names, in its order."""
    return tuple(_told(text))


def fit(asked: Period, told: Period) -> float:
    """0 where the told period is another one than asked about, 1 where it fills that."""
    shared = asked.shared(told)
    if not shared:
        return 0.0
    covered = 1.0 if asked.is_open else shared / asked.months
    if told.is_open:
        return _OPEN * covered
    if told.months > 12 or asked.months <= 12:
        return float(covered * min(1.0, asked.months / told.months) ** _VAGUE)
    return max(covered, _STARTS if told.first // 12 == asked.first // 12 else _INSIDE)


def best_fit(asked: Period | None, text: str) -> float:
    """Of the periods in a text; 0 where no time is asked about or none is told."""
    return max((fit(asked, told) for told in periods(text)), default=0.0) if asked else 0.0


def _told(text: str) -> Iterator[Period]:
    named = deque(
        found for found in dates_in(text) if not isinstance(found.when, Years) or found.when.is_decade
    )
    while named:
        one = named.popleft()
        lead = _LEAD.search(text[max(0, one.start - _LONGEST_LEAD) : one.start])
        if named and _are_ends(text, lead, one, named[0]) and (period := _from_to(one, named[0])):
            named.popleft()
            yield period
        elif span := one.when.span():
            yield _with_ends(Period(_month(span.first), _month(span.last)), text, lead, one)


def _are_ends(text: str, lead: re.Match[str] | None, one: Found, other: Found) -> bool:
    """Whether one period goes from the one to the other: "from 2021 until 2024", "2021–2024"."""
    links = [_TO]
    if lead and lead["first"]:
        links.append(_FROM_TO)
    if lead and lead["between"]:
        links.append(_AND)
    return any(link.fullmatch(text, one.end, other.start) for link in links)


def _from_to(one: Found, other: Found) -> Period | None:
    """None where a year is missing; the first may take that of the last: "from June to August 1990"."""
    year = other.day.year if other.day else None
    begins = one.when.of.in_year(year) if isinstance(one.when, Yearly) and year else one.when
    first, last = begins.span(), other.when.span()
    if not (first and last):
        return None
    return Period(_month(first.first), max(_month(first.first), _month(last.last)))


def _with_ends(period: Period, text: str, lead: re.Match[str] | None, found: Found) -> Period:
    """The period as the words beside it have it: since then, until then, up to a year of the same century."""
    if short := _SHORT.match(text, found.end):
        year = period.first // 1200 * 100 + int(short[1])
        return Period(period.first, max(period.last, year * 12 + 11))
    lead = lead if lead and (found.takes_article or not lead["the"]) else None
    if (lead and lead["first"]) or _ONWARDS.match(text, found.end):
        return Period(period.first, period.first + 3 * _ENDLESS)
    return Period(-_ENDLESS, period.last) if lead and lead["last"] else period


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
