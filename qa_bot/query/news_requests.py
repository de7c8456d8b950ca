"""Questions for what is new: about which subject, and since when, in their own words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_bot.text import MONTH, any_of

_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{MONTH}"
    r"(?:\s+\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{4})?|(?:19|20)\d\d"
    r"|yesterday|(?:last|the past)\s+(?:week|month|year)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_WINDOW = re.compile(
    rf"\b(?:{any_of('news.days')}|(?:this|last|past)\s+(?:week|month|year)"
    r"|(?:in|over|during|within|for)\s+the\s+(?:last|past)\s+(?:\w+\s+)?(?:day|week|month|year)s?"
    rf"|since\s+(?:the\s+)?(?:(?:beginning|start|end)\s+of\s+)?{_DATE})\b,?",
    re.IGNORECASE,
)
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
    window = _WINDOW.search(text)
    rest = f"{text[: window.start()]} {text[window.end() :]}" if window else text
    plain = " ".join(rest.split()).strip(" ?.!…,")
    context = _BRACKETS.search(plain)
    asked = plain[: context.start()] if context else plain
    for form in (*_FORMS, *(_EVENTS if window else ())):
        if found := form.fullmatch(asked.strip(" ?.!…,")):
            subject = " ".join(filter(None, [found["subject"], context.group().strip() if context else ""]))
            return Update(subject, window.group().strip(" ,") if window else "")
    return None
