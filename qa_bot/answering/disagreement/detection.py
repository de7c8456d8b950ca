"""Whether the articles disagree about what was asked.

A claim and its denial, answers that exclude each other, an answer for each of several bearers of a name.

Copies of one story are one voice; retrieval has folded them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from qa_bot.answering.disagreement.answer_values import Values, values_of
from qa_bot.answering.disagreement.denials import MOST_SIDES, Speaker, denied_sides, likely
from qa_bot.answering.disagreement.namesakes import Introduction, introduction
from qa_bot.answering.selection.confidence import Rated
from qa_bot.query import MEASURED, NAMED, Part
from qa_bot.retrieval import Sentence
from qa_bot.text import any_of, article_vocabulary, is_negative, vocabulary
from qa_bot.types import as_number

_SUPERSEDES = re.compile(rf"\b{any_of('adverbs.superseded')}\b", re.IGNORECASE)
_SEVERAL = re.compile(  # of "which ports" and "who won medals" each may be one
    r"\b(?:[Ww]hich|[Ww]hat)\s+(?:[\w’'-]+\s+){0,2}?\w{3,}(?<![suio])s\b"
    r"|\b[Ww]ho\s+[a-z]{3,}\s+[a-z]{3,}(?<![suio])s\b"
)

_SHARED = 0.5  # of the question's words
_BEARER_CONFIDENCE = 0.02  # of the best one's, for a sentence about another bearer of the name


class Label(StrEnum):
    """What sets the sides apart, where that can be known."""

    DENIED = "denied"
    SUPERSEDED = "later superseded"
    FIGURES = "different figures"
    SCOPE = "different scope"


@dataclass(frozen=True, slots=True)
class Dispute:
    about: str
    sides: tuple[Rated, ...]  # a sentence each
    label: Label | None
    voices: tuple[int, ...] = ()  # articles that answer as each of the sides does; one each where it is empty


def dispute(
    part: Part, rated: Sequence[Rated], chosen: Sequence[Rated], stated: float, speaker: Speaker
) -> Dispute | None:
    """What the sentences rated for a part, best first, say against each other.

    `chosen` are those that answer it; from the confidence `stated` on one would be an answer by itself.
    `speaker` names who says a sentence, "" where its article does.
    """
    if denied := denied_sides(part, rated, chosen, speaker):
        return Dispute(part.text, denied, Label.DENIED)
    return _exclusion(part, rated, stated)


def _exclusion(part: Part, rated: Sequence[Rated], stated: float) -> Dispute | None:
    """Answers of the kind asked for that cannot all be right, and those for other bearers of the name."""
    if is_negative(part.text):
        return None  # who denied something need not be who says it
    if part.kind in NAMED and _SEVERAL.search(part.text):
        return None
    sides: list[tuple[Rated, Values]] = []
    voices: Counter[tuple[str, int]] = Counter()
    for one in _of_each_article(part, rated, stated):
        values = values_of(part, one.sentence)
        agreeing = [side for side, known in sides if not values.excludes(known)]
        if not agreeing:
            sides.append((one, values))
        voices.update(_place(side) for side in agreeing or [one])
    return _between(part, _with_namesakes(part, rated, [one for one, _ in sides]), voices)


def _of_each_article(part: Part, rated: Sequence[Rated], stated: float) -> list[Rated]:
    """Of each article the surest answer of the kind asked for, in words of the question."""
    found: dict[str, Rated] = {}
    for one in _of_the_named(part, rated):
        id = one.sentence.passage.article.id
        if id not in found and one.confidence >= stated and _answers(part, one.sentence):
            found[id] = one
    return list(found.values())


def _of_the_named(part: Part, rated: Sequence[Rated]) -> Sequence[Rated]:
    """Those of articles that have all names in the question, where there are such: others tell of others."""
    named = [
        one
        for one in rated
        if all(map(article_vocabulary(one.sentence.passage.article).has_name, part.names))
    ]
    return named or rated


def _answers(part: Part, sentence: Sentence) -> bool:
    said = vocabulary(sentence.reading, sentence.passage.article.kept)
    return said.share(part.stems) >= _SHARED and bool(values_of(part, sentence))


def _with_namesakes(part: Part, rated: Sequence[Rated], sides: Sequence[Rated]) -> list[Rated]:
    """The sides, and the likeliest sentence about each further bearer of the name."""
    found = list(sides)
    bearers = [said for one in sides if (said := _introduced(part, one))]
    for one in likely(rated, _BEARER_CONFIDENCE):
        said = _introduced(part, one)
        known = bearers or not _repeats(part, one, sides)
        if said and known and all(map(said.is_of_another, bearers)):
            bearers.append(said)
            found.append(one)
    return found


def _repeats(part: Part, one: Rated, sides: Sequence[Rated]) -> bool:
    """Whether it gives an answer that does not exclude a side's."""
    values = values_of(part, one.sentence)
    return bool(values) and not all(values.excludes(values_of(part, side.sentence)) for side in sides)


def _introduced(part: Part, one: Rated) -> Introduction | None:
    return introduction(part, one.sentence.passage.article)


def _between(part: Part, sides: Sequence[Rated], voices: Mapping[tuple[str, int], int]) -> Dispute | None:
    """The dispute of several sides, the newest first."""
    if len(sides) < 2:
        return None
    ordered = sorted(sides[:MOST_SIDES], key=lambda one: -_published(one))
    counted = tuple(voices.get(_place(one), 1) for one in ordered)
    return Dispute(part.text, tuple(ordered), _label(part, ordered), counted)


def _place(one: Rated) -> tuple[str, int]:
    return one.sentence.passage.article.id, one.sentence.start


def _published(one: Rated) -> int:
    return as_number(one.sentence.passage.article.published)


def _label(part: Part, sides: Sequence[Rated]) -> Label | None:
    introduced = [said for one in sides if (said := _introduced(part, one))]
    if any(one.is_of_another(other) for one, other in combinations(introduced, 2)):
        return Label.SCOPE
    if _SUPERSEDES.search(sides[0].sentence.reading) and _published(sides[0]) > _published(sides[1]) > 0:
        return Label.SUPERSEDED
    return Label.FIGURES if part.kind in MEASURED else None
