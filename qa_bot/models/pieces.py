"""A question with a passage, or evidence with a sentence, in the word pieces that a network is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from qa_bot.models.protocols import Excerpt

MOST_PIECES = 320  # of both sides together
_MOST_ASKED, _MOST_OF_TITLE, _MOST_JUDGED = 48, 24, 96
SEGMENTS, _SHARED = 4, 2
_BEGIN, _PART = 101, 102  # [CLS] and [SEP] in BERT's vocabulary


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces, the segment each belongs to, and where those of the second text stand in it."""

    ids: list[int]
    segments: list[int]  # 0 in the first text, 1 in the second, 2 more where the other has the piece too
    start: int  # the first piece of the second text
    offsets: list[tuple[int, int]]  # of its pieces, in code points

    def within(self, start: int, end: int) -> range:
        """The pieces of the second text that lie in `[start:end]` of it; none where that was cut off."""
        at = [n for n, (a, b) in enumerate(self.offsets, self.start) if a < end and start < b]
        return range(at[0], at[-1] + 1) if at else range(0)


def question_and_passage(tokenizer: Tokenizer, question: str, passage: Excerpt) -> Pieces:
    """The question, then the article's title and date, then the passage."""
    asked = _ids(tokenizer, question)[:_MOST_ASKED]
    about = _ids(tokenizer, passage.about)[:_MOST_OF_TITLE]
    return _followed(tokenizer, [_BEGIN, *asked, _PART], [*about, _PART], passage.text)


def evidence_and_sentence(tokenizer: Tokenizer, evidence: Excerpt, sentence: str) -> Pieces:
    """The article's title and date and the evidence, then the sentence."""
    about = _ids(tokenizer, evidence.about)[:_MOST_OF_TITLE]
    judged = min(_MOST_JUDGED, len(_ids(tokenizer, sentence)))
    known = _ids(tokenizer, evidence.text)[: MOST_PIECES - len(about) - judged - 4]
    return _followed(tokenizer, [_BEGIN, *about, _PART, *known, _PART], [], sentence)


def _ids(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids


def _followed(tokenizer: Tokenizer, first: Sequence[int], before: Sequence[int], text: str) -> Pieces:
    encoded = tokenizer.encode(text, add_special_tokens=False)
    room = MOST_PIECES - len(first) - len(before) - 1
    second = [*before, *encoded.ids[:room], _PART]
    return Pieces(
        ids=[*first, *second],
        segments=[*_segments(first, second, 0), *_segments(second, first, 1)],
        start=len(first) + len(before),
        offsets=encoded.offsets[:room],
    )


def _segments(own: Sequence[int], other: Sequence[int], side: int) -> Iterator[int]:
    """Told which pieces both texts have, a network need not first learn to look (DrQA; Chen et al., 2017)."""
    shared = set(other)
    return (side + _SHARED * (piece in shared) for piece in own)
