"""Answers in the articles' own sentences, part by part, each in the form that it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_bot.answering.citations import lines_of
from qa_bot.answering.composing import Composed, Material, compose
from qa_bot.answering.draft import Draft, Show, once, place, unseen
from qa_bot.answering.selection.confidence import Rated, confidence
from qa_bot.answering.selection.features import all_features
from qa_bot.answering.selection.presuppositions import false_premises
from qa_bot.query import Part, Query
from qa_bot.retrieval import Evidence, articles_of
from qa_bot.settings import AnswerSettings
from qa_bot.text import article_vocabulary, shares_script, words
from qa_bot.types import Form


class Extractive:
    """The answerer that needs no model server."""

    name = "extractive"

    def __init__(self, settings: AnswerSettings) -> None:
        self._settings = settings

    def answer(self, query: Query, evidence: Evidence, show: Show = unseen) -> Draft:
        """Lines that answer each part, or none where no evidence is good enough."""
        composed: list[Composed] = []
        for i in range(len(query.parts)):
            if found := compose(self._material(i, query.parts, evidence, composed)):
                composed.append(found)
        statements = tuple(once(statement for one in composed for statement in one.statements))
        disputes = tuple(dispute for one in composed for dispute in one.disputes)
        form = composed[0].form if composed else Form.NOT_STATED
        for line in lines_of(statements):
            show(line, form)
        return Draft(
            statements,
            self.name,
            form=form,
            disputes=disputes,
            notice="" if disputes else false_premises(query.parts, statements),
        )

    def _material(
        self, index: int, parts: Sequence[Part], evidence: Evidence, told: Sequence[Composed]
    ) -> Material:
        """For one of the parts; what was told for those before it is not told again."""
        taken = {place(statement.source) for one in told for statement in one.statements}
        rated = _rated(index, parts[index], evidence)
        fresh = tuple(one for one in rated if place(one.sentence) not in taken)
        budget = self._settings.sentences // len(parts) or 1
        return Material(parts[index], index, fresh, evidence, self._settings, budget)


def _rated(index: int, part: Part, evidence: Evidence) -> list[Rated]:
    """The candidates for this part, most confident first; none where an article lacks what is asked about."""
    if not _all_named(part, evidence):
        return []
    rated = [
        Rated(sentence, confidence(features, evidence.read))
        for sentence, features in zip(evidence.sentences, all_features(index, part, evidence), strict=True)
        if shares_script(part.whole, sentence.reading)  # of words in another, models only seem to know some
        and sentence.says_something
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
