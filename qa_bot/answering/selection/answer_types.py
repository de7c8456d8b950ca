"""Does a sentence hold the kind of thing a question asks for, and share its years, figures and names?"""

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
_SURE_KINDS = FIGURES | {AnswerType.MEANING}  # the kinds whose answers are recognised safely
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
_NEGATION = re.compile(rf"\b{any_of('negations.plain', 'negations.others')}\b|n[’']t\b", re.IGNORECASE)


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


def is_near_miss(part: Part, sentence: str, window: str) -> bool:
    """The sentence fits, but to another question: another year or figure, or no such kind of answer.

    Only where that can be told safely; `window` is what a reader has in view with the sentence.
    """
    if contradicts_years(part, sentence) or lacks_figures(part, window):
        return True
    if part.kind in FIGURES and part.years - years(window):
        return True
    return part.kind in _SURE_KINDS and not meets_kind(part, sentence)


def counts_another(part: Part, sentence: str) -> bool:
    """ "How many" is asked, and no new number stands within eight words of what is counted."""
    if part.kind is not AnswerType.COUNT:
        return False
    found = words(sentence)
    new = _new_figures(part, sentence)
    numbers = [i for i, word in enumerate(found) if word.lower in new or figures(word.text) & new]
    counted = [
        i for i, word in enumerate(found) if part.counted in {stem(bit) for bit in word.text.split("-")}
    ]
    return not any(abs(noun - number) <= 8 for number in numbers for noun in counted)


def contradicts_years(part: Part, sentence: str) -> bool:
    """The sentence dates what it says, and to other years than those asked about."""
    stated = years(sentence)
    return bool(part.years and stated) and not any(min(stated) <= year <= max(stated) for year in part.years)


def lacks_figures(part: Part, window: str) -> bool:
    return bool(part.figures - figures(window))


def negation_differs(part: Part, sentence: str) -> bool:
    return bool(_NEGATION.search(part.text)) != bool(_NEGATION.search(sentence))
