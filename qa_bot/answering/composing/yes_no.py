"""Yes or no, with the sentence that says so, where the judge is sure; else a plain answer."""

from __future__ import annotations

from dataclasses import replace

from qa_bot.answering.composing.choice import answer_first, enough
from qa_bot.answering.composing.lines import lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.sides import sides
from qa_bot.answering.composing.verdicts import verdict
from qa_bot.types import Form

_SURE = 0.6  # probability from which "Yes" or "No" is said; see evals/LOG.md


def yes_or_no(material: Material) -> Composed | None:
    """None where the articles differ, or the judge is not sure."""
    chosen = enough(material)
    if not chosen or sides(material, chosen):
        return None
    found = verdict(material, f"{material.part.whole.rstrip(' ?.!')}?", _SURE)
    if not found:
        return None
    others = [one for one in chosen if one is not found.by]
    first, *rest = lines(material, answer_first([found.by, *others]))
    said = "Yes" if found.is_yes else "No"
    return Composed((replace(first, text=f"{said}. {first.text}"), *rest), Form.YES_NO)
