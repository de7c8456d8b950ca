"""A candidate sentence as numbers: what the calibrated confidence is computed from."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from math import log

from qa_bot.query import MEASURED, NAMED, AnswerType, Part
from qa_bot.retrieval import Evidence, Sentence, published_then
from qa_bot.text import best_fit, dated, dates_in, quantities, years

_LEAST = 0.0005  # probability of what a reader does not find


@dataclass(frozen=True, slots=True)
class Features:
    """All of one sentence for one part of the question."""

    answers: float  # log-odds that it does, by the reader
    rank: float  # one over the place of its passage
    alignment: float  # cosine, to the words that tell the candidates apart
    time_met: float  # how well a period it tells of fits the one asked about, 0..1
    time_unmet: float  # likewise of another time; both 0 where none is asked about
    of_another_kind: float  # 1 where the words that answer are no date, figure or name, as is asked for
    published_then: float  # 1 where its article was published in the days asked about or soon after

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    def values(self) -> tuple[float, ...]:
        return astuple(self)


def all_features(index: int, part: Part, evidence: Evidence) -> list[Features]:
    """Of every candidate for the part with this index in the question."""
    places = {passage.chunk.id: place for place, passage in enumerate(evidence.passages, start=1)}
    return [
        _features(index, part, sentence, places[sentence.passage.chunk.id]) for sentence in evidence.sentences
    ]


def _features(index: int, part: Part, sentence: Sentence, place: int) -> Features:
    close = sentence.closeness[index]
    probability = min(max(close.answers, _LEAST), 1 - _LEAST)
    met, unmet = _in_time(part, sentence.in_context)
    return Features(
        answers=log(probability / (1 - probability)),
        rank=1 / place,
        alignment=close.distinctive,
        time_met=met,
        time_unmet=unmet,
        of_another_kind=float(_is_of_another_kind(part, close.words, sentence)),
        published_then=float(published_then(part, sentence.passage.article)),
    )


def _is_of_another_kind(part: Part, place: tuple[int, int] | None, sentence: Sentence) -> bool:
    if place is None:
        return False
    words = sentence.passage.article.text[slice(*place)]
    if part.kind is AnswerType.DATE:
        return next(dates_in(words), None) is None
    if part.kind in MEASURED:
        return not quantities(dated(words).rest)
    return part.kind in NAMED and not any(map(str.isupper, words))


def _in_time(part: Part, text: str) -> tuple[float, float]:
    """How far a text tells of the period or the years asked about, and how far of others."""
    if part.period:
        fit = best_fit(part.period, text)
        return fit, 1 - fit
    stated = years(text) if part.years else frozenset()
    if not stated:
        return 0.0, 0.0
    within = any(min(stated) <= year <= max(stated) for year in part.years)
    return float(within), float(not within)
