"""Question -> evidence: both searches fused, copies folded, the sentences of the best chunks reranked.

Knows nothing of answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from qa_bot.index import Index, Snapshot
from qa_bot.models import Embedder, Encoder, Excerpt, Reader, Span
from qa_bot.query import Part, Query
from qa_bot.retrieval.entity_pairs import EntityPairs
from qa_bot.retrieval.fusion import normalised, summed
from qa_bot.retrieval.publication import preferring, published_in, recent
from qa_bot.retrieval.reranking import Asked, Closeness, Sentence, articles_of, compared, sentences_of
from qa_bot.settings import RetrievalSettings
from qa_bot.text import (
    Folded,
    best_fit,
    copies,
    definitions,
    fold,
    in_the_words_of,
    respelled,
    stems_of,
    words,
)
from qa_bot.types import Form, Hit, IndexState, Passage, Quotation, Scope

if TYPE_CHECKING:
    from qa_bot.models import Matrix

_LATEST = 256  # questions whose vectors are kept: one is searched for in several ways
MOST_PASSAGES = 50  # hits taken from each search
_MOST_TOGETHER = 4  # sentences read beyond the best because they name everybody the question names
_TIMELY = 2.0  # what telling of the time asked about adds to a candidate; see evals/LOG.md
_OF_SPEAKERS = frozenset({Form.SAID, Form.SIDES})
_ALIGNMENT_WEIGHT = 3.0  # of a whole chunk's alignment in the order of chunks; see evals/LOG.md

# Where a sentence stands (article, offset) -> the words with which it answers each part, in the article.
Answers = dict[tuple[str, int], list[Span]]
_NO_ANSWER = Span(0, 0, 0.0)
# Id of an article -> who says what in it.
Quotations = Mapping[str, Sequence[Quotation]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question, best first."""

    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    read: bool  # by a reader
    retrieve_ms: float
    rerank_ms: float
    index: IndexState  # it was found in
    quotations: Quotations = field(default_factory=dict)


