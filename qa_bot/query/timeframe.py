"""The time a question asks about: what was known by a date, or what holds now; and how old an answer is.

A date alone ("How many ships had come by 2023?") limits no evidence: later articles tell of earlier events.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from qa_bot.query.news_requests import update
from qa_bot.text import any_of, years
from qa_bot.types import Question

_FRESH_DAYS = 30  # a younger article needs no note

# The month that a part of a year ends with.
_LAST_MONTHS = {
    **dict.fromkeys(("early", "beginning", "start"), "April"),
    **dict.fromkeys(("mid", "middle", "summer"), "August"),
    **dict.fromkeys(("late", "end"), "December"),
    **dict.fromkeys(("autumn", "fall"), "November"),
    "spring": "May",
    "first quarter": "March",
    "second quarter": "June",
    "third quarter": "September",
    "fourth quarter": "December",
    "last quarter": "December",
}
_PART = rf"(?:(?P<part>{'|'.join(_LAST_MONTHS)})(?:\s+of\s+|[\s-]+))"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?P<date>\d{{4}}-\d\d-\d\d|{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"
    rf"|{_MONTH}\s+{_DAY}\b(?:,?\s+{_YEAR})?|{_MONTH}(?:,?\s+{_YEAR})?|{_YEAR}"
    r"|yesterday|last\s+(?:week|month|year)|\w+\s+(?:day|week|month|year)s?\s+ago)"
)
_WHEN = rf"\s+(?:the\s+)?{_PART}?(?:the\s+)?{_DATE}"
_BY = r"(?P<limit>before|by|until|till|up to)"
_AS_OF = tuple(
    re.compile(rf"{said_before}(?P<phrase>\b{preposition}{_WHEN},?)", re.IGNORECASE)
    for said_before, preposition in (
        ("", r"as\s+(?:of|at)"),
        # "was known as" and "was known for" ask of something else.
        (
            rf"\b(?:(?:{any_of('auxiliaries.asking.be.then')}|been|did\b[^.?!]*?)\s+(?:\w+ly\s+|already\s+)?known?|knew)\b"
            r"(?!\s+(?:as|for)\b)[^.?!]*?",
            rf"(?:in|on|at|during|{_BY})",
        ),
        (r"\b(?:reported|believed|understood|thought)\b[^.?!]*?", _BY),
    )
)

# In lower case only, for in a name ("Varn Today") they say nothing of time.
_NEWEST_FIRST = re.compile(rf"\b(?:{any_of('adverbs.now')}|current (?=[a-z])|what(?:’|')?s new)\b")

_OF_THE_START = ("the", "beginning", "start", "of")
_SOME = {"few": "3", "couple": "2", "several": "5"}


@dataclass(frozen=True, slots=True)
class Timeframe:
    as_of: date | None  # nothing published later is evidence
    newest_first: bool  # the question asks for how things stand, not for how they once were
    since: date | None  # of a question for what is new: nothing published earlier
    asked: str  # its words without those that set the limit: evidence need not share that date


def timeframe(question: Question, today: date) -> Timeframe:
    """Its limit is the earlier of the question's own and the one its words name, if that has passed."""
    phrase = next((found for pattern in _AS_OF if (found := pattern.search(question.text))), None)
    named = _limit(phrase, today) if phrase else None
    as_of = min((limit for limit in (question.as_of, named) if limit), default=None)
    asked = _without(question.text, phrase) if phrase and named else question.text
    if not (news := update(asked)):
        return Timeframe(as_of, _asks_for_now(question.text, as_of or today), None, asked)
    since, until = _window(news.window.casefold(), as_of or today)
    return Timeframe(min((limit for limit in (as_of, until) if limit), default=None), True, since, asked)


def _window(said: str, now: date) -> tuple[date | None, date | None]:
    """The first day of "since May" or "this week", and the last where it has passed, as in "last week"."""
    this_month = now.replace(day=1)
    match said.split():
        case ["today" | "tonight"]:
            return now, None
        case ["yesterday"]:
            return now - timedelta(days=1), None
        case ["this", "week"]:
            return now - timedelta(days=6), None
        case ["this", "month"]:
            return min(this_month, now - timedelta(days=6)), None
        case ["this", "year"]:
            return date(now.year, 1, 1), None
        case ["last", "week"]:
            monday = now - timedelta(days=now.weekday() + 7)
            return monday, monday + timedelta(days=6)
        case ["last", "month"]:
            return (this_month - timedelta(days=1)).replace(day=1), this_month - timedelta(days=1)
        case ["last", "year"]:
            return date(now.year - 1, 1, 1), date(now.year - 1, 12, 31)
        case ["since", *day]:
            return _day(" ".join(word for word in day if word not in _OF_THE_START), now, "first"), None
        case ["past", unit] | [_, "the", "last" | "past", unit]:
            return _day(f"1 {unit} ago", now, "first"), None
        case [_, "the", "last" | "past", count, unit]:
            return _day(f"{_SOME.get(count, count)} {unit} ago", now, "first"), None
        case ["recently" | "lately"]:
            return now - timedelta(days=_FRESH_DAYS), None
        case _:
            return None, None


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


def _limit(phrase: re.Match[str], today: date) -> date | None:
    """The last day the phrase includes; None of a day to come."""
    said = phrase["date"]
    if phrase["part"] and said.isdigit():
        said = f"{_LAST_MONTHS[phrase['part'].casefold()]} {said}"
    if (phrase.groupdict().get("limit") or "").casefold() == "before":
        start = _day(said, today, "first")
        return start - timedelta(days=1) if start else None
    end = _day(said, today, "last")
    return end if end and end < today else None


def _without(text: str, phrase: re.Match[str]) -> str:
    rest = f"{text[: phrase.start('phrase')]} {text[phrase.end('phrase') :]}"
    tidy = re.sub(r"[\s,]+(?=[?.!]|$)", "", " ".join(rest.split()))
    return f"{tidy[:1].upper()}{tidy[1:]}" if any(map(str.isalnum, tidy)) else text


def _day(said: str, today: date, which: Literal["first", "last"]) -> date | None:
    """The first or last day of what is said: "March 2025" -> 2025-03-31; None of what is no date."""
    from dateparser.date import DateDataParser  # slow to import, and few questions name a limit

    settings = {
        "RELATIVE_BASE": datetime.combine(today, time()),
        "PREFER_DATES_FROM": "past",
        "PREFER_MONTH_OF_YEAR": which,
        "PREFER_DAY_OF_MONTH": which,
    }
    parsed = DateDataParser(languages=["en"], settings=settings).get_date_data(said).date_obj
    return parsed.date() if parsed else None


def _asks_for_now(text: str, now: date) -> bool:
    """Whether it wants the newest; a question about a year gone by ("still … in 1945") does not."""
    begins_small = text[:1].lower() + text[1:]
    return bool(_NEWEST_FIRST.search(begins_small)) and all(year >= now.year for year in years(text))
