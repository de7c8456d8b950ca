"""What each of those who differ says, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa_bot.answering.composing.lines import lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.disagreement.detection import dispute
from qa_bot.answering.selection.confidence import Rated
from qa_bot.answering.speech import speaker
from qa_bot.types import Form, as_number


def sides(material: Material, chosen: Sequence[Rated]) -> Composed | None:
    """The sides of what was asked and what else was chosen; None where the articles agree."""
    found = dispute(material.part, material.rated, chosen, material.settings.stated_confidence)
    if not found:
        return None
    others = [one for one in chosen if one not in found.sides]
    ordered = sorted(found.sides, key=lambda one: -as_number(one.sentence.passage.article.published))
    told = lines(material, [*ordered, *others])
    by_whom = tuple(replace(one, speaker=speaker(one.source.reading) or "") for one in told)
    return Composed(by_whom, Form.SIDES, disputes=(found,))
