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
from qa_bot.query import AnswerType
from qa_bot.retrieval import Sentence
from qa_bot.types import Article, Form, as_number

_LATEST, _WHOLE = 3, 5  # articles
_LINES = 6  # of a summary
_TELLS = 0.5  # of the subject's words, in the sentence that an article is told by
_OPENING = 4  # statements of which the one about the subject is told


def briefing(material: Material) -> Composed | None:
    """Dated lines, the newest first where the latest is asked for, else the oldest; None."""
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
    """Of the newest articles one sentence each, of the very newest two."""
    newest = sorted(articles, key=lambda one: -as_number(one.published))[:_LATEST]
    first, *others = newest
    return _new([*_opening(material, first, 2), *(s for one in others for s in _opening(material, one, 1))])


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


def _opening(material: Material, article: Article, most: int) -> list[Sentence]:
    """Its first statement and the one soon after that tells most of the subject; that one, if only one."""
    beginning = stated(article)[:_OPENING]
    telling = sorted(beginning, key=lambda one: -told_of(material.part, one))
    if most == 1:
        return telling[:1]
    return [*beginning[:1], *(one for one in telling if one is not beginning[0])][:most]


def _dated(statement: Statement) -> Statement:
    return replace(statement, date=statement.source.passage.article.published)
