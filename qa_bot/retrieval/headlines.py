"""What the newest articles say first of a subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from qa_bot.query import Part
from qa_bot.retrieval.reranking import Sentence, sentences_of
from qa_bot.text import vocabulary, words
from qa_bot.types import Passage, as_number

_MOST_ARTICLES = 3
_OPENING = 4  # sentences at the beginning of a passage
_MOST = 0.5  # of the subject's words
_FEWEST_WORDS = 5  # of a statement; a byline has fewer


def headlines(part: Part, passages: Sequence[Passage]) -> list[Sentence]:
    """Of the newest articles on the subject one sentence each, of the very newest two.

    Articles that tell of the subject in passing count where no other does.
    """
    openings = [opening for one in _newest(part, passages) if (opening := _opening(part, one))]
    about = [one for one in openings if _is_on(part, one[0].passage, "\n".join(s.reading for s in one))]
    first, *others = (about or openings or [[]])[:_MOST_ARTICLES]
    telling = (next((one for one in opening if _told(part, one)), opening[0]) for opening in others)
    return [*first, *telling]


def _newest(part: Part, passages: Sequence[Passage]) -> list[Passage]:
    """The first passage on the subject of each article, the newest first, the undated last."""
    told: dict[str, Passage] = {}
    for passage in sorted(passages, key=lambda passage: passage.chunk.n):
        if _is_on(part, passage, f"{passage.chunk.heading}\n{passage.text}"):
            told.setdefault(passage.article.id, passage)
    return sorted(told.values(), key=lambda one: (-as_number(one.article.published), -one.score))


def _opening(part: Part, passage: Passage) -> list[Sentence]:
    """An article's first sentence, and the next or the one soon after that tells most of the subject.

    Of a passage from its middle, that one and the one behind it.
    """
    statements = list(islice(_statements(passage), _OPENING))
    best = max(range(len(statements)), key=lambda n: _told(part, statements[n]), default=0)
    if passage.chunk.n > 0:
        return statements[best : best + 2]
    return [statements[0], statements[best]] if best > 0 else statements[:2]


def _told(part: Part, sentence: Sentence) -> float:
    """The share of the subject's words that the sentence has."""
    return vocabulary(sentence.reading, sentence.passage.article.kept).share(part.stems)


def _statements(passage: Passage) -> Iterator[Sentence]:
    return (
        sentence
        for sentence in sentences_of(passage)
        if sentence.reading.endswith(tuple('.!?”"')) and len(words(sentence.reading)) >= _FEWEST_WORDS
    )


def _is_on(part: Part, passage: Passage, text: str) -> bool:
    """Whether the title and a text of its article have the subject's names, and most of its words."""
    said = vocabulary(f"{passage.article.full_title}\n{text}", passage.article.kept)
    return (
        all(map(said.has_name, part.names))
        and (not part.context or any(map(said.has_name, part.context)))
        and said.share(part.stems) > _MOST
    )
