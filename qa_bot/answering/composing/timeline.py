"""What happened on the days asked about, or one thing after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qa_bot.answering.composing.lines import lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.subject import articles_on, sentence_at
from qa_bot.answering.draft import Statement
from qa_bot.answering.selection.confidence import Rated
from qa_bot.retrieval import Row, foremost
from qa_bot.retrieval import timeline as rows_of
from qa_bot.types import Form

_MOST = 8  # rows
_OF_THE_DAYS = 4  # where days are asked about


def timeline(material: Material) -> Composed | None:
    """Dated lines, the oldest first; None where no article tells of the days or of the subject."""
    part = material.part
    days = part.days
    articles = articles_on(part, material.evidence.passages)
    rows = rows_of(articles, part.subject)
    if days:  # of a whole year nobody knows whether it was then
        rows = tuple(row for row in rows if days.first <= row.first and row.last <= days.last)
    shown = foremost(rows, _OF_THE_DAYS if days else _MOST)
    told = [line for row in shown for line in _line(material, row)]
    return Composed(tuple(told), Form.TIMELINE) if told else None


def _line(material: Material, row: Row) -> Iterator[Statement]:
    sentence = sentence_at(row.article, row.start, row.end)
    day = row.first if row.first == row.last else None  # the sentence itself names a longer time
    return (replace(one, date=day) for one in lines(material, [Rated(sentence, 1.0)]))
