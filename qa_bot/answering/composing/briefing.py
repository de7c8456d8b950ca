"""What happened: of the newest articles for "the latest", of the whole story for a summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qa_bot.answering.composing.choice import adds
from qa_bot.answering.composing.lines import lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.subject import articles_on, of_the_time, stated, told_of
from qa_bot.answering.draft import Statement, place
from qa_bot.answering.selection.confidence import Rated
from qa_bot.query import AnswerType, Part
from qa_bot.retrieval import Sentence
from qa_bot.types import Article, Form, as_number

_LATEST, _WHOLE = 3, 5  # articles
_LINES = 6  # of a summary
_TELLS = 0.5  # of the subject's words, in the sentence that an article is told by
_OPENING = 4  # statements of which the one about the subject is told


def briefing(material: Material) -> Composed | None:
    """Dated lines, for the latest the newest first, else the oldest; None where no article is on it."""
    articles = articles_on(material.part, material.evidence.passages)
    if not articles:
        return None
    if material.part.kind is AnswerType.UPDATE:
        chosen = _latest(material, articles)
    else:
        chosen = _whole(material, articles)
    told = lines(material, [Rated(one, 1.0) for one in chosen])
    return Composed(tuple(map(_dated, told)), Form.BRIEFING)


def _latest(material: Material, articles: Sequence[Article]) -> list[Sentence]:
    """Of the newest articles what tells most of the subject, of the very newest how it begins before that."""
    newest = sorted(articles, key=lambda one: -as_number(one.published))[:_LATEST]
    first, *others = (stated(article)[:_OPENING] for article in newest)
    told = (_most_telling(material.part, opening) for opening in (first[1:], *others))
    return _new([*first[:1], *(one for found in told for one in found)])


def _whole(material: Material, articles: Sequence[Article]) -> list[Sentence]:
    """Of each article its first statement and those that were rated best; the fewer articles, the more."""
    told = of_the_time(material.part, articles)[:_WHOLE]
    each = max(1, _LINES // len(told))
    chosen: list[Sentence] = []
    for article in sorted(told, key=lambda one: as_number(one.published)):
        lead = stated(article)[:1]
        rated = [one.sentence for one in material.rated if one.sentence.passage.article.id == article.id]
        names_it = any(told_of(material.part, one) >= _TELLS for one in lead)
        picked = {place(one): one for one in ([*lead, *rated] if names_it else [*rated, *lead])}
        chosen += sorted(list(picked.values())[:each], key=lambda one: one.start)
    return _new(chosen)


def _new(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Without those that say again what one before them says, as copies do."""
    chosen: list[Sentence] = []
    for one in sentences:
        if adds(one, chosen):
            chosen.append(one)
    return chosen


def _most_telling(part: Part, opening: Sequence[Sentence]) -> Sequence[Sentence]:
    """The one with most of the subject's words; none of none."""
    return sorted(opening, key=lambda one: -told_of(part, one))[:1]


def _dated(statement: Statement) -> Statement:
    return replace(statement, date=statement.source.passage.article.published)
