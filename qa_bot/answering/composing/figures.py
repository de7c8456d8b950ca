"""How a figure changed: one line a date, the oldest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from qa_bot.answering.composing.lines import answering_words, lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.subject import articles_on
from qa_bot.answering.draft import Statement
from qa_bot.answering.selection.confidence import Rated
from qa_bot.retrieval import Sentence
from qa_bot.text import Quantity, Span, dated, dates_in, quantities
from qa_bot.types import Form

_MOST = 5  # lines
_SHARE = 0.1  # of the best one's confidence


def figures(material: Material) -> Composed | None:
    """Sentences with figures of the dimension that is asked for; None where there are not two values."""
    rated = material.rated
    if not rated or rated[0].confidence < material.settings.min_confidence:
        return None
    likely = _on_the_subject(
        material, [one for one in rated if one.confidence >= _SHARE * rated[0].confidence]
    )
    dimension = _dimension(likely)
    chosen: list[Rated] = []
    values: set[float] = set()
    for one in likely:
        words = quantities(answering_words(material, one.sentence))
        found = {figure.value for figure in words if figure.dimension == dimension}
        if found - values and len(chosen) < _MOST:
            chosen.append(one)
            values |= found
    if len(values) < 2:
        return None
    chosen.sort(key=lambda one: _told_of(one.sentence))
    told = lines(material, chosen)
    return Composed(tuple(map(_dated, told)), Form.FIGURES)


def _on_the_subject(material: Material, likely: list[Rated]) -> list[Rated]:
    """Those of articles about what is asked, where there are such: another thing has a price too."""
    about = {article.id for article in articles_on(material.part, material.evidence.passages)}
    return [one for one in likely if one.sentence.passage.article.id in about] or likely


def _dimension(likely: Sequence[Rated]) -> str | None:
    """That of most figures, those of likelier sentences counting more."""
    weights: defaultdict[str, float] = defaultdict(float)
    for one in likely:
        for dimension in {figure.dimension for figure in _figures(one.sentence)}:
            weights[dimension] += one.confidence
    return max(weights, key=weights.__getitem__, default=None)


def _figures(sentence: Sentence) -> list[Quantity]:
    """Without dates and ordinals."""
    return [one for one in quantities(dated(sentence.reading).rest) if one.dimension != "ordinal"]


def _told_of(sentence: Sentence) -> date:
    """The last day that the sentence names, if it has passed, else the day of its publication."""
    published = sentence.passage.article.published
    past = [span.last for span in _spans(sentence) if published is None or span.last <= published]
    return max(past, default=published or date.min)


def _dated(statement: Statement) -> Statement:
    """With its one day, or that of the publication; a longer time is named in the words."""
    days = [span.first for span in _spans(statement.source) if span.first == span.last]
    return replace(statement, date=days[0] if len(days) == 1 else statement.source.passage.article.published)


def _spans(sentence: Sentence) -> list[Span]:
    published = sentence.passage.article.published
    return [span for found in dates_in(sentence.reading) if (span := found.when.span(published))]
