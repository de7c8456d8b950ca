"""Answers in the articles' own sentences: the fewest that probably hold the answer, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qa_bot.answering.decontextualization import readable, readable_news
from qa_bot.answering.disagreement.detection import Dispute, dispute
from qa_bot.answering.draft import Draft, Show, Statement, once, place, unseen
from qa_bot.answering.selection.answer_types import is_near_miss
from qa_bot.answering.selection.confidence import Rated, confidence
from qa_bot.answering.selection.directness import is_headline, odds
from qa_bot.answering.selection.features import all_features
from qa_bot.answering.selection.presuppositions import false_premises, is_untold
from qa_bot.answering.selection.reading import read
from qa_bot.models import Reader
from qa_bot.query import Part, Query
from qa_bot.retrieval import Evidence, Sentence, articles_of
from qa_bot.settings import AnswerSettings
from qa_bot.text import article_vocabulary, content_stems, words
from qa_bot.types import as_number

_USUAL_WORDS = 25  # of a sentence
_HEADLINE = 0.02  # odds of a heading, a byline or a caption, against those of a sentence
_SURE_COUNT = 0.2  # confidence from which a count in other words than the question's is one of the same


class Extractive:
    """The answerer that needs no model server."""

    name = "extractive"

    def __init__(self, settings: AnswerSettings, reader: Reader | None = None) -> None:
        """A reader chooses the sentences; without one they are rated by features."""
        self._settings = settings
        self._reader = reader

    def answer(self, query: Query, evidence: Evidence, show: Show = unseen) -> Draft:
        """Verbatim sentences that answer each part, or none where no evidence is good enough."""
        if query.asks_for_news:
            return self._shown(tuple(readable_news(evidence.sentences[: self._settings.sentences])), show)
        chosen: list[Rated] = []
        disputes: list[Dispute] = []
        for i, part in enumerate(query.parts):
            budget = self._settings.sentences // len(query.parts) or 1
            taken = {place(one.sentence) for one in chosen}
            rated = [one for one in self._rated(i, part, evidence) if place(one.sentence) not in taken]
            answering = self._enough(rated, budget)
            if answering and (found := dispute(part, rated, answering)):
                disputes.append(found)
                answering += [side for side in found.sides if side not in answering]
            chosen += answering
        newest_first = query.newest_first or bool(disputes)
        draft = self._shown(tuple(_statements(_in_reading_order(chosen, newest_first))), show)
        notice = "" if disputes else false_premises(query.parts, draft.statements)
        return replace(draft, notice=notice, disputes=tuple(disputes))

    def _rated(self, index: int, part: Part, evidence: Evidence) -> list[Rated]:
        return read(part, evidence, self._reader) if self._reader else _rated(index, part, evidence)

    def _shown(self, statements: tuple[Statement, ...], show: Show) -> Draft:
        for statement in statements:
            show(statement)
        return Draft(statements, self.name)

    def _enough(self, rated: Sequence[Rated], budget: int) -> list[Rated]:
        """The best sentences until it is likely that one of them holds the answer."""
        if not rated or rated[0].confidence < self._settings.min_confidence:
            return []
        chosen: list[Rated] = []
        missed = 1.0
        needed = self._settings.min_share * rated[0].confidence
        for candidate in rated:
            if len(chosen) == budget or missed <= 1 - self._settings.enough_confidence:
                break
            if chosen and candidate.confidence < needed * _length(candidate.sentence):
                continue
            if _adds(candidate.sentence, [one.sentence for one in chosen]):
                chosen.append(candidate)
                missed *= 1 - candidate.confidence
        return chosen


def _rated(index: int, part: Part, evidence: Evidence) -> list[Rated]:
    """The candidates that may answer this part, most confident first."""
    if not _all_named(part, evidence):
        return []
    rated = [
        Rated(sentence, sure)
        for sentence, features in zip(
            evidence.sentences, all_features(index, part, evidence.sentences), strict=True
        )
        if not is_near_miss(part, sentence.reading, sentence.window)
        if (sure := _weighed(confidence(features), _odds(part, sentence)))
        >= (_SURE_COUNT if features.counts_another else 0)
    ]
    rated.sort(key=lambda one: -one.confidence)
    return [] if is_untold(part, rated) else rated


def _odds(part: Part, sentence: Sentence) -> float:
    return odds(part, sentence.reading) * (_HEADLINE if is_headline(sentence) else 1)


def _weighed(probability: float, odds: float) -> float:
    return probability * odds / (1 - probability + probability * odds)


def _all_named(part: Part, evidence: Evidence) -> bool:
    """Whether each name in the question stands in some article that was read."""
    read = list(map(article_vocabulary, articles_of(evidence.sentences)))
    return all(any(one.has_name(form) for form in _forms(name) for one in read) for name in part.names)


def _forms(name: str) -> Iterator[str]:
    """The name, and its end without what describes the bearer: "Harbour Pilot Ida Orrin", "Ida Orrin"."""
    yield name
    written = words(name)
    if not any(word.is_function for word in written):
        yield from (name[word.start :] for word in written[1:-1])


def _length(sentence: Sentence) -> float:
    """In usual sentences, at least one: what takes longer to read must be likelier to answer."""
    return max(1.0, len(sentence.reading.split()) / _USUAL_WORDS)


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
    return once(statement for one in chosen for statement in readable(one.sentence, one.confidence))
