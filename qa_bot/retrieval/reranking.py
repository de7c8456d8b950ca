"""Candidate sentences, and how close each is to the parts of a question.

The comparison is ColBERT's late interaction (Khattab and Zaharia, 2020): each word piece of the question with
its closest word piece of the sentence, both seen in their contexts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from qa_bot.text import (
    behind_dateline,
    cells,
    content_stems,
    fold,
    is_imprint,
    is_row,
    is_rule,
    labelled,
    plain,
    sentence_spans,
    without_dates,
    word_count,
)
from qa_bot.types import Article, Passage

if TYPE_CHECKING:
    from qa_bot.models import Matrix

_LIST_ITEM = re.compile(r"(?:[-*+•]|\d{1,2}[.)])\s")
_SHORT_WORDS = 8  # a sentence this short is read under its heading
_HEAD = 8  # lines
_FROM_TITLE = (
    0.8  # of the title's fit that each sentence has too: what the article is about need not be said again
)


@dataclass(frozen=True, slots=True)
class Closeness:
    """How close a sentence is to one part of the question; cosines."""

    similarity: float  # of the mean vectors
    alignment: float  # mean over the part's word pieces of their closest piece in the sentence
    distinctive: float  # in sentence or title, weighted to the pieces that few of the candidates fit
    weakest: float  # the same over the third of the pieces that fit worst
    chunk: float  # alignment with all the candidate sentences of the chunk together
    answers: float = 0.0  # the probability that it answers, by the reader
    words: tuple[int, int] | None = None  # with which it does: `article.text[start:end]`


@dataclass(frozen=True)
class Sentence:
    """A candidate sentence: `passage.article.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    n: int  # its place in the chunk
    heading: str = ""  # the nearest above it
    lead: str = ""  # of a list item: the sentence with the colon above the list
    closeness: tuple[Closeness, ...] = ()  # one for each part of the question
    heads: tuple[str, ...] = ()  # of the columns of the Markdown table whose row it is

    @cached_property
    def text(self) -> str:
        return self.passage.article.text[self.start : self.end]

    @cached_property
    def reading(self) -> str:
        """What a reader would read: without markup, and under its heading where it says little alone.

        Its letters are folded, so that it can be compared.
        """
        reading = fold(labelled(plain(self.text), self.heads) if self.heads else plain(self.text))
        says_little = self.heading and word_count(reading) <= _SHORT_WORDS
        return f"{self.heading}: {reading}" if says_little else reading

    @cached_property
    def says_something(self) -> bool:
        """Whether it is more than a date."""
        return bool(content_stems(without_dates(self.reading)))

    @cached_property
    def in_context(self) -> str:
        """What is compared with the question: a list item goes on from the sentence above its list."""
        return f"{self.lead} {self.reading}" if self.lead else self.reading

    @cached_property
    def window(self) -> str:
        """What a reader has in view with it: the article's title, the headings and the chunk."""
        article, chunk = self.passage.article, self.passage.chunk
        return fold("\n".join((article.full_title, chunk.heading, plain(self.passage.text))))


def sentences_of(passage: Passage) -> Iterable[Sentence]:
    """The chunk's sentences in their order, without headings."""
    heading = fold(passage.chunk.heading.rsplit(" › ", 1)[-1])
    lead = ""
    heads: tuple[str, ...] = ()
    spans = sentence_spans(passage.article.text, passage.chunk.start, passage.chunk.end)
    for n, (start, end) in enumerate(spans):
        text = passage.article.text[start:end]
        if text.startswith("#"):  # it says nothing by itself
            heading, lead = fold(plain(text)), ""
            continue
        if is_row(text):
            following = passage.article.text.find("\n", end - 1) + 1
            if is_rule(passage.article.text, following):
                heads = cells(text)
            elif not is_rule(text):
                yield Sentence(passage, start, end, n, heading, heads=heads)
            continue
        if passage.article.text.count("\n", 0, start) < _HEAD and is_imprint(text):
            continue  # the article's own day and outlet, which its citation shows
        start = behind_dateline(passage.article.text, start, end)
        item = bool(_LIST_ITEM.match(text))
        yield Sentence(passage, start, end, n, heading, lead if item else "")
        if not item:
            lead = fold(plain(text)) if text.endswith(":") else ""


def articles_of(sentences: Iterable[Sentence]) -> tuple[Article, ...]:
    """Each once, in the order in which they come."""
    return tuple({one.passage.article.id: one.passage.article for one in sentences}.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """The word pieces of one part of the question."""

    pieces: Matrix
    own: int | None = None  # so many are asked; those behind them tell what it may be about

    @property
    def mean(self) -> Matrix:
        """Of all of them; what is asked counts once more."""
        whole = _unit(self.pieces.mean(axis=0))
        return whole if self.own is None else _unit(whole + _unit(self.pieces[: self.own + 1].mean(axis=0)))


def compared(
    candidates: Sequence[Sentence],
    parts: Sequence[Asked],
    read: Sequence[Matrix],
    titles: Sequence[Matrix] = (),
) -> tuple[Sentence, ...]:
    """The candidates with their closeness to each part.

    `read` holds each candidate's word pieces, `titles` those of its article's title where that counts.
    """
    close = [_closeness(part, read, titles, candidates) for part in parts if candidates]
    return tuple(
        replace(sentence, closeness=tuple(of_part[i] for of_part in close))
        for i, sentence in enumerate(candidates)
    )


def _closeness(
    part: Asked, read: Sequence[Matrix], titles: Sequence[Matrix], candidates: Sequence[Sentence]
) -> list[Closeness]:
    """Compares one part with every candidate; arrays of shape (pieces, dimension)."""
    asked = _unit(_inner(part.pieces))
    aligned = [_aligned(asked, pieces) for pieces in read]
    about = [_FROM_TITLE * _aligned(asked, pieces) for pieces in titles]
    chunks = [sentence.passage.chunk.id for sentence in candidates]
    of_chunk: dict[str, Matrix] = {}
    for chunk, piece_scores in zip(chunks, aligned, strict=True):
        of_chunk[chunk] = np.maximum(of_chunk.get(chunk, piece_scores), piece_scores)
    around = [
        _in_its_chunk(scores, of_chunk[chunk], part.own)
        for chunk, scores in zip(chunks, aligned, strict=True)
    ]
    known = list(map(np.maximum, around, about)) if about else around
    informative = np.clip(1 - np.mean(known, axis=0), 0.05, None) ** 2  # what fits them all tells nothing
    mean = part.mean
    third = max(1, len(asked) // 3)
    return [
        Closeness(
            similarity=float(_unit(pieces.mean(axis=0)) @ mean),
            alignment=float(scores.mean()),
            distinctive=float(np.average(inherited, weights=informative)),
            weakest=float(np.sort(scores)[:third].mean()),
            chunk=float(of_chunk[chunk].mean()),
        )
        for chunk, pieces, scores, inherited in zip(chunks, read, aligned, known, strict=True)
    ]


def _in_its_chunk(scores: Matrix, of_chunk: Matrix, own: int | None) -> Matrix:
    """What the question may be about need not stand in the sentence itself."""
    return scores if own is None else np.concatenate((scores[:own], of_chunk[own:]))


def _aligned(asked: Matrix, pieces: Matrix) -> Matrix:
    """Of each of the question's pieces the cosine of its closest piece."""
    # Not of all texts at once: from a certain size on NumPy asks other threads, which then wait busily.
    closest: Matrix = (asked @ _unit(_inner(pieces)).T).max(axis=1)
    return closest


def _inner(pieces: Matrix) -> Matrix:
    """Without the special pieces around the text."""
    return pieces[1:-1] if len(pieces) > 2 else pieces


def _unit(vectors: Matrix) -> Matrix:
    unit: Matrix = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit
