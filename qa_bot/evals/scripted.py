"""A chat model that writes given sentences, and rules on them as well as a real one, or nearly."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qa_bot.answering.verification.cases import Ruling
from qa_bot.models import Prompt
from qa_bot.text import fold, plain
from qa_bot.types import Purpose

_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_CASE = re.compile(r"<case (\d+)>\n(.*?)\nSentence: (.*?)\n</case \1>", re.DOTALL)
_ELSEWHERE = re.compile(r"^Elsewhere (\d+): (.*)$", re.MULTILINE)


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
    otherwise: Sequence[str] = ()  # words of what other articles say to the contrary
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
        told = []
        for n, evidence, text in _CASE.findall(prompt.user):
            supported = (as_line(text) in sound) is not (self.draw.random() < self.errs)
            ruling = Ruling.SUPPORTED if supported else Ruling.NOT_SUPPORTED
            differing = self._differing(evidence)
            told.append({"sentence": int(n), "ruling": ruling, "repaired": None, "differing": differing})
        return json.dumps({"rulings": told})

    def _differing(self, evidence: str) -> list[int]:
        elsewhere = _ELSEWHERE.findall(evidence)
        return [int(k) for k, told in elsewhere if any(words in told for words in self.otherwise)]


def as_line(text: str) -> str:
    """As it stands in a prompt."""
    return " ".join(fold(plain(text)).split())
