"""Whether two sentences are the same but for what stands in one place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from qa_bot.text import words

_LONGEST = 4  # words that stand there
_COMMON = 6  # words at least of the rest


def is_exchange(one: str, other: str) -> bool:
    """Whether one is the other with some words exchanged for others, in one place."""
    here, there = ([word.lower for word in words(text)] for text in (one, other))
    before = _alike(here, there)
    after = _alike(here[before:][::-1], there[before:][::-1])
    exchanged = (len(here) - before - after, len(there) - before - after)
    return before + after >= _COMMON and all(0 < length <= _LONGEST for length in exchanged)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))
