"""Answers in the articles' own sentences: the fewest that probably hold the answer, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa_bot.answering.confidence import confidence
from qa_bot.answering.draft import Draft, Show, Statement, unseen
from qa_bot.answering.evidence import is_near_miss
from qa_bot.answering.features import all_features
from qa_bot.question import Part
from qa_bot.reranking import Sentence, sentences_of
from qa_bot.retrieval import Evidence
from qa_bot.settings import AnswerSettings
from qa_bot.types import Question, as_number
from qa_bot.vocabulary import vocabulary
from qa_bot.words import content_stems, names


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


def _statements(chosen: Sequence[Rated]) -> Iterator[Statement]:
    """The chosen as they can be read alone: who "he" is in brackets, what "this" refers to before it."""
    said: set[tuple[str, int]] = set()
    for one in chosen:
        sentence = one.sentence
        before = _before(sentence)
        text = sentence.reading
        if before and _LEANS_ON_THE_LAST.match(text):
            if person := _person(text, before):
                text = _with_person(text, person)
            elif _key(before) not in said:
                said.add(_key(before))
                yield Statement(before.reading, before)
        if _key(sentence) not in said:
            said.add(_key(sentence))
            yield Statement(text, sentence, confidence=one.confidence)


def _key(sentence: Sentence) -> tuple[str, int]:
    return sentence.passage.article.id, sentence.start


def _before(sentence: Sentence) -> Sentence | None:
    """The sentence before it in its chunk."""
    before = [other for other in sentences_of(sentence.passage) if other.start < sentence.start]
    return replace(before[-1], closeness=()) if before else None


_LEANS_ON_THE_LAST = re.compile(
    r"[“\"(]?(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|Such|Both|The (?:former|latter))\b"
)
_HE_SHE = re.compile(r"[“\"]?(?:He|She)\b")


def _person(text: str, before: Sentence) -> str | None:
    """Who "he" or "she" is, if the sentence before names just one who could be."""
    if not _HE_SHE.match(text):
        return None
    people = [name for name in names(before.reading) if len(name.split()) > 1 and not name.isupper()]
    return people[0] if len(people) == 1 else None


def _with_person(text: str, person: str) -> str:
    return _HE_SHE.sub(lambda match: f"{match.group()} [{person}]", text, count=1)
