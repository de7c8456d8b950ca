"""Articles -> dated rows, oldest first: each a sentence of theirs that tells what a day saw.

Knows nothing of the index; which articles tell the story is for stories.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import nlargest
from itertools import zip_longest

from qa_bot.retrieval.statements import lead, statements
from qa_bot.retrieval.stories import oldest_first
from qa_bot.text import (
    Found,
    Span,
    UpToNow,
    Weekday,
    Yearly,
    any_of,
    content_stems,
    dates_in,
    figures,
    groups,
    is_negative,
    plain,
    vocabulary,
)
from qa_bot.types import Article, Event

_AHEAD = re.compile(rf"\b{any_of('dates.ahead')}\b", re.IGNORECASE)
_OF_A_THING = re.compile(  # "the planned dam", which tells of no day to come
    rf"\b{any_of('articles', 'pronouns.third.possessive')}\s+{any_of('dates.ahead')}\b", re.IGNORECASE
)
_COMPARED = re.compile(r"\bthan\b[^,;:—–]*$")  # "13 million more than the council approved in March"
_CLAUSE = re.compile(r"[,;:—–]")
_POSSESSIVE = re.compile(r"['’]s\b")
_BESIDE = 2  # characters between a weekday and its date
_LONG_AGO = 300  # days; "on 3 May" is rarely said of a day that long ago, but of the one to come
_A_MONTH = 31  # days; what took longer is no day of the article's news
_A_YEAR = 366
_REPRINTED = timedelta(days=7)  # in which a sentence that stands in two articles is the same news
_SAME = 0.7  # of the shorter sentence's words that another tells too
_LEAD = 1.0  # what being its article's lead adds to a row's weight


@dataclass(frozen=True, slots=True)
class Row:
    """What a day or stretch of days saw: `article.text[start:end]`."""

    first: date
    last: date  # the same for a single day
    article: Article
    start: int
    end: int
    weight: float = 0.0  # how much it is about the subject
    voices: int = 1  # articles that tell it, copies of one counted once

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


def timeline(
    articles: Iterable[Article],
    stems: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
) -> tuple[Row, ...]:
    """Each article's lead and its dated sentences about the subject, oldest first and each once.

    `stems` are the subject's words as `content_stems` has them; with none every dated sentence counts. Rows
    that end before `first` or begin after `last` are left out. A lead without a date is of its publication.
    """
    ordered = oldest_first(articles)
    voice_of = groups(ordered)
    rows = [
        row
        for article in ordered
        for row in _rows(article, stems)
        if (first or date.min) <= row.last and row.first <= (last or date.max)
    ]
    return tuple(sorted(_once(rows, voice_of), key=lambda row: (row.first, row.last)))


def foremost(rows: Sequence[Row], most: int) -> tuple[Row, ...]:
    """Those of the rows that tell most of the subject, in their order."""
    best = nlargest(most, range(len(rows)), key=lambda n: (rows[n].weight, -n))
    return tuple(rows[n] for n in sorted(best))


def events(article: Article) -> Iterator[Event]:
    """The sentences that name the time they tell of; "on Monday" counts from the publication."""
    for start, end in statements(article):
        if span := _span(article.text[start:end], article.published):
            yield Event(start, end, span.first, span.last)


def _rows(article: Article, stems: Sequence[str]) -> Iterator[Row]:
    dated = {event.start: event for event in events(article)}
    first_told = lead(article)
    before, ended = 0.0, 0  # how much the sentence before is about the subject, which "she" may stand for
    for start, end in statements(article):
        is_lead = (start, end) == first_told
        event = dated.get(start)
        if is_lead and (new := _of_lead(article, start, end, event)):
            event = new
        text = plain(article.text[start:end])
        told = vocabulary(text, article.kept).share(stems)
        titled = vocabulary(f"{article.full_title}. {text}", article.kept).share(stems) if is_lead else 0.0
        leaning = 0.0 if article.text[ended:start].strip() else before / 2
        weight = max(told, titled, leaning)
        before, ended = told, end
        if event and weight:
            weight += _LEAD if is_lead else -(event.last - event.first).days / _A_YEAR
        if event and weight > 0:
            yield Row(event.first, event.last, article, start, end, weight)


def _of_lead(article: Article, start: int, end: int, dated: Event | None) -> Event | None:
    """What the lead tells is new: a whole year that it names is not when it happened."""
    if dated and ((dated.last - dated.first).days <= _A_MONTH or not article.published):
        return dated
    return Event(start, end, article.published, article.published) if article.published else None


def _span(text: str, published: date | None) -> Span | None:
    """The shortest stretch of days that a sentence names, the first of several."""
    spans = [span for found in _own_dates(text) if (span := _days(found, text, published))]
    return min(spans, key=lambda span: span.last - span.first, default=None)


def _own_dates(text: str) -> Iterator[Found]:
    """Without those of something else ("Tuesday's fire", "than in May"); of "Monday, 3 March" the latter."""
    named = [*dates_in(text)]
    for found, following in zip_longest(named, named[1:]):
        is_weekday = isinstance(found.when, Weekday) and following and following.start - found.end <= _BESIDE
        is_of_another = _POSSESSIVE.match(text, found.end) or _COMPARED.search(text[: found.start])
        if not is_weekday and not is_of_another:
            yield found


def _days(found: Found, text: str, published: date | None) -> Span | None:
    """Of "on Monday" and "on 3 May" the last such day, or the next where that is to come."""
    when = found.when
    span = None if isinstance(when, UpToNow) else when.span(published)
    if isinstance(when, Weekday | Yearly) and when.shift is None and span and published:
        clause = _OF_A_THING.sub("", _CLAUSE.split(text[: found.start])[-1])
        if _AHEAD.search(clause) or (published - span.last).days > _LONG_AGO:
            span = replace(when, shift=1).span(published)
    return span if span and (span.last - span.first).days < _A_YEAR else None


def _once(rows: Sequence[Row], voice_of: Mapping[str, str]) -> Iterator[Row]:
    """Of the rows that tell the same the first that is a lead, or the first, with how many tell it."""
    told: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: row.weight < _LEAD):
        same = next((known for known in told if _tell_the_same(known[0], row)), None)
        if same:
            same.append(row)
        else:
            told.append([row])
    for known in told:
        yield replace(known[0], voices=len({voice_of[row.article.id] for row in known}))


def _tell_the_same(one: Row, other: Row) -> bool:
    """Whether days, figures, a denial and most of the words are the same; or, within a week, all words."""
    if one.text == other.text:
        return abs(one.first - other.first) <= _REPRINTED
    if one.first > other.last or other.first > one.last or is_negative(one.text) != is_negative(other.text):
        return False
    few, many = sorted((set(content_stems(one.text)), set(content_stems(other.text))), key=len)
    figured = figures(one.text), figures(other.text)
    agree = figured[0] <= figured[1] or figured[1] <= figured[0]
    return agree and len(few & many) >= _SAME * len(few)
