"""Every item that the articles name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_bot.answering.composing.choice import adds, answer_first, enough, following
from qa_bot.answering.composing.lines import answering_words, lines
from qa_bot.answering.composing.material import Composed, Material
from qa_bot.answering.draft import place
from qa_bot.answering.selection.confidence import Rated
from qa_bot.retrieval import Sentence, sentences_of
from qa_bot.types import Form

_SEVERAL = re.compile(r",|\band\b")  # items in a row
_SHARE = 0.3  # of the best one's confidence
_MOST = 6  # sentences
_FEW, _BEHIND = 3, 3
_MOST_ITEMS = 12  # of a list that is printed as one


def items(material: Material) -> Composed | None:
    """Sentences that name items, or the whole of a printed list; None where none is likely enough."""
    chosen = enough(material)
    if not chosen or chosen[0].confidence < material.settings.stated_confidence:
        return None
    best = chosen[0]
    printed = [Rated(one, best.confidence) for one in _of_the_same_list(best.sentence)][:_MOST_ITEMS]
    if len(printed) > 1:
        return Composed(lines(material, printed), Form.LIST)
    taken = {place(one.sentence) for one in chosen}
    for one in material.rated:
        if len(chosen) >= _MOST or one.confidence < _SHARE * best.confidence:
            break
        names_items = bool(answering_words(material, one.sentence)) and place(one.sentence) not in taken
        if names_items and adds(one.sentence, [other.sentence for other in chosen]):
            chosen.append(one)
    if len(chosen) < _FEW and not _SEVERAL.search(answering_words(material, best.sentence)):
        chosen += following(chosen, _BEHIND)  # "There are three conditions.": they stand behind it
    return Composed(lines(material, answer_first(chosen)), Form.LIST)


def _of_the_same_list(sentence: Sentence) -> Iterator[Sentence]:
    """The items of a printed list that the sentence is one of, or stands above."""
    found = list(sentences_of(sentence.passage))
    lead = sentence.lead or (sentence.reading if sentence.text.endswith(":") else "")
    return (one for one in found if lead and one.lead == lead)
