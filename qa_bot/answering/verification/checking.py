"""Does a passage prove a claim, or deny it? So the judge; figures, dates and names are compared apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa_bot.answering.citations import cited
from qa_bot.answering.draft import Statement
from qa_bot.answering.verification.support import is_verbatim, likeliest, misstates, with_neighbours
from qa_bot.errors import UsageError
from qa_bot.models import Judge, Opinion
from qa_bot.retrieval import Sentence, sentences_of
from qa_bot.text import fold
from qa_bot.types import Article, Chunk, Citation, Passage, Question

_QUOTES = 6  # that the judge compares, most words in common first
_SURE = 0.5  # the least confidence of a verdict that is not "not stated"


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
    repaired: str | None = None  # what the articles say instead of what they deny, in their own words


def check(claim: Question, passages: Sequence[Passage], judge: Judge | None) -> Check:
    """The verdict of the passages on one claim; of several that prove it, the surest is cited.

    Raises UsageError for an empty claim, and where the settings leave nobody to judge it.
    """
    if not any(char.isalnum() for char in claim.text):
        raise UsageError("The claim is empty; write one in words.")
    if judge is None:
        raise UsageError("models.judge = 'none' leaves nobody to check a claim; set it to 'trained'.")
    text = fold(claim.text)
    sentences = [sentence for passage in passages for sentence in sentences_of(passage)]
    if verbatim := next((sentence for sentence in sentences if is_verbatim(text, sentence)), None):
        return _found(claim, Stated.SUPPORTED, 1.0, verbatim)
    weighed = [(quote, _weighed(text, quote, judge)) for quote in likeliest(text, sentences, _QUOTES)]
    if not weighed:
        return Check(claim.id, claim.text, Stated.NOT_STATED, 1.0)
    proof, proven = max(weighed, key=lambda one: one[1].entailed)
    denial, denied = max(weighed, key=lambda one: one[1].contradicted)
    if proven.entailed >= max(_SURE, denied.contradicted):
        return _found(claim, Stated.SUPPORTED, proven.entailed, proof)
    if denied.contradicted >= _SURE:
        return _found(claim, Stated.CONTRADICTED, denied.contradicted, denial)
    return _found(claim, Stated.NOT_STATED, 1 - max(proven.entailed, denied.contradicted), proof)


def _found(claim: Question, verdict: Stated, confidence: float, source: Sentence) -> Check:
    _, citations = cited([Statement(source.reading, source)])
    repaired = source.reading if verdict is Stated.CONTRADICTED else None
    return Check(claim.id, claim.text, verdict, round(confidence, 3), citations, repaired)


def _weighed(claim: str, quote: Sentence, judge: Judge) -> Opinion:
    """The judge's opinion; what has another figure, date or name is not proven, whoever says so."""
    beside = with_neighbours(quote)
    opinion = judge.judge(beside, claim)
    return Opinion(0.0, opinion.contradicted) if misstates(claim, quote, beside) else opinion


def given(texts: Sequence[str]) -> list[Passage]:
    """Passages that come with a claim, each as an article of its own, under its number."""
    return [
        Passage(Article(f"passage {n}", text, ""), Chunk(f"passage {n}", "", 0, 0, len(text)), 1.0)
        for n, text in enumerate(texts, start=1)
    ]
