"""What each of those who differ says, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa_bot.answering.composing.lines import answering_words, lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.disagreement.altered import altered
from qa_bot.answering.disagreement.detection import Dispute, Label, dispute
from qa_bot.answering.selection.confidence import Rated
from qa_bot.text import figures, is_negative
from qa_bot.types import Form, as_number

_DISPUTED = "Disputed."  # in place of a yes or a no


def sides(material: Material, chosen: Sequence[Rated]) -> Composed | None:
    """The sides of what was asked and what else was chosen; None where the articles agree."""
    stated = material.settings.stated_confidence
    copied = _altered(material, chosen)
    found = copied or dispute(material.part, material.rated, chosen, stated, material.speaker)
    if not found:
        return None
    others = [one for one in chosen if one not in found.sides]
    told = lines(material, [*_ordered(material, found), *others])
    # Both copies name one speaker: it is they who differ.
    by_whom = [replace(one, speaker="" if copied else material.speaker(one.source)) for one in told]
    if material.part.form is Form.YES_NO:
        by_whom[0] = replace(by_whom[0], text=f"{_DISPUTED} {by_whom[0].text}", lead=_DISPUTED)
    return Composed(tuple(by_whom), Form.SIDES, disputes=(found,))


def _altered(material: Material, chosen: Sequence[Rated]) -> Dispute | None:
    """A sentence of the answer and what a copy of its article says in its place."""
    for one in chosen:
        other = altered(one, material.evidence.passages)
        if other and _touches_the_answer(material, one, other):
            differ = figures(one.sentence.reading) != figures(other.sentence.reading)
            return Dispute(material.part.text, (one, other), Label.FIGURES if differ else None)
    return None


def _touches_the_answer(material: Material, one: Rated, other: Rated) -> bool:
    """Whether the copies differ in what is asked: who spoke stays the same where only a figure is another."""
    words = answering_words(material, one.sentence)
    if material.part.form is Form.YES_NO or not words or figures(words):
        return True
    return is_negative(one.sentence.reading) != is_negative(other.sentence.reading)


def _ordered(material: Material, found: Dispute) -> list[Rated]:
    """The newest first; where a yes is asked for that somebody denies, the denial."""
    if found.label is Label.DENIED and material.part.form is Form.YES_NO:
        claim, denial, *accounts = found.sides
        return [denial, claim, *accounts]
    return sorted(found.sides, key=lambda one: -as_number(one.sentence.passage.article.published))
