"""Questions for what is new: about which subject, and since when, in their own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_bot.text import Away, Found, UpToNow, any_of, dates_in

_SINCE = re.compile(r"\bsince\s+(?:the\s+)?$", re.IGNORECASE)
_WITHIN = re.compile(r"(?:\b(?:in|over|during|within|for)\s+)?(?:\bthe\s+)?$", re.IGNORECASE)
_LONGEST_LEAD = 16  # characters
_LATELY = re.compile(rf"\b{any_of('news.lately')}\b", re.IGNORECASE)
_NEWS = any_of("news.nouns")
_SUBJECT = rf"(?:\s+{any_of('prepositions.subject')}\s+(?P<subject>.+))?"
_REQUEST = (
    rf"(?:(?:and|so|ok(?:ay)?|please|hey)\W+)*(?:{any_of('auxiliaries.asking.request')}\s+you\s+(?:please\s+)?)?"
    r"(?:(?:what(?:[’']|\s+i)?s|what\s+are|what\s+about|(?:is|are)\s+there|do\s+you\s+have|have\s+you(?:\s+(?:got|heard))?"
    rf"|{any_of('requests.send')}\s+(?:me|us)|i(?:[’']d|\s+would)\s+like|i\s+(?:want|need))\s+)?"
)
_HAVE = any_of("auxiliaries.asking.have")
_CHANGES = rf"(?:new\s+)?{any_of('news.changes')}"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_REQUEST}(?:any\s+|some\s+|the\s+)?{any_of('news.newest')}(?:\s+{_NEWS})?{_SUBJECT}",
        rf"{_REQUEST}(?:(?:any|some|an|a|the|what)\s+)?(?:{any_of('news.kinds')}\s+)?{_NEWS}"
        rf"(?:\s+(?:is|are)\s+there)?{_SUBJECT}",
        rf"{_REQUEST}(?:anything\s+|something\s+)?new{_SUBJECT}",
        rf"{_REQUEST}(?:update|catch)\s+(?:me|us)(?:\s+up)?{_SUBJECT}",
        rf"{_REQUEST}bring\s+(?:me|us)\s+up\s+to\s+(?:date|speed){_SUBJECT}",
        rf"what(?:[’']s|\s+is|\s+has\s+been)\s+(?:happening|going\s+on|new)(?:\s+there)?{_SUBJECT}",
    )
)
# News only if a time is named: "What happened in 1945?" asks for something else.
_EVENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:and\s+)?what(?:[’']s|\s+(?:{_HAVE}|is|else\s+has))?(?:\s+been)?\s+{_CHANGES}{_SUBJECT}",
        rf"(?:and\s+)?(?:{_HAVE}|did)\s+(?:anything|something|much)\s+{_CHANGES}{_SUBJECT}",
    )
)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Update:
    """What is asked when someone asks for news."""

    subject: str  # in the words of the question; "" is everything
    window: str  # "this week", "since May"; "" where no time is named


def update(text: str) -> Update | None:
    """None for a question that does not ask for what is new."""
    start, end = _window(text)
    window = text[start:end]
    rest = f"{text[:start]} {text[end:].removeprefix(',')}" if window else text
    plain = " ".join(rest.split()).strip(" ?.!…,")
    context = _BRACKETS.search(plain)
    asked = plain[: context.start()] if context else plain
    for form in (*_FORMS, *(_EVENTS if window else ())):
        if found := form.fullmatch(asked.strip(" ?.!…,")):
            subject = " ".join(filter(None, [found["subject"], context.group().strip() if context else ""]))
            return Update(subject, window)
    return None


def _window(text: str) -> tuple[int, int]:
    """Where the first time stands that news can be asked of; it is empty where there is none."""
    for found in dates_in(text):
        before = text[max(0, found.start - _LONGEST_LEAD) : found.start]
        lead = _SINCE.search(before) or (_WITHIN.search(before) if _is_recent(found) else None)
        if lead:
            return found.start - len(lead.group()), found.end
    lately = _LATELY.search(text)
    return lately.span() if lately else (0, 0)


def _is_recent(found: Found) -> bool:
    """Whether it is near today whenever that is: "yesterday", "this month", "the past two weeks"."""
    return isinstance(found.when, UpToNow) or (isinstance(found.when, Away) and found.when.count <= 0)
