"""What a question asks for: its parts, the kind of answer each wants, what evidence must share with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from qa_bot.query.clauses import (
    AUXILIARY,
    PREPOSITION,
    QUESTION_WORD,
    any_question_word,
    clauses,
    question_word,
)
from qa_bot.query.forms import form_of
from qa_bot.query.news_requests import update
from qa_bot.text import (
    Period,
    Span,
    alternation,
    any_of,
    content_stems,
    dates_in,
    lexicon,
    names,
    periods,
    without_dates,
    years,
)
from qa_bot.types import Form


class AnswerType(StrEnum):
    """The kind of answer a question wants, as far as its words tell."""

    PERSON = "person"
    GROUP = "organisation"
    PLACE = "place"
    DATE = "date"
    DURATION = "duration"
    COUNT = "count"
    AMOUNT = "amount"
    SHARE = "share"
    REASON = "reason"
    YES_NO = "yes or no"
    UPDATE = "what is new"
    OPEN = "open"


MEASURED = frozenset({AnswerType.COUNT, AnswerType.AMOUNT, AnswerType.SHARE, AnswerType.DURATION})
NAMED = frozenset({AnswerType.PERSON, AnswerType.GROUP, AnswerType.PLACE})


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked."""

    text: str
    whole: str  # with what it may be about, in brackets
    kind: AnswerType
    form: Form
    stems: tuple[str, ...]
    subject: tuple[str, ...]  # those of what it is about: not "summary", not its dates
    names: tuple[str, ...]
    context: tuple[str, ...]  # names in the brackets
    years: frozenset[int]
    period: Period | None  # the time it asks about, if longer than a year
    days: Span | None  # and if not

    @property
    def mentioned(self) -> tuple[str, ...]:
        return (*self.names, *self.context)

    def lacks(self, name: str) -> bool:
        """Whether the name has a word that is not asked."""
        return not set(content_stems(name)) <= set(self.stems)


# "Could you tell me", before what is asked.
_REQUEST = re.compile(
    rf"(?:please\s+)?(?:(?:(?:{any_of('auxiliaries.asking.do', 'auxiliaries.asking.request')}"
    rf"\s+{any_of('requests.polite')}\s+)?(?:please\s+|happen\s+to\s+)?{any_of('requests.know')}"
    r"(?:\s+(?:me|us))?(?:\s+please)?)"
    r"|i(?:[’']d\s+like|\s+would\s+like|\s+want|\s+need)\s+to\s+know|i\s+wonder)"
    rf",?\s+(?=(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b)",
    re.IGNORECASE,
)
# "List", "Can you compare": what follows is asked for.
_ORDER = re.compile(
    rf"(?:please\s+)?(?:{any_of('auxiliaries.asking.request')}\s+you\s+(?:please\s+)?)?"
    rf"(?:{any_of('requests.give')}\s+(?:me|us)|tell\s+(?:me|us)\s+about|{any_of('requests.list')})"
    r"\s+(?:all\s+(?:of\s+)?)?(?!of\b)(?=[\w“\"])",
    re.IGNORECASE,
)
_IS = any_of("auxiliaries.asking.be")
# Up to three adjectives before the noun.
_NOUN = rf"{any_of('question_words.thing')}\s+(?:[\w’'-]+\s+){{0,3}}?"

# What follows the question word decides; the first match wins.
_KINDS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (AnswerType.SHARE, rf"{_NOUN}{any_of('asked.share')}\b"),
        (AnswerType.COUNT, rf"how many\b|what\s+(?:{_IS}\s+)?(?:the\s+)?(?:total\s+)?number of\b"),
        (AnswerType.DATE, rf"when\b|{_NOUN}{any_of('asked.date')}\b"),
        (AnswerType.DURATION, r"how long\b"),
        (AnswerType.AMOUNT, rf"how {any_of('asked.degree')}\b|{_NOUN}{any_of('asked.amount')}\b"),
        (
            AnswerType.PERSON,
            rf"{any_of('question_words.person')}\b|what\s+{_IS}\s+the\s+names?\s+of\b"
            rf"|{_NOUN}{any_of('persons.leading', 'persons.asked')}\b",
        ),
        (AnswerType.PLACE, rf"where\b|{_NOUN}{any_of('places.divisions', 'places.asked')}\b"),
        (AnswerType.GROUP, rf"{_NOUN}{any_of('bodies.kinds', 'bodies.asked')}\b"),
        (AnswerType.REASON, rf"why\b|what\s+(?:\w+\s+){{0,2}}?{any_of('asked.reason')}\b"),
    )
)
_RANK = re.compile(  # before a name: articles have it before another form of the name, or not at all
    rf"(?:(?:{alternation(map(str.title, lexicon('ranks.higher')))} )?"
    rf"{alternation(map(str.title, lexicon('ranks.full')))} )(?=[A-Z])"
)
_YEAR = 12  # months
_SHAPING = frozenset(
    content_stems(" ".join(lexicon("forms.summary", "forms.timeline", "forms.shaping", "numbers.cardinals")))
)
_A_YEAR = timedelta(days=366)
_BRACKETED = re.compile(r"\([^()]*\)$")


def parts_of(question: str) -> tuple[Part, ...]:
    """The question's parts, in order; what stands before or beside the questions is not asked."""
    return tuple(map(_part, clauses(question)))


def _part(asked: str) -> Part:
    news = update(asked)
    request = _ORDER.match(asked) or _REQUEST.match(asked)
    whole = news.subject if news else asked[request.end() :] if request else asked
    alone = _BRACKETED.sub("", whole).rstrip()
    text = alone if content_stems(alone) else whole
    kind = AnswerType.UPDATE if news else _kind(text, indirect=bool(request))
    demanded = [_without_rank(name) for name in names(alone)]
    return Part(
        text=text,
        whole=whole,
        kind=kind,
        form=Form.BRIEFING if news else form_of(asked, text),
        stems=tuple(dict.fromkeys(content_stems(text))),
        subject=_subject(alone),
        names=tuple(demanded),
        context=tuple(name for name in names(whole) if name not in demanded),
        years=frozenset(years(text)),
        # Of a single year news rarely says that it is of that year.
        period=next((period for period in periods(text) if period.months > _YEAR), None),
        days=_days(text),
    )


def _subject(text: str) -> tuple[str, ...]:
    stems = (stem for stem in content_stems(without_dates(text)) if stem not in _SHAPING)
    return tuple(dict.fromkeys(stems))


def _days(text: str) -> Span | None:
    """From the first to the last day that it names; None where they lie far apart or an end is open."""
    spans = [span for found in dates_in(text) if (span := found.when.span())]
    if not spans or any(period.is_open for period in periods(text)):
        return None
    whole = Span(min(span.first for span in spans), max(span.last for span in spans))
    return whole if whole.last - whole.first <= _A_YEAR else None


def _without_rank(name: str) -> str:
    """ "Ida Orrin" of "Judge Ida Orrin"."""
    rank = _RANK.match(name)
    return name[rank.end() :] if rank else name


def _kind(text: str, *, indirect: bool) -> AnswerType:
    """Of an indirect question the first question word asks: "when the port closed"."""
    if AUXILIARY.match(text):
        return AnswerType.YES_NO
    asks = any_question_word(text) if indirect else question_word(text)
    rest = text[asks.start() :] if asks else ""
    return next((kind for kind, pattern in _KINDS if pattern.match(rest)), AnswerType.OPEN)
