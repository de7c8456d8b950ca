"""The form that a question asks for, or a plain answer where the articles do not fill that form."""

from __future__ import annotations

from collections.abc import Mapping

from qa_bot.answering.composing.briefing import briefing
from qa_bot.answering.composing.comparison import comparison
from qa_bot.answering.composing.fact import fact
from qa_bot.answering.composing.figures import figures
from qa_bot.answering.composing.lists import items
from qa_bot.answering.composing.material import Composed, Composer, Material
from qa_bot.answering.composing.said import each_side, said
from qa_bot.answering.composing.timeline import timeline
from qa_bot.types import Form

_COMPOSERS: Mapping[Form, Composer] = {
    Form.LIST: items,
    Form.COMPARISON: comparison,
    Form.FIGURES: figures,
    Form.SAID: said,
    Form.SIDES: each_side,
    Form.BRIEFING: briefing,
    Form.TIMELINE: timeline,
}


def compose(material: Material) -> Composed | None:
    """None where the articles do not say."""
    composer = _COMPOSERS.get(material.part.form, fact)
    return composer(material) or fact(material)
