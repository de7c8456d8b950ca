"""What happened on the days asked about, or one thing after the other."""

from __future__ import annotations

from dataclasses import replace

from qa_bot.answering.composing.lines import lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.subject import articles_on, statements
from qa_bot.answering.draft import Statement, place
from qa_bot.answering.selection.confidence import Rated
from qa_bot.retrieval import Sentence, published_then
from qa_bot.types import Form, as_number

_ARTICLES = 2
_LINES = 4


def timeline(material: Material) -> Composed | None:
    """Of articles published then the first statement and what was rated best; None where there are none."""
    part = material.part
    if not part.days:
        return None
    of_then = [one for one in articles_on(part, material.evidence.passages) if published_then(part, one)]
    told = sorted(of_then, key=lambda one: as_number(one.published))[:_ARTICLES]
    chosen: list[Sentence] = []
    for article in told:
        rated = (one.sentence for one in material.rated if one.sentence.passage.article.id == article.id)
        picked = {place(one): one for one in (*statements(article)[:2], *rated)}
        chosen += sorted(list(picked.values())[: _LINES // len(told)], key=lambda one: one.start)
    if not chosen:
        return None
    return Composed(tuple(map(_dated, lines(material, [Rated(one, 1.0) for one in chosen]))), Form.TIMELINE)


def _dated(statement: Statement) -> Statement:
    return replace(statement, date=statement.source.passage.article.published)
