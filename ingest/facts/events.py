"""The sentences of an article that tell what happened, or will happen, on certain days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.facts.sentences import Sentence
from qa_bot.text import HIDDEN, Day, Found, any_of, without_quotations, word_count
from qa_bot.types import Article, Event

_YEAR_LEAD = re.compile(rf"\b{any_of('dates.year_leads')}\s+$", re.IGNORECASE)
_FEWEST = 3  # words besides the date: a byline tells nothing
_LONGEST = 366  # days: a decade is no time of an event


def events(article: Article, sentences: Sequence[Sentence]) -> tuple[Event, ...]:
    """In the order of the text, one for each time that a sentence names outside its quotations."""
    return tuple(event for each in sentences for event in _events(each, article.published))


def _events(sentence: Sentence, published: date | None) -> Iterator[Event]:
    dates = sentence.dates
    if not dates.found or word_count(dates.without(sentence.text)) < _FEWEST:
        return
    outside = without_quotations(sentence.text)
    told = set[tuple[date, date]]()
    for one in dates.found:
        span = dates.span(one, published) if _tells_when(one, outside) else None
        if span and (span.last - span.first).days < _LONGEST and (span.first, span.last) not in told:
            told.add((span.first, span.last))
            yield Event(sentence.start, sentence.end, span.first, span.last)


def _tells_when(one: Found, text: str) -> bool:
    """Not what stands in a quotation, nor the year of "the 2024 vote", which only names it."""
    if text[one.start] == HIDDEN:
        return False
    is_year = isinstance(one.when, Day) and not one.when.month
    return not is_year or bool(_YEAR_LEAD.search(text[: one.start]))
