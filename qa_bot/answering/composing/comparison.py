"""Two or more that are compared: what is said of each."""

from __future__ import annotations

from qa_bot.answering.composing.choice import enough
from qa_bot.answering.composing.lines import lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.selection.confidence import Rated
from qa_bot.retrieval import Sentence
from qa_bot.text import vocabulary
from qa_bot.types import Form

_SHARE = 0.1  # of the best one's confidence, for a sentence about another of those compared


def comparison(material: Material) -> Composed | None:
    """A sentence about each, or one about all; None where fewer than two are named or told of."""
    chosen, named = enough(material), material.part.names
    if len(named) < 2 or not chosen or chosen[0].confidence < material.settings.stated_confidence:
        return None
    told: list[Rated] = []
    for name in named:
        if any(_names(one.sentence, name) for one in told):
            continue
        likely = (one for one in material.rated if one.confidence >= _SHARE * chosen[0].confidence)
        told += [one for one in likely if _names(one.sentence, name)][:1]
    if not told:
        return None
    more = [one for one in chosen if one not in told][: material.budget - len(told)]
    return Composed(lines(material, [*sorted(told, key=lambda one: -one.confidence), *more]), Form.COMPARISON)


def _names(sentence: Sentence, name: str) -> bool:
    return vocabulary(sentence.reading, sentence.passage.article.kept).has_name(name)
