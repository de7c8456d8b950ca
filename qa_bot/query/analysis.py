"""What a question asks for: its parts, the kind of answer each wants, what evidence must share with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile, takewhile

from qa_bot.query.clauses import (
    AUXILIARY,
    PREPOSITION,
    QUESTION_WORD,
    any_question_word,
    clauses,
    question_word,
)
from qa_bot.query.news_requests import update
from qa_bot.text import Period, content_stems, figures, names, periods, stem, words, years


class Kind(StrEnum):
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
    MEANING = "meaning of an abbreviation"
    YES_NO = "yes or no"
    UPDATE = "what is new"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked."""

    text: str
    whole: str  # with what it may be about, in brackets
    kind: Kind
    counted: str  # stem of the noun that "how many" counts, else empty
    stems: tuple[str, ...]
    about: tuple[str, ...]  # further stems in brackets after it: of what it may be about, no demand
    names: tuple[str, ...]
    context: tuple[str, ...]  # names in the brackets
    years: frozenset[int]
    figures: frozenset[str]  # other than years
    period: Period | None  # the time it asks about, if longer than a year

    @property
    def mentioned(self) -> tuple[str, ...]:
        return (*self.names, *self.context)

    def lacks(self, name: str) -> bool:
        """Whether the name has a word that is not asked."""
        return not set(content_stems(name)) <= set(self.stems)


# "Could you tell me", before what is asked.
_REQUEST = re.compile(
    r"(?:please\s+)?(?:(?:(?:(?:do|does|can|could|would|will)\s+(?:you|anyone|anybody|someone)\s+)?"
    r"(?:please\s+|happen\s+to\s+)?(?:know|tell|explain|remind)(?:\s+(?:me|us))?(?:\s+please)?)"
    r"|i(?:[’']d\s+like|\s+would\s+like|\s+want|\s+need)\s+to\s+know|i\s+wonder)"
    rf",?\s+(?=(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b)",
    re.IGNORECASE,
)
# "List", "Can you compare": what follows is asked for.
_ORDER = re.compile(
    r"(?:please\s+)?(?:(?:can|could|would|will)\s+you\s+(?:please\s+)?)?"
    r"(?:(?:give|show)\s+(?:me|us)|tell\s+(?:me|us)\s+about|list|name|describe|explain|outline|summari[sz]e|compare)"
    r"\s+(?:all\s+(?:of\s+)?)?(?!of\b)(?=[\w“\"])",
    re.IGNORECASE,
)
_NOUN = r"(?:what|which)\s+(?:[\w’'-]+\s+){0,3}?"  # up to three adjectives before the noun

