"""A candidate sentence as numbers: what the calibrated confidence is computed from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from qa_bot.answering.selection.answer_types import counts_another, meets_kind, negation_differs
from qa_bot.query import Part
from qa_bot.retrieval import Sentence
from qa_bot.text import Vocabulary, article_vocabulary, best_fit, vocabulary

_LEAST_RARITY = 0.05  # of a word that every candidate has


@dataclass(frozen=True, slots=True)
class Features:
    """All of one sentence for one part of the question; shares and cosines 0..1, flags 0 or 1."""

    similarity: float
    alignment: float  # to the words that tell the candidates apart
    chunk_alignment: float
    retrieved: float  # the chunk's fused score
    # the part's words that the sentence has, in brackets its article, by how few candidates have them
    words_shared: float
    words_elsewhere: float  # likewise those that only the rest of its article has
    kind_met: float
    kind_unmet: float
    counts_another: float
    negation_differs: float
    time_met: float  # how well a period it tells of fits the one asked about
    time_unmet: float  # the rest; both 0 where no time is asked about
    asks: float  # it is a question itself

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    def values(self) -> tuple[float, ...]:
        return astuple(self)


def all_features(index: int, part: Part, sentences: Sequence[Sentence]) -> list[Features]:
    """Of every candidate for the part with this index in the question."""
    if not sentences:
        return []
    said = [vocabulary(one.in_context, one.passage.article.kept) for one in sentences]
    rarity = {
        stem: max(_LEAST_RARITY, 1 - sum(one.has_word(stem) for one in said) / len(said))
        for stem in (*part.stems, *part.about)
    }
    return [
        _features(index, part, sentence, own, rarity) for sentence, own in zip(sentences, said, strict=True)
    ]


def _features(
    index: int, part: Part, sentence: Sentence, own: Vocabulary, rarity: Mapping[str, float]
) -> Features:
    close = sentence.closeness[index]
    reading = sentence.reading
    whole = article_vocabulary(sentence.passage.article)
    kind = meets_kind(part, reading)
    in_time = best_fit(part.period, sentence.in_context)
    in_article = {stem for stem in rarity if whole.has_word(stem)}
    told = {stem for stem in part.stems if own.has_word(stem)} | in_article.intersection(part.about)
    shared = _share(rarity, told)
    return Features(
        similarity=close.similarity,
        alignment=close.distinctive,
        chunk_alignment=close.chunk,
        retrieved=sentence.passage.score,
        words_shared=shared,
        words_elsewhere=max(0.0, _share(rarity, in_article) - shared),
        kind_met=float(kind is True),
        kind_unmet=float(kind is False),
        counts_another=float(counts_another(part, reading)),
        negation_differs=float(negation_differs(part, reading)),
        time_met=in_time,
        time_unmet=1 - in_time if part.period else 0.0,
        asks=float(reading.endswith("?")),
    )


def _share(weights: Mapping[str, float], told: Collection[str]) -> float:
    found = sum(weight for stem, weight in weights.items() if stem in told)
    return found / sum(weights.values()) if weights else 1.0
