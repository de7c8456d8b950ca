"""The figures of an article: what they count, and of which day they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.facts.sentences import Sentence
from qa_bot.text import FUNCTION_WORDS, Quantity, quantities
from qa_bot.types import Article, Figure

_NO_FIGURES = frozenset({"ordinal", "decade"})
_LIST_NUMBER = re.compile(r"\W*\d{1,3}[.)]\s")
_PRONOUN = "one"  # as often as it is a number
_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|o[’']clock|hrs\b)|\d{1,2}:\d\d", re.IGNORECASE)
_COUNTED = re.compile(r"[\s-]([^\W\d_][\w’'-]*)")
_LONGEST = 3  # words of what is counted


def figures(article: Article, sentences: Sequence[Sentence]) -> tuple[Figure, ...]:
    """In the order of the text; years, days, places in an order and numbers of a list are none."""
    return tuple(figure for each in sentences for figure in _figures(each, article.published))


def _figures(sentence: Sentence, published: date | None) -> Iterator[Figure]:
    dates = sentence.dates
    text = dates.without(sentence.text)
    numbered = _LIST_NUMBER.match(text)
    for one in quantities(text):
        if _is_figure(one, text) and (not numbered or one.start >= numbered.end()):
            start, end = one.start, one.end
            yield Figure(
                sentence.start + start,
                sentence.start + end,
                round(one.amount, 6),
                _unit(one) or _counted(text, end),
                dates.beside(sentence.text, start, published) or published,
            )


def _is_figure(one: Quantity, text: str) -> bool:
    if one.vague or one.dimension in _NO_FIGURES or (one.dimension and not one.unit):
        return False
    return text[one.start : one.end].lower() != _PRONOUN and not _CLOCK.match(text, one.start)


def _unit(one: Quantity) -> str:
    """Of "a third" as of "33 percent": both values are shares of a hundred."""
    return one.dimension if one.dimension == "%" else one.unit


def _counted(text: str, at: int) -> str:
    """The noun behind a bare number: the first plural of the words that follow, or the first of them."""
    nouns: list[str] = []
    while (
        len(nouns) < _LONGEST and (word := _COUNTED.match(text, at)) and word[1].lower() not in FUNCTION_WORDS
    ):
        nouns.append(word[1])
        at = word.end()
    return next((noun for noun in nouns if noun.endswith("s")), nouns[0] if nouns else "")
