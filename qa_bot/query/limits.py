"""The day up to which a question wants to know: "as of Q3 2025", "was known by May"; or why it sets none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from math import inf

from qa_bot.query.clauses import AUXILIARY, QUESTION_WORD
from qa_bot.text import (
    FUNCTION_WORDS,
    Day,
    Found,
    InYear,
    Part,
    Unsure,
    Weekday,
    When,
    Yearly,
    any_of,
    dates_in,
    sentence_spans,
    time_words,
    words,
)

_AS_OF = re.compile(r"\b(?:as\s+(?:(?P<of>of)|at)|up\s+to\s+and\s+including)\s+(?=\S)", re.IGNORECASE)
_HEDGES = re.compile(rf"(?:{time_words('hedges')}\s+)*", re.IGNORECASE)
_NOW = re.compile(rf"{time_words('now')}\b", re.IGNORECASE)
_OTHER_YEAR = re.compile(rf"\s+{time_words('other_years')}\b", re.IGNORECASE)  # "2024 fiscal year"
_GOES_ON = re.compile(r"[\w/–—-]")  # "2024/25"
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_NOUN = re.compile(r"\s+(?P<word>[a-z][a-z'’-]*\b)(?<!ly)(?<!ing)(?<!ed)")  # of "the 2024 election"
_ASKS = re.compile(rf"{QUESTION_WORD}\b", re.IGNORECASE)  # "as of which year"
_PHRASE_ENDS = re.compile(
    rf"[,;:?!()]|\.(?=\s|$)|\s(?:{QUESTION_WORD}\b|{AUXILIARY.pattern})"
    rf"|\s(?!of\b){any_of('prepositions.subject')}\b|$",
    re.IGNORECASE,
)
_LONGEST_PHRASE = 6  # words

_LEAD = re.compile(
    r"\b(?:(?P<by>before|by|until|till|up\s+to)|in|on|at|during)\s+(?:the\s+)?$", re.IGNORECASE
)
_BEFORE = re.compile(r"before\b", re.IGNORECASE)
_LONGEST_LEAD = 16  # characters
# "was known as" and "was known for" ask of something else.
_KNOWN = re.compile(
    rf"\b(?:(?:{any_of('auxiliaries.asking.be.then')}|been)\s+(?:\w+ly\s+|already\s+)?known|knew)\b"
    r"(?!\s+(?:as|for)\b)",
    re.IGNORECASE,
)
_DID = re.compile(r"\bdid\b", re.IGNORECASE)
_KNOW = re.compile(r"\bknow\b(?!\s+(?:as|for)\b)", re.IGNORECASE)
_KNOWLEDGE = re.compile(r"\b(?:kn[eo]wn?|reported|believed|understood|thought)\b", re.IGNORECASE)
_REPORTED = re.compile(r"\b(?:reported|believed|understood|thought)\b", re.IGNORECASE)

_NOT_UNDERSTOOD = (
    "The date in {words} was not understood; the answer uses {used}. Write it like “as of 31 December 2024”."
)
_TO_COME = "The date in {words} lies in the future and limits nothing; the answer uses {used}."
_UNSURE = (
    "The date in {words} may have its day or its month first; the later of the two days is taken, and the"
    " answer uses {used}. Write the month as a word."
)


@dataclass(frozen=True, slots=True)
class Limit:
    """Words of a question that set a limit, or seem to: `text[start:end]`."""

    start: int
    end: int
    words: str
    as_of: date | None = None  # nothing published later is evidence
    trouble: str = ""  # what is wrong with it

    def notice(self, as_of: date | None) -> str:
        """What the asker must know of it, if anything; `as_of` is the limit that holds in the end."""
        used = f"articles up to {as_of}" if as_of else "articles of every date"
        return self.trouble.format(words=f"“{self.words}”", used=used)

    def asked(self, text: str) -> str:
        """The question without these words: they are about the articles, but for a date to come.

        As it is where nothing would be left.
        """
        if self.trouble == _TO_COME:  # "What is planned as of 2030?"
            return text
        rest = f"{text[: self.start]} {text[self.end :].removeprefix(',')}"
        tidy = re.sub(r"[\s,]+(?=[?.!]|$)", "", " ".join(rest.split()))
        return f"{tidy[:1].upper()}{tidy[1:]}" if any(map(str.isalnum, tidy)) else text


def limit_in(text: str, today: date) -> Limit | None:
    """The first; None also where a phrase asks for what is known today, as "as of now" does."""
    named = [*dates_in(text)]
    said = (limit for said in _AS_OF.finditer(text) if (limit := _as_of(text, said, named, today)))
    return next(said, None) or next(_known_by(text, named, today), None)


def _as_of(text: str, said: re.Match[str], named: Sequence[Found], today: date) -> Limit | None:
    hedges = _HEDGES.match(text, said.end())
    at = hedges.end() if hedges else said.end()
    found = _date_at(at, named)
    if found and _is_whole(text, found):
        return _limit(text, said.start(), found, today)
    if _ASKS.match(text, said.end()) or _NOW.match(text, said.end()):
        return None
    end = _end_of_phrase(text, said.end())
    # "as at" may compare: "Is the water as cold as at Varn?"
    if said["of"] or any(said.end() <= found.start < end for found in named):
        return Limit(said.start(), end, text[said.start() : end], trouble=_NOT_UNDERSTOOD)
    return None


def _date_at(at: int, named: Sequence[Found]) -> Found | None:
    """The date that begins there; of "Monday, 3 March" the one that says more."""
    for found, following in zip_longest(named, named[1:]):
        if found.start == at:
            is_weekday = isinstance(found.when, Weekday) and following and following.start - found.end <= 2
            return following if is_weekday else found
    return None


def _is_whole(text: str, found: Found) -> bool:
    """Whether the phrase ends with the date: not in "2024/25", "2024 fiscal year", "the 2024 election"."""
    if _GOES_ON.match(text, found.end) or _OTHER_YEAR.match(text, found.end):
        return False
    if not _THE.search(text[max(0, found.start - _LONGEST_LEAD) : found.start]) or found.takes_article:
        return True
    noun = _NOUN.match(text, found.end)
    return not noun or noun["word"] in FUNCTION_WORDS


def _end_of_phrase(text: str, start: int) -> int:
    """Where a phrase ends that is not understood: at a comma, a verb, a preposition or after some words."""
    stop = _PHRASE_ENDS.search(text, start)
    end = stop.start() if stop else len(text)
    most = words(text[start:end])[:_LONGEST_PHRASE]
    return start + most[-1].end if most else end


def _known_by(text: str, named: Sequence[Found], today: date) -> Iterator[Limit]:
    """The limits of what was known or reported, before or behind the words that ask for it."""
    if not (named and _KNOWLEDGE.search(text)):
        return
    for start, end in sentence_spans(text):
        known, reported = _asked_at(text[start:end])
        for found in (found for found in named if start < found.start < end):
            lead = _LEAD.search(text[max(start, found.start - _LONGEST_LEAD) : found.start])
            at = found.start - len(lead.group()) if lead else start
            asked_at = start + (reported if lead and lead["by"] else known)
            is_asked = asked_at < at or (at == start and asked_at < end)
            if lead and is_asked and (limit := _limit(text, at, found, today)):
                yield limit


def _asked_at(sentence: str) -> tuple[float, float]:
    """Where words end that ask what was known, and those that ask what was known or reported."""
    did = _DID.search(sentence)
    know = _KNOW.search(sentence, did.end()) if did else None
    known = min((match.end() for match in (_KNOWN.search(sentence), know) if match), default=inf)
    reported = _REPORTED.search(sentence)
    return known, min(known, reported.end() if reported else inf)


def _limit(text: str, start: int, found: Found, today: date) -> Limit | None:
    """What the date behind a preposition limits; None of a time that is not over."""
    said = text[start : found.end]
    limit = Limit(start, found.end, said)
    span = _rounded(found.when).span(today)
    if not span:
        return replace(limit, trouble=_NOT_UNDERSTOOD)
    if span.first > today:
        return replace(limit, trouble=_TO_COME)
    begins = found.when.span(today)
    last = begins.first - timedelta(1) if begins and _BEFORE.match(said) else span.last
    if last >= today:
        return None
    return replace(limit, as_of=last, trouble=_UNSURE if isinstance(found.when, Unsure) else "")


def _rounded(when: When) -> When:
    """No article tells how early "early May" is: its whole month is meant."""
    match when:
        case Part(of=Day(month=int()) as month, parts=3):
            return month
        case Yearly(of=Part() as part) | InYear(of=Part() as part):
            whole = _rounded(part)
            return replace(when, of=whole) if isinstance(whole, Day | Part) else when
    return when