class Retriever:
    """Finds and orders evidence; without an encoder an embedder compares whole sentences."""

    def __init__(
        self,
        index: Index,
        embedder: Embedder,
        encoder: Encoder | None,
        reader: Reader | None,
        settings: RetrievalSettings,
        sentence_embedder: Embedder | None = None,
    ) -> None:
        """With a `sentence_embedder`, the index's `embedder` is asked once a question, for no sentences."""
        self._index = index
        self._vectors = lru_cache(_LATEST)(embedder.embed)
        self._embeds_once = sentence_embedder is not None
        self._sentences = sentence_embedder or embedder
        self._encoder = encoder
        self._reader = reader
        self._settings = settings

    def retrieve(self, query: Query) -> Evidence:
        """Returns evidence within the query's scope; empty where nothing matches at all."""
        started = perf_counter()
        index, found, quotations = self._index.read(lambda snapshot: self._found(query, snapshot))
        retrieved = perf_counter()
        parts, read = query.parts, self._closest(query, found)
        answers = self._read(parts, read[: self._settings.read])
        sentences = self._compared(parts, self._preselected(parts, read, answers), answers)
        return Evidence(
            quotations=quotations,
            passages=_reordered(found, sentences),
            sentences=sentences,
            read=bool(self._reader),
            retrieve_ms=round((retrieved - started) * 1000, 1),
            rerank_ms=round((perf_counter() - retrieved) * 1000, 1),
            index=index,
        )

    def _closest(self, query: Query, found: Sequence[Passage]) -> Sequence[Passage]:
        """Those whose sentences are compared with the question."""
        return found[: query.question.top or self._settings.chunks]

    def _found(self, query: Query, index: Snapshot) -> tuple[IndexState, list[Passage], Quotations]:
        """All that comes from one state of the index: passages, and who says what in their articles."""
        found = self._search(query, index)
        asked = any(part.form in _OF_SPEAKERS for part in query.parts)
        read = found if asked else self._closest(query, found)
        versions = {one.article.id: one.article.content_hash for one in read}
        told = index.facts(versions).items()
        known = {id: facts.quotations for id, facts in told if facts.content_hash == versions[id]}
        return index.state(), found, known

    def _search(self, query: Query, index: Snapshot) -> list[Passage]:
        parts, scope = query.parts, query.scope
        names = [name for part in parts for name in part.mentioned]
        texts = [query.text, *(part.text for part in parts if len(parts) > 1)]
        found = self._fused(index, texts, names, scope)
        if also := _other_forms(query.text, found[: self._settings.chunks]):
            found = self._fused(index, texts, names, scope, also)
        for days in filter(None, (part.days for part in parts)):
            told_then = self._fused(index, texts, names, published_in(scope, days))
            found = preferring(told_then, found)
        best = {passage.chunk.id: passage for passage in found[:MOST_PASSAGES]}
        if query.asks_for_news:
            latest = self._fused(index, texts, names, recent(scope, index.state().newest))
            best = {passage.chunk.id: passage for passage in latest} | best
        return _without_copies(list(best.values()))

    def _fused(
        self, index: Snapshot, texts: Sequence[str], names: Sequence[str], scope: Scope, also: str = ""
    ) -> list[Passage]:
        """Sums min-max normalised scores of both searches; of several texts a chunk keeps its best.

        What is to be found `also` changes no vector where that were another request.
        """
        best: dict[str, Hit] = {}
        weight = self._settings.lexical_weight
        widened = [f"{text} {also}" if also else text for text in texts]
        vectors = self._vectors(tuple(texts if self._embeds_once else widened))
        for text, vector in zip(widened, vectors, strict=True):
            lexical = normalised(index.lexical.search(text, MOST_PASSAGES, scope, names), weight)
            nearest = normalised(index.nearest(vector, MOST_PASSAGES, scope), 1 - weight)
            for hit in summed(lexical, nearest):
                if hit.chunk.id not in best or best[hit.chunk.id].score < hit.score:
                    best[hit.chunk.id] = hit
        return index.passages(sorted(best.values(), key=lambda hit: (-hit.score, hit.chunk.id)), scope)

    def _read(self, parts: Sequence[Part], passages: Sequence[Passage]) -> Answers:
        """The sentences in which the reader finds an answer to a part."""
        found: Answers = {}
        if not self._reader:
            return found
        excerpts = [Excerpt.of(passage.article, passage.text) for passage in passages]
        folded = [Folded.of(passage.text) for passage in passages]
        for n, part in enumerate(parts):
            read = self._reader.read(part.whole, excerpts)
            for passage, text, spans in zip(passages, folded, read, strict=True):
                sentences = list(sentences_of(passage))
                for span in (_in_article(passage, text, span) for span in spans):
                    sentence = next((one for one in sentences if one.start <= span.start < one.end), None)
                    if sentence:
                        of_parts = found.setdefault(_place(sentence), [_NO_ANSWER] * len(parts))
                        of_parts[n] = max(of_parts[n], span, key=lambda one: one.score)
        return found

    def _preselected(
        self, parts: Sequence[Part], passages: Sequence[Passage], answers: Answers
    ) -> list[Sentence]:
        """The sentences worth reading closely: by words, vectors, time, their chunk's score, the reader."""
        candidates = [sentence for passage in passages for sentence in sentences_of(passage)]
        if not candidates:
            return []
        texts = [_as_asked(parts, sentence) for sentence in candidates]
        vectors = self._sentences.embed(texts)
        asked = self._sentences.embed([part.whole for part in parts])
        near = (vectors @ asked.T).max(axis=1)
        shared = [_shared_words(text, parts) for text in texts]
        timely = [max(_TIMELY * best_fit(part.period, text) for part in parts) for text in texts]
        found = [_best(answers.get(_place(sentence), ())) for sentence in candidates]
        scores = near + shared + timely + found + [sentence.passage.score for sentence in candidates]
        ordered = [candidates[i] for i in np.argsort(-scores, kind="stable")]
        best, others = ordered[: self._settings.sentences], ordered[self._settings.sentences :]
        return [*best, *islice(_naming_all(parts, others), _MOST_TOGETHER)]

    def _compared(
        self, parts: Sequence[Part], candidates: Sequence[Sentence], answers: Answers
    ) -> tuple[Sentence, ...]:
        asked = [text for part in parts for text in (part.whole, part.text)]
        read = [_as_asked(parts, sentence) for sentence in candidates]
        titles = [fold(sentence.passage.article.full_title) for sentence in candidates]
        texts = list(dict.fromkeys(asked + read + titles))
        pieces = dict(zip(texts, self._pieces(texts), strict=True))
        sentences = compared(
            candidates,
            [_asked(part, pieces) for part in parts],
            [pieces[text] for text in read],
            [pieces[text] for text in titles],
        )
        return tuple(_with_answers(sentence, answers) for sentence in sentences)

    def _pieces(self, texts: Sequence[str]) -> list[Matrix]:
        if self._encoder:
            return self._encoder.encode(texts)
        return [vector[np.newaxis] for vector in self._sentences.embed(texts)]


