"""Whether a sentence is about more or less than what is asked: a district for its city, a part, repairs."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import combinations

from qa_bot.answering.disagreement.synonyms import has_root
from qa_bot.query import Part
from qa_bot.text import FUNCTION_WORDS, any_of, stem, years

_AREA = rf"(?:{any_of('places.widened')} )?{any_of('places.divisions', 'places.areas')}"

_HAS = any_of("auxiliaries.asking.have")


def areas(name: str, text: str) -> frozenset[str]:
    """What the text calls the place of this name: "district" in "the district of Varn", "Varn district"."""
    place = re.escape(name)
    found = re.findall(
        rf"\b({_AREA}) of (?:the )?{place}\b|\b{place}(?:[’']s)? ({_AREA})\b", text, re.IGNORECASE
    )
    return frozenset(stem(before or after) for before, after in found)


def is_of_another_area(part: Part, text: str) -> bool:
    """Whether the text calls a place that is asked about something else than the question does."""
    return any(_differ(areas(name, part.text), areas(name, text)) for name in part.names)


def are_of_several_areas(part: Part, texts: Sequence[str]) -> bool:
    """Whether two of the texts are about different areas of one name."""
    return any(
        _differ(areas(name, one), areas(name, other))
        for name in part.names
        for one, other in combinations(texts, 2)
    )


def are_of_several_years(texts: Sequence[str]) -> bool:
    """Whether each of the texts says what it does of other years."""
    return all(_differ(years(one), years(other)) for one, other in combinations(texts, 2))


def is_of_a_part(part: Part, text: str) -> bool:
    """Whether something of what is asked about does there what is asked: "repairs of the Aurora cost …"."""
    for name in part.names:
        bearer = rf"(?:the )?(?:[a-z]+ )?{re.escape(name)}"
        named = re.compile(rf"\b(\w+) (?:of|to|on|for) {bearer} (?:(?:{_HAS}|will) )?([a-z]\w*)")
        for noun, verb in named.findall(text):
            is_asked = noun.casefold() in FUNCTION_WORDS or _is_in(part, noun)
            if not is_asked and _is_in(part, verb):
                return True
    return False


def _differ(one: Set[object], other: Set[object]) -> bool:
    return bool(one and other) and not one & other


def _is_in(part: Part, word: str) -> bool:
    return has_root(part.stems, stem(word))
