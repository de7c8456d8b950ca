"""Do articles prove a claim, or deny it? So the judge, and a verifier where there is one.

Figures, dates and names are compared apart. Of articles that say opposite things both are told.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from qa_bot.answering.citations import cited
from qa_bot.answering.decontextualization import leans
from qa_bot.answering.draft import Statement
from qa_bot.answering.verification.cases import Case, Finding, Ruling, Verifying
from qa_bot.answering.verification.support import likeliest, misstates, repeated, with_neighbours
from qa_bot.answering.verification.tripwires import is_foreign_to
from qa_bot.errors import ModelUnavailable, UsageError
from qa_bot.models import Judge, Opinion
from qa_bot.retrieval import Sentence, articles_of, sentences_of
from qa_bot.text import content_stems, fold, sentence_spans
from qa_bot.types import Article, Chunk, Citation, Passage, Question, Side

_QUOTES = 6  # that the judge compares, most words in common first
_SURE = 0.5  # the least confidence of a verdict that is not "not stated"
_DENIED = 0.8  # the judge finds three of ten sound sentences denied at .5, and 4 of a hundred here
_DIFFERING = 0.8  # the least confidence in both of two sides
_ALIKE = 0.05  # quotes that prove so equally well that the shorter one is cited
_VERIFIED = 4  # quotes that a verifier reads
_RIGHT = 0.95  # share of a verifier's rulings that are taken to be right
_FOREIGN = 0.25  # of the judge's belief in a claim with words that no article has
_RULED = {Ruling.SUPPORTED: "supported", Ruling.CONTRADICTED: "contradicted"}
_log = logging.getLogger(__name__)


class Stated(StrEnum):
    """What articles make of a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Check:
    """A verdict on a claim, how sure it is (0 to 1), and the quotes that it rests on or that come nearest."""

    id: str
    claim: str
    verdict: Stated
    confidence: float
    citations: tuple[Citation, ...] = ()
    repaired: str | None = None  # what the articles say instead of what they deny
    sides: tuple[Side, ...] = ()  # who says so and who denies it, where articles differ
    sentences: tuple[Check, ...] = ()  # of a claim of several, each by itself

    @classmethod
    def of(cls, claim: Question, sentences: Sequence[Check]) -> Check:
        """Of a whole text: as good as its worst sentence."""
        worst = min(sentences, key=lambda one: (_BAD.index(one.verdict), -one.confidence))
        return cls(claim.id, claim.text, worst.verdict, worst.confidence, sentences=tuple(sentences))


_BAD = (Stated.CONTRADICTED, Stated.NOT_STATED, Stated.SUPPORTED)  # worst first


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A quote, and what the judge makes of the claim beside it."""

    quote: Sentence
    opinion: Opinion
    misstates: bool  # a figure, a date or a name

    @property
    def unproven(self) -> Opinion:
        return Opinion(0.0, self.opinion.contradicted)


def check(
    claim: Question, passages: Sequence[Passage], judge: Judge | None, verifier: Verifying | None = None
) -> Check:
    """The verdict of the passages on one claim; of several that prove it, the surest is cited.

    Raises UsageError for an empty claim, and where the settings leave nobody to judge it.
    """
    _check(claim)
    if judge is None:
        raise UsageError("models.judge = 'none' leaves nobody to check a claim; set it to 'trained'.")
    text = fold(claim.text)
    sentences = [sentence for passage in passages for sentence in sentences_of(passage)]
    if verbatim := repeated(text, sentences):
        return _found(claim, Stated.SUPPORTED, 1.0, verbatim)
    weighed = [_weighed(text, quote, judge) for quote in likeliest(text, sentences, _QUOTES)]
    if not weighed:
        return Check(claim.id, claim.text, Stated.NOT_STATED, 1.0)
    found = _verified(claim, weighed, verifier) if verifier else _judged(claim, weighed)
    others = (_weighed(text, quote, judge) for quote in _of_others(text, sentences, weighed))
    return _with_sides(found, [*weighed, *others])


def checked(claim: Question, alone: Callable[[Question, str], Check]) -> Check:
    """Each sentence of a text by itself; `alone` checks one, by articles found for the words it gets with it.

    What begins with "it" or "she" is searched for with the sentence before it. Questions claim nothing.
    """
    _check(claim)
    texts = [claim.text[start:end].strip() for start, end in sentence_spans(claim.text)]
    stated = [text for text in texts if content_stems(text) and not text.endswith("?")]
    if len(stated) < 2:
        return alone(claim, claim.text)
    searched = [
        text if n == 0 or not leans(text) else f"{stated[n - 1]} {text}" for n, text in enumerate(stated)
    ]
    return Check.of(
        claim,
        [alone(replace(claim, text=text), search) for text, search in zip(stated, searched, strict=True)],
    )


def _check(claim: Question) -> None:
    if not any(char.isalnum() for char in claim.text):
        raise UsageError("The claim is empty; write one in words.")


def _judged(claim: Question, weighed: Sequence[_Weighed]) -> Check:
    """By the judge alone; what has another figure, date or name is not proven, whoever says so."""
    strict = [replace(one, opinion=one.unproven) if one.misstates else one for one in weighed]
    proof, denial = _proof(strict), _denial(strict)
    proven, denied = proof.opinion.entailed, denial.opinion.contradicted
    if proven >= _SURE and (proven >= denied or denied < _DENIED):
        return _found(claim, Stated.SUPPORTED, proven, proof.quote)
    if denied >= _DENIED:
        return _found(claim, Stated.CONTRADICTED, denied, denial.quote)
    return _found(claim, Stated.NOT_STATED, 1 - max(proven, denied), proof.quote)


def _verified(claim: Question, weighed: Sequence[_Weighed], verifier: Verifying) -> Check:
    """The judge's belief, corrected by a verifier's ruling on the same quotes."""
    proof, denial = _proof(weighed), _denial(weighed)
    quotes = tuple(dict.fromkeys(one.quote for one in (proof, denial, *weighed)))[:_VERIFIED]
    try:
        (finding,) = verifier.verify([Case(claim.text, quotes)])
    except ModelUnavailable as error:
        _log.warning("%s Our judge decides alone.", error)
        finding = None
    if finding is None:
        return _judged(claim, weighed)
    beliefs = _beliefs(claim.text, proof, denial, quotes)
    verdict, confidence = _corrected(beliefs, finding)
    deciding = denial if verdict is Stated.CONTRADICTED else proof
    found = _found(claim, verdict, confidence, deciding.quote)
    if finding.repaired and verdict is not Stated.SUPPORTED:
        return replace(found, repaired=finding.repaired)
    return found


def _beliefs(
    claim: str, proof: _Weighed, denial: _Weighed, quotes: Sequence[Sentence]
) -> Mapping[Stated, float]:
    """What the judge holds probable, before anybody else is heard."""
    supported, contradicted = proof.opinion.entailed, denial.opinion.contradicted
    if is_foreign_to(claim, articles_of(quotes)):
        supported *= _FOREIGN
    if supported + contradicted > 1:
        supported, contradicted = (one / (supported + contradicted) for one in (supported, contradicted))
    return {
        Stated.SUPPORTED: supported,
        Stated.CONTRADICTED: contradicted,
        Stated.NOT_STATED: 1 - supported - contradicted,
    }


def _corrected(beliefs: Mapping[Stated, float], finding: Finding) -> tuple[Stated, float]:
    """By Bayes' rule, of a verifier that is right so often."""
    ruled = Stated(_RULED.get(finding.ruling, Stated.NOT_STATED))
    told = {one: belief * (_RIGHT if one is ruled else (1 - _RIGHT) / 2) for one, belief in beliefs.items()}
    best = max(told, key=lambda one: told[one])
    return best, told[best] / (sum(told.values()) or 1)