def _place(sentence: Sentence) -> tuple[str, int]:
    return sentence.passage.article.id, sentence.start


def _in_article(passage: Passage, folded: Folded, span: Span) -> Span:
    """Words of a passage with folded letters as words of its article."""
    start, end = folded.origin(span.start), folded.origin(span.end)
    return replace(span, start=passage.chunk.start + start, end=passage.chunk.start + end)


def _best(spans: Iterable[Span]) -> float:
    return max((span.score for span in spans), default=0.0)


def _with_answers(sentence: Sentence, answers: Answers) -> Sentence:
    if not (found := answers.get(_place(sentence))):
        return sentence
    return replace(sentence, closeness=tuple(map(_answering, sentence.closeness, found)))


def _answering(close: Closeness, span: Span) -> Closeness:
    return replace(close, answers=span.score, words=(span.start, span.end)) if span.score else close


def _asked(part: Part, pieces: Mapping[str, Matrix]) -> Asked:
    whole, own = pieces[part.whole], len(pieces[part.text]) - 2  # without the special ones around the text
    return Asked(whole, own if 0 < own < len(whole) - 2 else None)


def _other_forms(question: str, passages: Sequence[Passage]) -> str:
    """What the question abbreviates, spelled out, and the reverse, where the best articles define it."""
    asked = {word.text for word in words(question)}
    lower = question.casefold()
    forms: dict[str, None] = {}
    for article in {passage.article.id: passage.article for passage in passages}.values():
        for short, long in definitions(article.text).items():
            if short in asked:
                forms[long] = None
            elif long.casefold() in lower:
                forms[short] = None
    return " ".join(forms)


def _without_copies(passages: Sequence[Passage]) -> list[Passage]:
    """Drops the articles that are copies of one found before them: one origin, one voice."""
    articles = {passage.article.id: passage.article for passage in passages}
    told_before = copies(list(articles.values()))
    return [passage for passage in passages if passage.article.id not in told_before]


def _as_asked(parts: Sequence[Part], sentence: Sentence) -> str:
    """The sentence with names spelled and abbreviated as in the question: one name, one meaning."""
    text = respelled(sentence.in_context, (name for part in parts for name in part.mentioned))
    question = " ".join(part.whole for part in parts)
    return in_the_words_of(question, text, definitions(sentence.passage.article.text))


def _naming_all(parts: Sequence[Part], sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Those that tell of everybody a part names: what passed between them need not share its words."""
    articles = articles_of(sentences)
    pairs = [EntityPairs.of(part, articles) for part in parts]
    return (
        sentence
        for sentence in sentences
        if any(one.all_in(sentence.reading, sentence.passage.article) for one in pairs)
    )


def _shared_words(text: str, parts: Sequence[Part]) -> float:
    said = stems_of(text)
    return max(len(said.intersection(part.stems)) / (len(part.stems) or 1) for part in parts)


def _reordered(passages: Sequence[Passage], sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    """Read passages first, by how well their sentences fit; the others after them as they were."""
    bonus: dict[str, float] = {}
    for sentence in sentences:
        gain = max(c.similarity + c.alignment + _ALIGNMENT_WEIGHT * c.chunk for c in sentence.closeness)
        bonus[sentence.passage.chunk.id] = max(gain, bonus.get(sentence.passage.chunk.id, 0.0))
    scored = [
        replace(passage, score=passage.score + bonus.get(passage.chunk.id, 0.0)) for passage in passages
    ]
    return tuple(sorted(scored, key=lambda passage: -passage.score))
