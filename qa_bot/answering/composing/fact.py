"""A plain answer: the sentence that answers, then what makes it likelier that one of them does."""

from __future__ import annotations

from qa_bot.answering.composing.choice import answer_first, enough, going_on
from qa_bot.answering.composing.lines import lines, nearest
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.sides import sides
from qa_bot.types import Form


def fact(material: Material) -> Composed | None:
    """The answer, its sides where articles differ, or what comes nearest; None where nothing may answer."""
    chosen = enough(material)
    if not chosen:
        return None
    if differing := sides(material, chosen):
        return differing
    if chosen[0].confidence < material.settings.stated_confidence:
        return Composed(nearest(material, chosen), Form.NOT_STATED)
    if len(chosen) < material.budget:
        chosen += going_on(chosen)
    return Composed(lines(material, answer_first(chosen)), Form.FACT)
