"""A question as it is read: its letters folded, without marks and numbers before its first word."""

from __future__ import annotations

import re
from dataclasses import replace

from qa_bot.text import fold
from qa_bot.types import Question

_INVERTED = re.compile(r"[¿¡]\s*")
_MARKS = re.compile(
    r"(?:(?:[-–—*+•·▪‣◦>]|\#{1,6}|…|\.{3}"  # a bullet, a heading, a quotation
    r"|[(\[]?(?:\d{1,3}|[a-z])[)\]]\.?|\d{1,3}\.(?=\D)|\d{1,3}\s[-–—](?=\s)|q[.:])"  # 1. 1) (a) 1 - Q:
    r"(?:\s+|(?<=[.…)\]])(?=[^\W\d])))+",
    re.IGNORECASE,
)


def as_read(question: Question) -> Question:
    """Returns the question with its text and history so; nothing is taken off where no word would be left."""
    history = tuple(replace(turn, content=fold(turn.content)) for turn in question.history)
    return replace(question, text=_without_marks(fold(question.text)), history=history)


def _without_marks(text: str) -> str:
    bare = _INVERTED.sub("", text).lstrip()
    marks = _MARKS.match(bare)
    rest = bare[marks.end() :] if marks else bare
    return rest if any(map(str.isalpha, rest)) else text