def _proof(weighed: Sequence[_Weighed]) -> _Weighed:
    """The shortest of the quotes that prove best."""
    most = max(one.opinion.entailed for one in weighed)
    near = [one for one in weighed if one.opinion.entailed >= most - _ALIKE]
    return min(near, key=lambda one: one.quote.end - one.quote.start)


def _denial(weighed: Sequence[_Weighed]) -> _Weighed:
    most = max(one.opinion.contradicted for one in weighed)
    near = [one for one in weighed if one.opinion.contradicted >= most - _ALIKE]
    return min(near, key=lambda one: one.quote.end - one.quote.start)


def _found(claim: Question, verdict: Stated, confidence: float, source: Sentence) -> Check:
    _, citations = cited([Statement(source.reading, source)])
    repaired = source.reading if verdict is Stated.CONTRADICTED else None
    return Check(claim.id, claim.text, verdict, round(confidence, 3), citations, repaired)


def _of_others(claim: str, sentences: Sequence[Sentence], weighed: Sequence[_Weighed]) -> list[Sentence]:
    """The likeliest quote of each article that none was taken from yet."""
    taken = {one.quote.passage.article.id for one in weighed}
    of_article: dict[str, list[Sentence]] = {}
    for one in sentences:
        if one.passage.article.id not in taken:
            of_article.setdefault(one.passage.article.id, []).append(one)
    return [quote for found in of_article.values() for quote in likeliest(claim, found, 1)]


def _with_sides(found: Check, weighed: Sequence[_Weighed]) -> Check:
    """Both, where one article surely proves what another surely denies."""
    proof, denial = _proof(weighed), _denial(weighed)
    articles = [one.quote.passage.article for one in (proof, denial)]
    differ = articles[0].id != articles[1].id and found.verdict is not Stated.NOT_STATED
    if not differ or min(proof.opinion.entailed, denial.opinion.contradicted) < _DIFFERING:
        return found
    quotes = [proof.quote, denial.quote]
    if found.verdict is Stated.CONTRADICTED:
        quotes.reverse()
    _, citations = cited([Statement(one.reading, one) for one in quotes])
    sides = tuple(
        Side(one.reading, (n,), one.passage.article.outlet or "", one.passage.article.published)
        for n, one in enumerate(quotes, start=1)
    )
    return replace(found, citations=citations, sides=sides)


def _weighed(claim: str, quote: Sentence, judge: Judge) -> _Weighed:
    beside = with_neighbours(quote)
    return _Weighed(quote, judge.judge(beside, claim), misstates(claim, quote, beside))


def given(texts: Sequence[str]) -> list[Passage]:
    """Passages that come with a claim, each as an article of its own, under its number."""
    return [
        Passage(Article(f"passage {n}", text, ""), Chunk(f"passage {n}", "", 0, 0, len(text)), 1.0)
        for n, text in enumerate(texts, start=1)
    ]
