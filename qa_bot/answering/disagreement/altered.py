"""A copy of an article that says something else where the answer stands, as a forged one does."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.answering.disagreement.answer_values import differ_in_one_place
from qa_bot.answering.selection.confidence import Rated
from qa_bot.retrieval import Sentence, sentences_of
from qa_bot.text import figures, is_negative, nearly_the_same
from qa_bot.types import Article, Passage

_COMMON = 2  # words that the sentences share; the articles around them are the same


def altered(best: Rated, passages: Sequence[Passage]) -> Rated | None:
    """The sentence of a near-copy of its article that is the same but for a figure or a "not".

    Another day's version from the same outlet is no copy: it brings up to date.
    """
    own = best.sentence.passage.article
    for passage in passages:
        other = passage.article
        if other.id != own.id and not _brings_up_to_date(own, other) and nearly_the_same(own, other):
            for one in sentences_of(passage):
                if _differ(best.sentence, one):
                    return Rated(one, best.confidence)
    return None


def _brings_up_to_date(one: Article, other: Article) -> bool:
    return bool(one.outlet) and one.outlet == other.outlet and one.published != other.published


def _differ(one: Sentence, other: Sentence) -> bool:
    a, b = one.reading, other.reading
    says_otherwise = figures(a) != figures(b) or is_negative(a) != is_negative(b)
    return says_otherwise and differ_in_one_place(a, b, common=_COMMON)
