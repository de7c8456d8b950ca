"""Yes or no, by the judge, who reads a question as a sentence: entailed is yes, contradicted is no."""

from __future__ import annotations

from dataclasses import dataclass

from qa_bot.answering.composing.material import Material
from qa_bot.answering.selection.confidence import Rated
from qa_bot.answering.verification.support import with_neighbours
from qa_bot.models import Judge
from qa_bot.text import fold

_READ = 3  # sentences that are judged, the likeliest first


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sentence that decides a question makes of it."""

    is_yes: bool
    by: Rated
    sure: float  # probability


def verdict(material: Material, question: str, limit: float) -> Verdict | None:
    """By the surest of the likeliest sentences; None if it is less sure than `limit`, or without a judge."""
    judge = material.judge()
    if not judge:
        return None
    read = (one for one in material.rated[:_READ] if one.confidence >= material.settings.min_confidence)
    found = [_of(judge, one, fold(question)) for one in read]
    best = max(found, key=lambda one: one.sure, default=None)
    return best if best and best.sure >= limit else None


def _of(judge: Judge, rated: Rated, question: str) -> Verdict:
    opinion = judge.judge(with_neighbours(rated.sentence), question)
    yes, no = opinion.entailed, opinion.contradicted
    return Verdict(yes >= no, rated, max(yes, no))
