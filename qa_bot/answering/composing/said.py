"""What somebody said: whole quotations and what an article reports of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa_bot.answering.composing.lines import lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.subject import sentence_at
from qa_bot.answering.draft import Statement
from qa_bot.answering.selection.confidence import Rated
from qa_bot.query import Part
from qa_bot.retrieval import Sentence
from qa_bot.text import content_stems, stems_of
from qa_bot.types import Article, Form, Quotation, as_number

_MOST = 3  # quotations
_SHARE = 0.4  # of the best one's fit
_FROM_WORDS = 0.5  # what having all words that are asked about counts, beside a confidence


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation as a sentence of its article, and how well it fits what is asked."""

    sentence: Sentence
    confidence: float  # of the surest sentence in it
    fit: float


def said(material: Material) -> Composed | None:
    """What they said, the best fit first, then the newest; None where nobody quotes them on it."""
    found = sorted(_of_the_speaker(material), key=lambda one: -one.fit)
    if not found or found[0].fit < material.settings.stated_confidence:
        return None
    best, *others = [one for one in found if one.fit >= _SHARE * found[0].fit][:_MOST]
    others.sort(key=lambda one: -as_number(one.sentence.passage.article.published))
    told = lines(material, [Rated(one.sentence, one.confidence) for one in (best, *others)])
    return Composed(tuple(map(_dated, told)), Form.SAID)


def _of_the_speaker(material: Material) -> Iterator[_Said]:
    """All quotations in what was found of the first name that is asked about and is quoted there."""
    articles = {one.article.id: one.article for one in material.evidence.passages}
    quoted = [
        (articles[id], quotation)
        for id, facts in material.evidence.facts.items()
        if id in articles
        for quotation in facts.quotations
    ]
    for asked in _speakers(material.part):
        if own := [pair for pair in quoted if asked & stems_of(pair[1].speaker)]:
            yield from (_rated(material, asked, article, quotation) for article, quotation in own)
            return


def _speakers(part: Part) -> Iterator[frozenset[str]]:
    """Who may be asked about, as stems: the names in their order, by their last word; else any word."""
    for name in part.names:
        yield frozenset(content_stems(name)[-1:])
    if not part.names:
        yield frozenset(part.subject)


def _rated(material: Material, asked: frozenset[str], article: Article, quotation: Quotation) -> _Said:
    sentence = sentence_at(article, quotation.start, quotation.end)
    inside = [
        one.confidence
        for one in material.rated
        if one.sentence.passage.article.id == article.id
        and quotation.start <= one.sentence.start < quotation.end
    ]
    topic = set(material.part.subject) - asked
    shared = len(topic & set(content_stems(sentence.reading))) / len(topic) if topic else 1.0
    confidence = max(inside, default=0.0)
    return _Said(sentence, confidence, confidence + _FROM_WORDS * shared)


def _dated(statement: Statement) -> Statement:
    return replace(statement, date=statement.source.passage.article.published)
