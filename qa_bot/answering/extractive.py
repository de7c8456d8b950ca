"""Answers in the articles' own sentences: the fewest that probably hold the answer, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa_bot.answering.coherence import readable
from qa_bot.answering.confidence import confidence
from qa_bot.answering.draft import Draft, Show, Statement, unseen
from qa_bot.answering.evidence import is_near_miss
from qa_bot.answering.features import all_features
from qa_bot.question import Part
from qa_bot.reranking import Sentence
from qa_bot.retrieval import Evidence
from qa_bot.settings import AnswerSettings
from qa_bot.types import Question, as_number
from qa_bot.vocabulary import vocabulary
from qa_bot.words import content_stems


@dataclass(frozen=True, slots=True)
class Rated:
    sentence: Sentence
    confidence: float  # calibrated probability that it holds the answer


class Extractive:
    """The answerer that needs no model server."""

    name = "extractive"

    def __init__(self, settings: AnswerSettings) -> None:
        self._settings = settings

    def answer(self, question: Question, evidence: Evidence, show: Show = unseen) -> Draft:
        """Verbatim sentences that answer each part, or none where no evidence is good enough."""
        chosen: list[Rated] = []
        for i, part in enumerate(evidence.parts):
            budget = self._settings.sentences // len(evidence.parts) or 1
            taken = {_key(one.sentence) for one in chosen}
            rated = [one for one in _rated(i, part, evidence) if _key(one.sentence) not in taken]
            chosen += self._enough(rated, budget)
        statements = tuple(_statements(_in_reading_order(chosen, question.newest_first)))
        for statement in statements:
            show(statement)
        return Draft(statements, self.name)

    def _enough(self, rated: Sequence[Rated], budget: int) -> list[Rated]:
        """The best sentences until it is likely that one of them holds the answer."""
        if not rated or rated[0].confidence < self._settings.min_confidence:
            return []
        chosen: list[Rated] = []
        missed = 1.0
        for candidate in rated:
            if len(chosen) == budget or missed <= 1 - self._settings.enough_confidence:
                break
            if candidate.confidence < self._settings.min_share * rated[0].confidence:
                break
            if _adds(candidate.sentence, [one.sentence for one in chosen]):
                chosen.append(candidate)
                missed *= 1 - candidate.confidence
        return chosen


def _rated(index: int, part: Part, evidence: Evidence) -> list[Rated]:
    """The candidates that may answer this part, most confident first."""
    if not _all_named(part, evidence):
        return []
    rated = [
        Rated(sentence, confidence(features))
        for sentence, features in zip(
            evidence.sentences, all_features(index, part, evidence.sentences), strict=True
        )
        if not is_near_miss(part, sentence.reading, sentence.window)
    ]
    return sorted(rated, key=lambda one: -one.confidence)


def _all_named(part: Part, evidence: Evidence) -> bool:
    """Whether each name in the question stands in some article that was read."""
    articles = {s.passage.article.id: s.passage.article for s in evidence.sentences}.values()
    read = [vocabulary(f"{article.title}\n{article.kept}", article.kept) for article in articles]
    return all(any(one.has_name(name) for one in read) for name in part.names)


def _adds(sentence: Sentence, chosen: Iterable[Sentence]) -> bool:
    """Whether it says something that none of the chosen says."""
    stems = set(content_stems(sentence.reading))
    return all(len(stems - set(content_stems(other.reading))) > len(stems) / 3 for other in chosen)


def _in_reading_order(chosen: Sequence[Rated], newest_first: bool) -> list[Rated]:
    """Each article's sentences as they stand in it; the articles by their first choice, or by their date."""
    order: dict[str, tuple[int, int]] = {}
    for one in chosen:
        article = one.sentence.passage.article
        age = -as_number(article.published) if newest_first else 0
        order.setdefault(article.id, (age, len(order)))
    return sorted(chosen, key=lambda one: (order[one.sentence.passage.article.id], one.sentence.start))


def _statements(chosen: Iterable[Rated]) -> Iterator[Statement]:
    """The chosen as they can be read alone, each sentence once."""
    said: set[tuple[str, int]] = set()
    for one in chosen:
        for statement in readable(one.sentence, one.confidence):
            if _key(statement.source) not in said:
                said.add(_key(statement.source))
                yield statement


def _key(sentence: Sentence) -> tuple[str, int]:
    return sentence.passage.article.id, sentence.start
