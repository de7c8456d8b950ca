"""Several questions in one message, each under its number, its letter or a bullet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa_bot.query.clauses import AUXILIARY, LEANS, question_word
from qa_bot.text import any_of, fold, names_inside
from qa_bot.types import Answer, Question, Turn

_MOST = 10
_NUMBER = re.compile(  # 1. 1) (1) [1] a) (a)
    r"(?:^|(?<=\s))(?P<before>[(\[]?)"
    r"(?:(?P<number>\d{1,3})|(?P<letter>[a-z]))(?P<behind>[)\]]\.?|(?<=\d)\.)[ \t]+(?=\S)",
    re.IGNORECASE,
)
_BULLET = re.compile(  # before a line; or behind a question or unmistakable, where a chat has joined lines
    r"(?:^[ \t]*|(?<=\?)[ \t]+|(?<=\s)(?=[•▪‣◦]))[-–—*+•·▪‣◦>][ \t]+(?=\S)", re.MULTILINE
)
_ORDERS = re.compile(rf"(?:please\s+)?{any_of('requests.give', 'requests.list')}\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The questions of one message, in order."""

    asked: Question
    lead: str  # what stands before the first
    labels: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def notice(self) -> str:
        """What to say where they are too many."""
        if len(self.texts) <= _MOST:
            return ""
        return (
            f"These are {len(self.texts)} questions; the first {_MOST} are answered. Ask the others in "
            "another message."
        )

    @property
    def answered(self) -> Sequence[tuple[str, str]]:
        """The labels and texts of those that are to be answered."""
        return list(zip(self.labels, self.texts, strict=True))[:_MOST]

    def question(self, text: str, answers: Sequence[Answer]) -> Question:
        """One of them. "When was she born?" leans on those before it, which have their `answers` already."""
        said = [Turn("user", self.lead)] if names_inside(self.lead) else []
        if LEANS.search(text):
            for (_, before), answer in zip(self.answered, answers, strict=False):
                said += [Turn("user", before), Turn("assistant", answer.text)]
        return replace(self.asked, text=text, history=(*self.asked.history, *said))


def numbered(question: Question) -> Numbered | None:
    """Returns the questions of a message; None where it has not several, each under a mark of its own."""
    text = fold(question.text)
    marks = _in_order([*_NUMBER.finditer(text)]) or [*_BULLET.finditer(text)]
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    texts = tuple(text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=False))
    lead = text[: marks[0].start()].strip() if marks else ""
    if len(texts) < 2 or question_word(lead) or not all(map(_asks, texts)):
        return None
    labels = tuple(mark[0].strip() for mark in marks)
    if not any(map(str.isalnum, labels[0])):
        labels = tuple(f"{n}." for n in range(1, len(texts) + 1))
    return Numbered(question, lead, labels, texts)


def _in_order(marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The first mark and those that count on from it, written as it is."""
    found = list(marks[:1])
    for mark in marks[1:]:
        if _style(mark) == _style(found[0]) and _ordinal(mark) == _ordinal(found[-1]) + 1:
            found.append(mark)
    return found if len(found) > 1 else []


def _style(mark: re.Match[str]) -> tuple[str, str, bool]:
    return mark["before"], mark["behind"], bool(mark["number"])


def _ordinal(mark: re.Match[str]) -> int:
    return int(mark["number"]) if mark["number"] else ord(mark["letter"].lower())


def _asks(text: str) -> bool:
    """Whether it is a question or an order, with words of its own."""
    if not any(map(str.isalpha, text)):
        return False
    return bool(text.endswith("?") or AUXILIARY.match(text) or question_word(text) or _ORDERS.match(text))
