"""Whether the articles disagree about what was asked.

A claim and its denial, answers that exclude each other, an answer for each of several bearers of a name.

Copies of one story are one voice; retrieval has folded them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from qa_bot.answering.disagreement.answer_values import MEASURED, NAMES, Values, values_of
from qa_bot.answering.disagreement.denials import MOST_SIDES, denied_sides, likely
from qa_bot.answering.disagreement.namesakes import Introduction, introduction
from qa_bot.answering.disagreement.scope import (
    are_of_several_areas,
    are_of_several_years,
    is_of_a_part,
    is_of_another_area,
)
from qa_bot.answering.disagreement.synonyms import share_asked
from qa_bot.answering.selection.answer_types import meets_kind
from qa_bot.answering.selection.confidence import Rated
from qa_bot.query import Part
from qa_bot.retrieval import Sentence
from qa_bot.text import any_of, article_vocabulary, is_negative
from qa_bot.types import as_number

_SUPERSEDES = re.compile(rf"\b{any_of('adverbs.superseded')}\b", re.IGNORECASE)
_SEVERAL = re.compile(  # of "which ports" and "who won medals" each may be one
    r"\b(?:[Ww]hich|[Ww]hat)\s+(?:[\w’'-]+\s+){0,2}?\w{3,}(?<![suio])s\b"
    r"|\b[Ww]ho\s+[a-z]{3,}\s+[a-z]{3,}(?<![suio])s\b"
)
_MANY_MAY = re.compile(  # and of "who attended …"
    rf"\bwho\s+(?:\w+\s+)?{any_of('acts.of_many')}", re.IGNORECASE
)

_SIDE_SHARED = 0.5  # of the question's words
_NAMES_SHARED = 0.7  # the same where names answer: most sentences have some
_WHOLE_CONFIDENCE = 0.002  # of the best one's, for a sentence that has all of the question's words
_OTHER_CONFIDENCE = 0.08  # the same for any other sentence
_INTRODUCED_CONFIDENCE = 0.01  # the same in an article that introduces what is asked about
_BEARER_CONFIDENCE = 0.02  # the same for a sentence about another bearer of the name


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


@dataclass(frozen=True, slots=True)
class _Voice:
    """What an article says, and the share of the question's words in it."""

    said: Rated
    share: float


def dispute(part: Part, rated: Sequence[Rated], chosen: Sequence[Rated]) -> Dispute | None:
    """What the sentences rated for a part, best first, say against each other; `chosen` answer it."""
    if denied := denied_sides(part, rated, chosen):
        return Dispute(part.text, denied, Label.DENIED)
    return _exclusion(part, rated)


def _exclusion(part: Part, rated: Sequence[Rated]) -> Dispute | None:
    """Answers of the kind asked for that cannot all be right, and those for other bearers of the name."""
    if is_negative(part.text):
        return None  # who denied something need not be who says it
    if part.kind in NAMES and (_SEVERAL.search(part.text) or _MANY_MAY.search(part.text)):
        return None
    sides: list[tuple[Rated, Values]] = []
    for one in _of_each_article(part, _of_the_named(part, rated)):
        values = values_of(part, one.sentence)
        if not sides or all(values.excludes(known) for _, known in sides):
            sides.append((one, values))
    return _between(part, _with_namesakes(part, rated, [one for one, _ in sides]))


def _of_the_named(part: Part, rated: Sequence[Rated]) -> Sequence[Rated]:
    """Those of articles that have all names in the question, where there are such: others tell of others."""
    named = [
        one
        for one in rated
        if all(map(article_vocabulary(one.sentence.passage.article).has_name, part.names))
    ]
    return named or rated


def _of_each_article(part: Part, rated: Sequence[Rated]) -> list[Rated]:
    """Of each article the sentence that has most of what is asked, and an answer of the kind."""
    enough = _NAMES_SHARED if part.kind in NAMES else _SIDE_SHARED
    voices: dict[str, _Voice] = {}
    for one in rated:
        introduced = bool(_introduced(part, one))
        share = share_asked(part, one.sentence, is_introduced=introduced)
        known = voices.get(one.sentence.passage.article.id)
        if (
            one.confidence >= _least(share, is_introduced=introduced) * rated[0].confidence
            and share >= enough
            and (known is None or share > known.share)
            and _answers(part, one.sentence)
        ):
            voices[one.sentence.passage.article.id] = _Voice(one, share)
    return [voice.said for voice in voices.values()]


def _least(share: float, *, is_introduced: bool) -> float:
    """The share of the best one's confidence that a side needs."""
    if share == 1:
        return _WHOLE_CONFIDENCE
    return _INTRODUCED_CONFIDENCE if is_introduced else _OTHER_CONFIDENCE


def _answers(part: Part, sentence: Sentence) -> bool:
    """Whether it has an answer of the kind, to what is asked and not to something beside it."""
    text = sentence.reading
    beside = is_of_another_area(part, text) or is_of_a_part(part, text)
    return bool(values_of(part, sentence)) and not beside


def _with_namesakes(part: Part, rated: Sequence[Rated], sides: Sequence[Rated]) -> list[Rated]:
    """The sides, and the likeliest sentence about each further bearer of the name."""
    found = list(sides)
    bearers = [said for one in sides if (said := _introduced(part, one))]
    for one in likely(rated, _BEARER_CONFIDENCE):
        said = _introduced(part, one)
        fits = meets_kind(part, one.sentence.reading) is not False
        known = bearers or not _repeats(part, one, sides)
        if said and fits and known and all(map(said.is_of_another, bearers)):
            bearers.append(said)
            found.append(one)
    return found


def _repeats(part: Part, one: Rated, sides: Sequence[Rated]) -> bool:
    """Whether it gives an answer that does not exclude a side's."""
    values = values_of(part, one.sentence)
    return bool(values) and not all(values.excludes(values_of(part, side.sentence)) for side in sides)


def _introduced(part: Part, one: Rated) -> Introduction | None:
    return introduction(part, one.sentence.passage.article)


def _between(part: Part, sides: Sequence[Rated]) -> Dispute | None:
    """The dispute of several sides, the newest first."""
    if len(sides) < 2:
        return None
    ordered = sorted(sides[:MOST_SIDES], key=lambda one: -_published(one))
    return Dispute(part.text, tuple(ordered), _label(part, ordered))


def _published(one: Rated) -> int:
    return as_number(one.sentence.passage.article.published)


def _label(part: Part, sides: Sequence[Rated]) -> Label | None:
    introduced = [said for one in sides if (said := _introduced(part, one))]
    texts = [one.sentence.reading for one in sides]
    bearers = any(one.is_of_another(other) for one, other in combinations(introduced, 2))
    measured = part.kind in MEASURED
    if bearers or are_of_several_areas(part, texts) or (measured and are_of_several_years(texts)):
        return Label.SCOPE
    if _SUPERSEDES.search(sides[0].sentence.reading) and _published(sides[0]) > _published(sides[1]) > 0:
        return Label.SUPERSEDED
    return Label.FIGURES if measured else None
