"""The time a question asks about: what was known by a date, or what holds now; and how old an answer is.

A date alone ("How many ships had come by 2023?") limits no evidence: later articles tell of earlier events.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from qa_bot.query.limits import limit_in
from qa_bot.query.news_requests import update
from qa_bot.text import Away, any_of, dates_in, years
from qa_bot.types import Question

_FRESH_DAYS = 30  # a younger article needs no note
_A_WEEK = timedelta(days=6)  # besides the day itself

# In lower case only, for in a name ("Varn Today") they say nothing of time.
_NEWEST_FIRST = re.compile(rf"\b(?:{any_of('adverbs.now')}|current (?=[a-z])|what(?:’|')?s new)\b")


@dataclass(frozen=True, slots=True)
class Timeframe:
    as_of: date | None  # nothing published later is evidence
    newest_first: bool  # the question asks for how things stand, not for how they once were
    since: date | None  # of a question for what is new: nothing published earlier
    asked: str  # its words without those that set the limit: evidence need not share that date
    notice: str = ""  # what the asker must know of a limit that the words set, or fail to set


def timeframe(question: Question, today: date) -> Timeframe:
    """Its limit is the earlier of the question's own and the one its words name, if that has passed."""
    limit = limit_in(question.text, today)
    as_of = min((day for day in (question.as_of, limit.as_of if limit else None) if day), default=None)
    asked = limit.asked(question.text) if limit else question.text
    notice = limit.notice(as_of) if limit else ""
    if not (news := update(asked)):
        return Timeframe(as_of, _asks_for_now(question.text, as_of or today), None, asked, notice)
    since, until = _window(news.window, as_of or today)
    as_of = min((day for day in (as_of, until) if day), default=None)
    return Timeframe(as_of, True, since, asked, notice)


def _window(said: str, now: date) -> tuple[date | None, date | None]:
    """The first day of "since May" or "this week", and the last where it has passed, as in "last week"."""
    found = next(dates_in(said), None)
    span = found.when.span(now) if found else None
    if not found or not span:
        return (now - timedelta(_FRESH_DAYS) if said else None), None
    if span.last < now and span.first < span.last and not said.casefold().startswith("since"):
        return span.first, span.last
    is_this = isinstance(found.when, Away) and found.when.count == 0 and found.when.unit != "day"
    return min(span.first, now - _A_WEEK) if is_this else span.first, None


def age_note(published: date | None, today: date) -> str | None:
    """What to say of the article behind an answer about now; None if it is fresh."""
    if published is None:
        return "This comes from an undated article and may no longer hold."
    days = (today - published).days
    if days < _FRESH_DAYS:
        return None
    return f"This was published {_age(days)} ago, on {published}, and may no longer hold."


def _age(days: int) -> str:
    months = round(days / 30.44)
    count, unit = (months, "month") if months < 24 and months != 12 else (round(days / 365.25), "year")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _asks_for_now(text: str, now: date) -> bool:
    """Whether it wants the newest; a question about a year gone by ("still … in 1945") does not."""
    begins_small = text[:1].lower() + text[1:]
    return bool(_NEWEST_FIRST.search(begins_small)) and all(year >= now.year for year in years(text))
