"""Chosen sentences -> the lines of an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa_bot.answering.composing.material import Material
from qa_bot.answering.decontextualization import readable
from qa_bot.answering.draft import Statement, once
from qa_bot.answering.selection.confidence import Rated
from qa_bot.retrieval import Sentence
from qa_bot.text import quantities

NOT_STATED = "Not stated; the nearest is:"
_NEAREST = 2  # sentences


def lines(material: Material, chosen: Sequence[Rated]) -> tuple[Statement, ...]:
    """Each sentence once, as it can be read alone, with the words that answer."""
    return tuple(once(_lines(material, chosen)))


def _lines(material: Material, chosen: Sequence[Rated]) -> Iterator[Statement]:
    for n, one in enumerate(chosen):
        *before, itself = readable(one.sentence, one.confidence, material.speaker(one.sentence))
        told = with_words(material, itself)
        # Nothing stands before the answer, also not what it leans on.
        yield from (told, *before) if n == 0 else (*before, told)


def with_words(material: Material, statement: Statement) -> Statement:
    """With the words of its sentence that answer, and the figure in them if there is one."""
    words = answering_words(material, statement.source)
    figures = quantities(words) if words else []
    if len(figures) == 1:
        return replace(statement, words=words, value=figures[0].value, unit=figures[0].unit)
    return replace(statement, words=words)


def answering_words(material: Material, sentence: Sentence) -> str:
    """Those in which the reader sees the answer."""
    index = material.index
    words = sentence.closeness[index].words if len(sentence.closeness) > index else None
    return sentence.passage.article.text[slice(*words)] if words else ""


def nearest(material: Material, chosen: Sequence[Rated]) -> tuple[Statement, ...]:
    """What comes nearest to an answer that is probably not there."""
    first, *others = lines(material, chosen[:_NEAREST])
    return (replace(first, text=f"{NOT_STATED} {first.text}"), *others)
