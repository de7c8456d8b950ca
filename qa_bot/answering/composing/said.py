"""What somebody said: whole quotations and what an article reports of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from qa_bot.answering.composing.lines import lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.subject import sentence_at
from qa_bot.answering.draft import Statement
from qa_bot.answering.selection.confidence import Rated
from qa_bot.query import Part
from qa_bot.retrieval import Sentence
from qa_bot.text import any_of, behind_dateline, content_stems, lexicon, stems_of
from qa_bot.types import Article, Form, Quotation, as_number

_VERBATIM = re.compile(rf"\b{any_of('forms.quote')}\b", re.IGNORECASE)
_SAYING = stems_of(" ".join(lexicon("saying.speaking", "saying.holding")))  # "did she report": no topic
_MOST = 3  # quotations
_MOST_SPEAKERS = 6
_SHARE = 0.4  # of the best one's fit
_LEAST_OF_ANYBODY = 0.3  # fit of what somebody says whom the question does not name
_FROM_WORDS = 0.5  # what having all words that are asked about counts, beside a confidence


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation as a sentence of its article, and how well it fits what is asked."""

    speaker: str
    sentence: Sentence
    confidence: float  # of the surest sentence in it
    fit: float


def said(material: Material) -> Composed | None:
    """What they said, the best fit first, then the newest; None where nobody quotes them on it."""
    found = _on_it(material, _of_the_speaker(material))
    if not found:
        return None
    best, *others = [one for one in found if one.fit >= _SHARE * found[0].fit][:_MOST]
    others.sort(key=lambda one: -as_number(one.sentence.passage.article.published))
    return Composed(_told(material, [best, *others]), Form.SAID)


def each_side(material: Material) -> Composed | None:
    """What fits best of what each one said on it; None where fewer than two did."""
    by_speaker: dict[str, _Said] = {}
    found = _on_it(material, (_rated(material, frozenset(), *pair) for pair in _quoted(material)))
    for one in found:
        if one.fit >= _SHARE * found[0].fit:
            by_speaker.setdefault(one.speaker, one)
    chosen = list(by_speaker.values())[:_MOST_SPEAKERS]
    return Composed(_told(material, chosen), Form.SAID) if len(chosen) > 1 else None


def _on_it(material: Material, found: Iterable[_Said]) -> list[_Said]:
    """Best fit first; none where even that is nearly nothing."""
    least = material.settings.stated_confidence if material.part.names else _LEAST_OF_ANYBODY
    ordered = sorted(found, key=lambda one: -one.fit)
    return ordered if ordered and ordered[0].fit >= least else []


def _told(material: Material, chosen: Iterable[_Said]) -> tuple[Statement, ...]:
    return tuple(map(_dated, lines(material, [Rated(one.sentence, one.confidence) for one in chosen])))


def _quoted(material: Material) -> list[tuple[Article, Quotation]]:
    """All quotations in the articles that were found, as far as they are what the ingest read."""
    articles = {one.article.id: one.article for one in material.evidence.passages}
    return [
        (article, quotation)
        for id, article in articles.items()
        for quotation in material.evidence.quotations.get(id, ())
    ]


def _of_the_speaker(material: Material) -> Iterator[_Said]:
    """Those of the first name that is asked about and is quoted."""
    quoted = _quoted(material)
    for asked in _speakers(material.part):
        if own := [pair for pair in quoted if asked & stems_of(pair[1].speaker)]:
            direct = [pair for pair in own if pair[1].direct] if _VERBATIM.search(material.part.whole) else []
            return (_rated(material, asked, *pair) for pair in direct or own)
    return iter(())


def _speakers(part: Part) -> Iterator[frozenset[str]]:
    """Who may be asked about, as stems: the names in their order, by their last word; else any word."""
    for name in part.names:
        yield frozenset(content_stems(name)[-1:])
    if not part.names:
        yield frozenset(part.subject)


def _first_names(part: Part, asked: frozenset[str]) -> set[str]:
    """The other words of the name of who is asked about: that they are in a quotation tells nothing."""
    named = [stems_of(name) for name in part.names]
    return {stem for stems in named if asked & stems for stem in stems}


def _rated(material: Material, asked: frozenset[str], article: Article, quotation: Quotation) -> _Said:
    start = behind_dateline(article.text, quotation.start, quotation.end)
    sentence = sentence_at(article, start, quotation.end)
    inside = [
        one.confidence
        for one in material.rated
        if one.sentence.passage.article.id == article.id
        and quotation.start <= one.sentence.start < quotation.end
    ]
    topic = set(material.part.subject) - asked - _first_names(material.part, asked) - _SAYING
    shared = len(topic & set(content_stems(sentence.reading))) / len(topic) if topic else 1.0
    confidence = max(inside, default=0.0)
    return _Said(quotation.speaker, sentence, confidence, confidence + _FROM_WORDS * shared)


def _dated(statement: Statement) -> Statement:
    return replace(statement, date=statement.source.passage.article.published)