# What follows the question word decides; the first match wins.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.SHARE, rf"{_NOUN}(?:percentage|percent|share|proportion|fraction)\b"),
        (Kind.COUNT, r"how many\b|what\s+(?:is\s+|was\s+)?(?:the\s+)?(?:total\s+)?number of\b"),
        (Kind.DATE, rf"when\b|{_NOUN}(?:dates?|years?|days?|months?|decades?|century)\b"),
        (Kind.DURATION, r"how long\b"),
        (Kind.AMOUNT, r"how (?:much|large|big|tall|high|far|heavy|old|fast|deep|wide|strong)\b"),
        (
            Kind.AMOUNT,
            rf"{_NOUN}(?:amount|price|cost|sum|population|size|length|height|speed|rate|age|budget|turnout)\b",
        ),
        (
            Kind.PERSON,
            r"who(?:m|se)?\b|what\s+(?:is|was|are|were)\s+the\s+names?\s+of\b"
            rf"|{_NOUN}(?:person|man|woman|leader|minister|president|general|colonel|ambassador|author|king|queen)\b",
        ),
        (
            Kind.PLACE,
            rf"where\b|{_NOUN}(?:cit(?:y|ies)|towns?|townships?|countr(?:y|ies)|states?|regions?|places?|villages?"
            r"|provinces?|districts?|continents?|count(?:y|ies)|capitals?|locations?)\b",
        ),
        (
            Kind.GROUP,
            rf"{_NOUN}(?:groups?|arm(?:y|ies)|compan(?:y|ies)|firms?|organi[sz]ations?|part(?:y|ies)|agenc(?:y|ies)"
            r"|ministr(?:y|ies)|militias?|teams?|banks?|newspapers?|websites?|outlets?|universit(?:y|ies))\b",
        ),
        (
            Kind.REASON,
            r"why\b|what\s+(?:\w+\s+){0,2}?(?:reasons?|makes?|made|causes?|caused|motivates?|drives?)\b",
        ),
    )
)
_RANK = re.compile(  # before a name: articles have it before another form of the name, or not at all
    r"(?:(?:Prime |Chief |Attorney )?(?:President|Minister|Chancellor|General|Colonel|Captain|Major|Admiral"
    r"|Justice|Judge|Senator|Governor|Mayor|Secretary|Professor|Bishop|Inspector) )(?=[A-Z])"
)
_YEAR = 12  # months
_BRACKETED = re.compile(r"\([^()]*\)$")
_MEANING = re.compile(
    r"\bstands? for\b|\b(?:acronym|abbreviation|initials|short for)\b"
    r"|\bwhat do(?:es)? (?-i:[A-Z]{2}[\w&.-]*) mean\b",
    re.IGNORECASE,
)


def parts_of(question: str) -> tuple[Part, ...]:
    """The question's parts, in order; what stands before or beside the questions is not asked."""
    return tuple(map(_part, clauses(question)))


def _part(asked: str) -> Part:
    news = update(asked)
    request = _ORDER.match(asked) or _REQUEST.match(asked)
    whole = news.subject if news else asked[request.end() :] if request else asked
    alone = _BRACKETED.sub("", whole).rstrip()
    text = alone if content_stems(alone) else whole
    kind = Kind.UPDATE if news else _kind(text, indirect=bool(request))
    stems = tuple(dict.fromkeys(content_stems(text)))
    dated = years(text)
    demanded = [_without_rank(name) for name in names(alone)]
    return Part(
        text=text,
        whole=whole,
        kind=kind,
        counted=_counted(text) if kind is Kind.COUNT else "",
        stems=stems,
        about=tuple(stem for stem in dict.fromkeys(content_stems(whole)) if stem not in stems),
        names=tuple(demanded),
        context=tuple(name for name in names(whole) if name not in demanded),
        years=frozenset(dated),
        figures=frozenset(figures(text) - {str(year) for year in dated}),
        # Of a single year news rarely says that it is of that year.
        period=next((period for period in periods(text) if period.months > _YEAR), None),
    )


def _without_rank(name: str) -> str:
    """ "Ida Orrin" of "Judge Ida Orrin"."""
    rank = _RANK.match(name)
    return name[rank.end() :] if rank else name


def _kind(text: str, *, indirect: bool) -> Kind:
    """Of an indirect question the first question word asks: "when the port closed"."""
    if _MEANING.search(text):
        return Kind.MEANING
    if AUXILIARY.match(text):
        return Kind.YES_NO
    asks = any_question_word(text) if indirect else question_word(text)
    rest = text[asks.start() :] if asks else ""
    return next((kind for kind, pattern in _KINDS if pattern.match(rest)), Kind.OPEN)


def _counted(text: str) -> str:
    """The stem of what "how many" counts: the plural among the words right after it, or else the first."""
    after = words(re.split(r"how many|number of", text, maxsplit=1, flags=re.IGNORECASE)[-1])
    counted = takewhile(lambda word: not word.is_function, dropwhile(lambda word: word.is_function, after))
    nouns = [word.lower for word in counted]
    plural = next((noun for noun in nouns if noun.endswith("s") and not noun.endswith("ss")), None)
    return stem(plural or nouns[0]) if nouns else ""
