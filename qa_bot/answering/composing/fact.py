"""A plain answer: the sentence that answers, then what makes it likelier that one of them does."""

from __future__ import annotations

from qa_bot.answering.composing.choice import answer_first, enough, going_on
from qa_bot.answering.composing.lines import answering_words, lines, nearest
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.composing.sides import sides
from qa_bot.answering.selection.confidence import Rated
from qa_bot.query import MEASURED
from qa_bot.text import Quantity, quantities
from qa_bot.types import Form, as_number

_AS_SURE = 0.5  # as the best one, for a later figure to stand first


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
    form = Form.YES_NO if material.part.form is Form.YES_NO else Form.FACT
    return Composed(lines(material, _newest_value_first(material, answer_first(chosen))), form)


def _newest_value_first(material: Material, chosen: list[Rated]) -> list[Rated]:
    """Of figures that articles of different days give about as surely, the latest is how things stand."""
    if material.part.kind not in MEASURED:
        return chosen
    best = chosen[0]
    values = {one: _value(material, one) for one in chosen if _published(one)}
    same = [
        one
        for one, value in values.items()
        if value
        and (first := values.get(best))
        and value.dimension == first.dimension
        and one.confidence >= _AS_SURE * best.confidence
        and _published(one) > _published(best)
    ]
    newest = max(same, key=_published, default=best)
    return [newest, *(one for one in chosen if one is not newest)]


def _value(material: Material, one: Rated) -> Quantity | None:
    """The figure in the words that answer, if it is the only one."""
    found = quantities(answering_words(material, one.sentence))
    return found[0] if len(found) == 1 else None


def _published(one: Rated) -> int:
    return as_number(one.sentence.passage.article.published)
