"""The sentences that hold what a reader found, where one was handed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_bot.answering.selection.confidence import Rated
from qa_bot.models import Reader, Span
from qa_bot.query import Part
from qa_bot.retrieval import Evidence, Sentence, sentences_of
from qa_bot.types import Passage

_PASSAGES = 8  # the best ones; what answers is among the first two nine times of ten


def read(part: Part, evidence: Evidence, reader: Reader) -> list[Rated]:
    """The sentences with an answer to this part, the surest first; none where the reader finds none."""
    passages = evidence.passages[:_PASSAGES]
    spans = reader.read(part.whole, [passage.text for passage in passages])
    compared = {(one.passage.article.id, one.start): one for one in evidence.sentences}
    rated = [
        Rated(compared.get((passage.article.id, sentence.start), sentence), score)
        for passage, found in zip(passages, spans, strict=True)
        for sentence, score in _holding(passage, found)
    ]
    return sorted(rated, key=lambda one: -one.confidence)


def _holding(passage: Passage, spans: Sequence[Span]) -> Iterator[tuple[Sentence, float]]:
    """Each sentence in which a span begins, with the best of their scores."""
    for sentence in sentences_of(passage):
        start, end = sentence.start - passage.chunk.start, sentence.end - passage.chunk.start
        if scores := [span.score for span in spans if start <= span.start < end]:
            yield sentence, max(scores)
