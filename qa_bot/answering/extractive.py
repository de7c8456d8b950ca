"""Answers in the articles' own sentences: the fewest that probably hold the answer, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from math import prod

from qa_bot.answering.decontextualization import readable, readable_news
from qa_bot.answering.disagreement.detection import Dispute, dispute
from qa_bot.answering.draft import Draft, Show, Statement, once, place, unseen
from qa_bot.answering.selection.confidence import Rated, confidence
from qa_bot.answering.selection.features import all_features
from qa_bot.answering.selection.presuppositions import false_premises
from qa_bot.query import Part, Query
from qa_bot.retrieval import Evidence, Sentence, articles_of, sentences_of
from qa_bot.settings import AnswerSettings
from qa_bot.text import article_vocabulary, content_stems, shares_script, words
from qa_bot.types import as_number

_USUAL_WORDS = 25  # of a sentence
NOT_STATED = "Probably not stated; the nearest is:"
_UNSURE = 0.35  # the probability that none of the chosen answers, from which what follows the best is shown


class Extractive:
    """The answerer that needs no model server."""

    name = "extractive"

    def __init__(self, settings: AnswerSettings) -> None:
        self._settings = settings

    def answer(self, query: Query, evidence: Evidence, show: Show = unseen) -> Draft:
        """Verbatim sentences that answer each part, or none where no evidence is good enough."""
        if query.asks_for_news:
            return self._shown(tuple(readable_news(evidence.sentences[: self._settings.sentences])), show)
        chosen: list[Rated] = []
        disputes: list[Dispute] = []
        for i, part in enumerate(query.parts):
            budget = self._settings.sentences // len(query.parts) or 1
            taken = {place(one.sentence) for one in chosen}
            rated = [one for one in _rated(i, part, evidence) if place(one.sentence) not in taken]
            answering = self._enough(rated, budget)
            if answering and (found := dispute(part, rated, answering, self._settings.stated_confidence)):
                disputes.append(found)
                answering += [side for side in found.sides if side not in answering]
            elif 0 < len(answering) < budget:
                answering += _going_on(answering)
            chosen += answering
        newest_first = query.newest_first or bool(disputes)
        statements = tuple(_statements(_in_reading_order(chosen, newest_first)))
        draft = self._shown(statements if disputes else self._told_apart(statements), show)
        notice = "" if disputes else false_premises(query.parts, draft.statements)
        return replace(draft, notice=notice, disputes=tuple(disputes))

    def _shown(self, statements: tuple[Statement, ...], show: Show) -> Draft:
        for statement in statements:
            show(statement)
        return Draft(statements, self.name)

    def _told_apart(self, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """What probably does not answer is shown as what comes nearest."""
        if not statements or max(map(_confidence, statements)) >= self._settings.stated_confidence:
            return statements
        first, *others = statements
        return (replace(first, text=f"{NOT_STATED} {first.text}"), *others)

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


def _confidence(statement: Statement) -> float:
    return statement.confidence or 0.0


def _rated(index: int, part: Part, evidence: Evidence) -> list[Rated]:
    """The candidates for this part, most confident first; none where an article lacks what is asked about."""
    if not _all_named(part, evidence):
        return []
    rated = [
        Rated(sentence, confidence(features, evidence.read))
        for sentence, features in zip(evidence.sentences, all_features(index, part, evidence), strict=True)
        if shares_script(part.whole, sentence.reading)  # of words in another, models only seem to know some
    ]
    return sorted(rated, key=lambda one: -one.confidence)


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


def _going_on(chosen: Sequence[Rated]) -> Iterator[Rated]:
    """The sentence behind the best one, where it is unsure that one of them answers: it may go on there."""
    best, taken = chosen[0], {place(one.sentence) for one in chosen}
    if prod(1 - one.confidence for one in chosen) <= _UNSURE:
        return iter(())
    behind = (one for one in sentences_of(best.sentence.passage) if one.start >= best.sentence.end)
    return (Rated(one, best.confidence) for one in islice(behind, 1) if place(one) not in taken)


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
