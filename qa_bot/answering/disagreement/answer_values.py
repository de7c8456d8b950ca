"""The dates, figures or names with which a sentence answers a question, and whether those of two exclude
each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from qa_bot.query import AnswerType, Part
from qa_bot.retrieval import Sentence
from qa_bot.text import (
    LENGTHS,
    Day,
    Quantity,
    any_of,
    content_stems,
    dated,
    joined,
    names,
    quantities,
    same,
    same_spelling,
    words,
)

MEASURED = frozenset({AnswerType.COUNT, AnswerType.AMOUNT, AnswerType.SHARE, AnswerType.DURATION})
NAMED = frozenset({AnswerType.PERSON, AnswerType.GROUP, AnswerType.PLACE})
_RULED_OUT = re.compile(  # "46 million, not 40 million", "21, up from 14", "in 1909, not in 1890"
    rf"\b(?:{any_of('numbers.ruled_out')}|{any_of('numbers.changed')} from)"
    rf"\s+(?:(?:in|on)\s+|(?:{any_of('hedges')}\s+)?)$",
    re.IGNORECASE,
)
_LONGEST = 4  # words that stand in the one place in which two sentences differ
_COMMON = 6  # words at least of the rest
_MONTH = 730.0  # hours
_ONE_WEEK = 7  # days: within it two articles mean the same by "Monday"


@dataclass(frozen=True, slots=True)
class Values:
    """What of a sentence may be the answer; of one kind, the others are empty."""

    dates: tuple[Day, ...] = ()
    figures: tuple[Quantity, ...] = ()
    names: tuple[str, ...] = ()
    weekdays: frozenset[str] = frozenset()  # where there are no dates
    published: date | None = None
    text: str = ""  # of the sentence they are taken from

    def __bool__(self) -> bool:
        return bool(self.dates or self.figures or self.names or self.weekdays)

    def excludes(self, other: Values) -> bool:
        """Whether both cannot be right: no value is given by both, and they can be compared.

        Of sentences that are the same but for one place, the values in that place are compared.
        """
        own, others = self._without(other), other._without(self)
        if self.text and differ_in_one_place(self.text, other.text):
            return bool(own and others) and self._compares(other)
        return self._compares(other) and own == self

    def _without(self, other: Values) -> Values:
        """What the other does not give: rounded, converted, less exact or spelled otherwise is the same."""
        return replace(
            self,
            dates=tuple(a for a in self.dates if not any(_same_date(a, self, b, other) for b in other.dates)),
            figures=tuple(
                a for a in self.figures if not any(same(a, [b]) or same(b, [a]) for b in other.figures)
            ),
            names=tuple(a for a in self.names if not any(_same_name(a, b) for b in other.names)),
            weekdays=self.weekdays - other.weekdays,
        )

    def _compares(self, other: Values) -> bool:
        if self.weekdays or other.weekdays:
            return bool(self.weekdays and other.weekdays) and _of_one_week(self.published, other.published)
        dimensions = {figure.dimension for figure in self.figures}
        return not self.figures or any(figure.dimension in dimensions for figure in other.figures)


def values_of(part: Part, sentence: Sentence) -> Values:
    """Those of the kind that is asked for, without what the question says itself."""
    text = sentence.reading
    if part.kind is AnswerType.DATE:
        return _dates(part, sentence)
    if part.kind in MEASURED:
        return Values(figures=_figures(part, text), text=text)
    if part.kind in NAMED:
        return Values(names=tuple(filter(part.lacks, _names(text))), text=text)
    return Values()


def _dates(part: Part, sentence: Sentence) -> Values:
    text, published = sentence.reading, sentence.passage.article.published
    asked, found = dated(part.text), dated(text)
    days = tuple(
        day
        for day, at in zip(found.days, found.places, strict=True)
        if not (_RULED_OUT.search(text[:at]) or any(day.within(one, None) for one in asked.days))
    )
    weekdays = frozenset() if found.days else found.weekdays - asked.weekdays
    return Values(dates=days, weekdays=weekdays, published=published, text=text)


def _figures(part: Part, text: str) -> tuple[Quantity, ...]:
    asked = quantities(part.text)
    rest = dated(text).rest
    found = (
        one
        for one in quantities(rest)
        if not (same(one, asked) or one.dimension == "ordinal" or _RULED_OUT.search(rest[: one.start]))
    )
    if part.kind is AnswerType.SHARE:
        return tuple(one for one in found if one.dimension == "%")
    if part.kind is AnswerType.DURATION:
        return tuple(_in_hours(one) for one in found if one.dimension in LENGTHS)
    return tuple(found)


def _names(text: str) -> list[str]:
    """Its names, and its first word where that may name."""
    return [*names(text), *(word.text for word in words(text)[:1] if word.may_name)]


def _in_hours(one: Quantity) -> Quantity:
    """A length of time whose unit is no reason not to compare it."""
    return replace(one, value=one.value * _MONTH, dimension="hours") if one.dimension == "months" else one


def _of_one_week(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and abs((one - other).days) < _ONE_WEEK


def _same_date(a: Day, of_a: Values, b: Day, of_b: Values) -> bool:
    """Whether nothing that both say differs; a year left out beside a month is that of the publication."""
    said = ((a.day, b.day), (a.month, b.month), (_year(a, of_a), _year(b, of_b)))
    return all(one == other for one, other in said if one is not None and other is not None)


def _year(day: Day, of: Values) -> int | None:
    return day.year or (of.published.year if of.published and day.month else None)


def _same_name(a: str, b: str) -> bool:
    """In any spelling, or by a part of it."""
    return bool(set(content_stems(a)) & set(content_stems(b))) or same_spelling(joined(a), joined(b))


def differ_in_one_place(one: str, other: str, common: int = _COMMON) -> bool:
    """Whether one sentence is the other with some words in place of others, and `common` ones or more."""
    here, there = ([word.lower for word in words(text)] for text in (one, other))
    before = _alike(here, there)
    after = _alike(here[before:][::-1], there[before:][::-1])
    differing = (len(here) - before - after, len(there) - before - after)
    return before + after >= common and 0 < max(differing) <= _LONGEST


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
