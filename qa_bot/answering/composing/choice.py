"""The fewest sentences that probably hold the answer, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from math import prod

from qa_bot.answering.composing.material import Material
from qa_bot.answering.draft import place
from qa_bot.answering.selection.confidence import Rated
from qa_bot.retrieval import Sentence, sentences_of
from qa_bot.text import content_stems

_USUAL_WORDS = 25  # of a sentence
_UNSURE = 0.35  # the probability that none of the chosen answers, from which what follows the best is shown


def enough(material: Material) -> list[Rated]:
    """The best sentences until it is likely that one of them holds the answer; none where none may."""
    rated, settings = material.rated, material.settings
    if not rated or rated[0].confidence < settings.min_confidence:
        return []
    chosen: list[Rated] = []
    missed = 1.0
    needed = settings.min_share * rated[0].confidence
    for candidate in rated:
        if len(chosen) == material.budget or missed <= 1 - settings.enough_confidence:
            break
        if chosen and candidate.confidence < needed * _length(candidate.sentence):
            continue
        if adds(candidate.sentence, [one.sentence for one in chosen]):
            chosen.append(candidate)
            missed *= 1 - candidate.confidence
    return chosen


def going_on(chosen: Sequence[Rated]) -> list[Rated]:
    """The sentence behind the best one, where it is unsure that one of them answers: it may go on there."""
    return following(chosen, 1) if prod(1 - one.confidence for one in chosen) > _UNSURE else []


def following(chosen: Sequence[Rated], most: int) -> list[Rated]:
    """The sentences behind the best one that are not chosen yet."""
    best, taken = chosen[0], {place(one.sentence) for one in chosen}
    sentences = sentences_of(best.sentence.passage)
    behind = (one for one in sentences if one.start >= best.sentence.end and one.says_something)
    return [Rated(one, best.confidence) for one in islice(behind, most) if place(one) not in taken]


def adds(sentence: Sentence, chosen: Iterable[Sentence]) -> bool:
    """Whether it says something that none of the chosen says."""
    stems = set(content_stems(sentence.reading))
    return all(len(stems - set(content_stems(other.reading))) > len(stems) / 3 for other in chosen)


def answer_first(chosen: Sequence[Rated]) -> list[Rated]:
    """The likeliest one, then the others article by article, as they stand there."""
    best, *others = chosen
    order: dict[str, int] = {}
    for one in chosen:
        order.setdefault(one.sentence.passage.article.id, len(order))
    others.sort(key=lambda one: (order[one.sentence.passage.article.id], one.sentence.start))
    return [best, *others]


def _length(sentence: Sentence) -> float:
    """In usual sentences, at least one: what takes longer to read must be likelier to answer."""
    return max(1.0, len(sentence.reading.split()) / _USUAL_WORDS)
