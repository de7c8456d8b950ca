"""Does a sentence hold the kind of thing a question asks for?"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa_bot.query import AnswerType, Part
from qa_bot.text import (
    MAGNITUDES,
    NUMBERS,
    Found,
    Unsure,
    Weekday,
    alternation,
    any_of,
    dates_in,
    definitions,
    figures,
    lexicon,
    names,
    stem,
    words,
    years,
)

FIGURES = frozenset({AnswerType.COUNT, AnswerType.AMOUNT, AnswerType.SHARE})
_NUMBER_WORDS = frozenset({*NUMBERS, *MAGNITUDES, "dozens"}) - {"zero"}
_SHARE = re.compile(r"\d\s?%|per ?cent|\b(?:half|third|quarter|majority|fifth|tenth)\b", re.IGNORECASE)
# Besides a date.
_TIME = re.compile(
    r"\b(?:last night|\w+ (?:days?|weeks?|months?|years?|decades?|century|centuries) (?:ago|later|earlier)"
    rf"|century|era|\d{{2,4}}s|{any_of('dates.weekdays')}s)\b",
    re.IGNORECASE,
)
_ASKS_FOR_A_DAY = re.compile(r"\b(?:which|what|exact)\s+(?:\w+\s+)?(?:dates?|days?)\b", re.IGNORECASE)
_NUMBERED = re.compile(  # "Line 4", and "one of"
    rf"\b(?!{alternation(map(str.capitalize, lexicon('hedges', 'numbers.opening')))}\b)"
    r"[A-Z]\w*\s\d+\b(?!%|[,.]\d)|\bone of\b"
)
_DURATION = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\b", re.IGNORECASE
)
_REASON = re.compile(
    rf"\b(?:{any_of('reasons.hints')}|challeng\w+|difficult\w*|allow\w*|help\w*)\b", re.IGNORECASE
)
_PLACE_OF = re.compile(rf"\b{any_of('prepositions.place')}\s+(?:the\s+)?[A-Z][\w’'-]*")


def meets_kind(part: Part, sentence: str) -> bool | None:
    """Whether the sentence holds such an answer that the question does not; None where any will do."""
    test = _TESTS.get(part.kind)
    return test(part, sentence) if test else None


def _new_figures(part: Part, sentence: str) -> set[str]:
    """Numbers, in digits or words, that are neither dates, nor part of a name, nor in the question."""
    counting = _without_days(_NUMBERED.sub(" ", sentence))
    spelled = {word.lower for word in words(counting)} & _NUMBER_WORDS
    dated = {str(year) for year in years(sentence)}
    return (figures(counting) - part.figures - dated) | (spelled - set(part.stems))


def _holds_figure(part: Part, sentence: str) -> bool:
    return bool(_new_figures(part, sentence))


def _holds_date(part: Part, sentence: str) -> bool:
    new = [found for found in dates_in(sentence) if sentence[found.start : found.end] not in part.text]
    if _ASKS_FOR_A_DAY.search(part.text):
        return any(map(_is_day, new))
    return bool(new) or any(match.group() not in part.text for match in _TIME.finditer(sentence))


def _is_day(found: Found) -> bool:
    return isinstance(found.when, Weekday | Unsure) or bool(found.day and found.day.day)


def _without_days(text: str) -> str:
    for found in [*dates_in(text)]:
        if _is_day(found):
            text = f"{text[: found.start]}{' ' * (found.end - found.start)}{text[found.end :]}"
    return text


def _holds_name(part: Part, sentence: str) -> bool:
    return any(map(part.lacks, named(sentence)))


def _holds_actor(part: Part, sentence: str) -> bool:
    """A new name that is not where something happens."""
    return _holds_name(part, _PLACE_OF.sub("", sentence))


def named(sentence: str) -> list[str]:
    """Its names, and its first word where that may name."""
    opening = next((word.text for word in words(sentence)[:1] if word.may_name), "")
    return [*names(sentence), *([opening] if opening else [])]


def _holds_meaning(part: Part, sentence: str) -> bool:
    spelled_out = definitions(sentence)
    return any(stem(short) in part.stems for short in spelled_out)


_TESTS: dict[AnswerType, Callable[[Part, str], bool]] = {
    AnswerType.PERSON: _holds_actor,
    AnswerType.GROUP: _holds_actor,
    AnswerType.PLACE: _holds_name,
    AnswerType.DATE: _holds_date,
    AnswerType.DURATION: lambda part, sentence: bool(_DURATION.search(sentence)),
    AnswerType.COUNT: _holds_figure,
    AnswerType.AMOUNT: _holds_figure,
    AnswerType.SHARE: lambda part, sentence: bool(_SHARE.search(sentence)),
    AnswerType.REASON: lambda part, sentence: bool(_REASON.search(sentence)),
    AnswerType.MEANING: _holds_meaning,
}
