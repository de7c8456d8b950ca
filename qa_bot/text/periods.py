"""The stretch of time a question asks about, those a sentence tells of, and how well they fit.

Years and months alone; what was known by a date is for timeframe.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
_YEAR = r"(?:1[0-9]|20)\d\d"
_NO_YEAR = r"(?![\d%]|[.,]\d)"  # of "1990" in "1990.5" or "19905"


def _moment(name: str, year: str = _YEAR) -> str:
    """A year; before it perhaps a month, with a day on one of its sides."""
    month = rf"(?:{_DAY}\s+)?(?P<{name}_month>{MONTH})\s+(?:{_DAY}\s*)?,?\s*(?:of\s+)?"
    return rf"(?<![\d.,$€£])(?:\b{month})?(?P<{name}>{year}){_NO_YEAR}"


_FIRST, _LAST = _moment("first"), _moment("last")
_DASH = r"\s?(?:[-–—]|\bto\b)\s?"
# Tried in this order, each on what the ones before it left.
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bfrom\s+{_FIRST}\s+(?:to|until|till|through)\s+{_LAST}",
        rf"\bbetween\s+{_FIRST}\s+and\s+{_LAST}",
        rf"{_FIRST}{_DASH}(?:{_LAST}|(?P<short>\d\d)(?!-){_NO_YEAR})",
        rf"\b(?:since|from|after)\s+{_FIRST}|{_moment('onwards')}\s?(?:[-–—]\s?present\b|onwards?\b)",
        rf"\b(?:until|till|up to|before|by)\s+{_LAST}",
        r"\b(?P<decade>(?:1[0-9]|20)\d0)s\b",
        _moment("within"),
    )
)
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
    """All that the text names, spans before single years."""
    return tuple(_found(text))


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


def _found(text: str) -> Iterator[Period]:
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            yield _period(match)
        text = pattern.sub(lambda match: " " * len(match.group()), text)


def _period(match: re.Match[str]) -> Period:
    named = match.groupdict()
    if decade := named.get("decade"):
        return Period(int(decade) * 12, int(decade) * 12 + 119)
    if named.get("within"):
        return Period(_month(named, "within", 0), _month(named, "within", 11))
    start = "onwards" if named.get("onwards") else "first"
    first = _month(named, start, 0) if named.get(start) else -_ENDLESS
    if short := named.get("short"):  # "1990–97"
        return Period(first, max(first, first // 1200 * 1200 + int(short) * 12 + 11))
    last = _month(named, "last", 11) if named.get("last") else first + 3 * _ENDLESS
    return Period(first, max(first, last))


def _month(named: dict[str, str | None], name: str, unnamed: int) -> int:
    """Months up to a moment; `unnamed` is the month of a year alone."""
    month = named.get(f"{name}_month")
    return int(named[name] or 0) * 12 + (_MONTHS.index(month[:3].lower()) if month else unnamed)
