"""A chat model that writes given sentences, and rules on them as well as a real one, or nearly."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qa_bot.answering.verification.cases import Ruling
from qa_bot.models import Prompt
from qa_bot.text import fold, plain
from qa_bot.types import Purpose

_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_CASE = re.compile(r"<case (\d+)>\n.*?\nSentence: (.*?)\n</case \1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ReplySentence:
    """One of a reply, with the sentences of articles that it cites."""

    text: str
    quotes: tuple[str, ...]
    sound: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ReplySentence:
        return cls(row["text"], tuple(quote for _, quote in row["cites"]), row["sound"])


@dataclass
class ReplyChat:
    """Writes the sentences of which it is given what they cite; `errs` is the share of its wrong rulings."""

    sentences: Sequence[ReplySentence]
    errs: float
    draw: random.Random
    name: str = "scripted"
    written: list[ReplySentence] = field(default_factory=list)

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        """See `ChatModel`."""
        yield self._rulings(prompt) if prompt.purpose is Purpose.VERIFICATION else self._reply(prompt)

    def _reply(self, prompt: Prompt) -> str:
        given = {as_line(text): n for n, text in _NUMBERED.findall(prompt.user)}
        told = []
        for one in self.sentences:
            numbers = [given[as_line(quote)] for quote in one.quotes if as_line(quote) in given]
            if numbers or not one.quotes:
                self.written.append(one)
                told.append(" ".join((one.text, "".join(f"[{n}]" for n in numbers))))
        return " ".join(told)

    def _rulings(self, prompt: Prompt) -> str:
        sound = {as_line(one.text) for one in self.sentences if one.sound}
        cases = _CASE.findall(prompt.user)
        return rulings((int(n), as_line(text) in sound, self.draw.random() < self.errs) for n, text in cases)


def rulings(cases: Iterable[tuple[int, bool, bool]]) -> str:
    """The reply of a verifier on cases: their numbers, whether they are sound, whether it errs."""
    told = [
        {
            "sentence": n,
            "ruling": Ruling.SUPPORTED if sound is not errs else Ruling.NOT_SUPPORTED,
            "repaired": None,
        }
        for n, sound, errs in cases
    ]
    return json.dumps({"rulings": told})


def as_line(text: str) -> str:
    """As it stands in a prompt."""
    return " ".join(fold(plain(text)).split())
