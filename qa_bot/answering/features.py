"""A candidate sentence as numbers: what the calibrated confidence is computed from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from math import log

from qa_bot.answering.evidence import (
    contradicts_years,
    counts_another,
    lacks_figures,
    meets_kind,
    names_found,
    negation_differs,
)
from qa_bot.markup import plain
from qa_bot.question import Part
from qa_bot.reranking import Closeness, Sentence
from qa_bot.vocabulary import Vocabulary, vocabulary
from qa_bot.words import content_stems

LEANS_ON_THE_LAST = re.compile(
    r"[“\"(]?(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|Such|Both|The (?:former|latter))\b"
)
_IN_THE_ARTICLE = 0.5  # what a name counts that stands elsewhere in the article


@dataclass(frozen=True, slots=True)
class Features:
    """All of one sentence for one part of the question; shares and cosines 0..1, flags 0 or 1."""

    similarity: float
    alignment: float
    weakest: float
    chunk_alignment: float
    retrieved: float  # the chunk's fused score
    words_shared: float  # the part's words that the sentence has
    words_around: float  # … that it or its neighbours, title and heading have
    names_shared: float  # likewise of the part's names
    names_around: float
    kind_met: float
    kind_unmet: float
    counts_another: float
    other_year: float
    lacks_figure: float
    negation_differs: float
    leans: float  # it begins with "He", "This", …
    length: float  # log words
    position: float  # log place in its chunk
    news: float  # log number of its words that the question does not have
    similarity_gap: float  # behind the best candidate
    alignment_gap: float

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    def values(self) -> tuple[float, ...]:
        return astuple(self)


def all_features(index: int, part: Part, sentences: Sequence[Sentence]) -> list[Features]:
    """Of every candidate for the part with this index in the question."""
    similarity = max((sentence.closeness[index].similarity for sentence in sentences), default=0.0)
    alignment = max((sentence.closeness[index].alignment for sentence in sentences), default=0.0)
    return [
        _features(part, sentence, sentence.closeness[index], similarity, alignment) for sentence in sentences
    ]


def _features(
    part: Part, sentence: Sentence, close: Closeness, best_similarity: float, best_alignment: float
) -> Features:
    reading = sentence.reading
    whole = sentence.passage.article.kept
    own, around = vocabulary(reading, whole), vocabulary(_around(sentence), whole)
    kind = meets_kind(part, reading)
    return Features(
        similarity=close.similarity,
        alignment=close.alignment,
        weakest=close.weakest,
        chunk_alignment=close.chunk,
        retrieved=sentence.passage.score,
        words_shared=own.share(part.stems),
        words_around=around.share(part.stems),
        names_shared=names_found(part, own),
        names_around=_names_around(part, around, vocabulary(whole, whole)),
        kind_met=float(kind is True),
        kind_unmet=float(kind is False),
        counts_another=float(counts_another(part, reading)),
        other_year=float(contradicts_years(part, reading)),
        lacks_figure=float(lacks_figures(part, _around(sentence))),
        negation_differs=float(negation_differs(part, reading)),
        leans=float(bool(LEANS_ON_THE_LAST.match(reading))),
        length=log(1 + len(reading.split())),
        position=log(1 + sentence.n),
        news=log(1 + len(set(content_stems(reading)) - set(part.stems))),
        similarity_gap=best_similarity - close.similarity,
        alignment_gap=best_alignment - close.alignment,
    )


def _names_around(part: Part, around: Vocabulary, article: Vocabulary) -> float:
    near = names_found(part, around)
    return near if near == 1 else near + _IN_THE_ARTICLE * (names_found(part, article) - near)


def _around(sentence: Sentence) -> str:
    """The article's title, the chunk's heading and text: what a reader has in view."""
    passage = sentence.passage
    return "\n".join((passage.article.title, passage.chunk.heading, plain(passage.text)))
