"""A chat model that writes a reply, and rules on its sentences as a script says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from threading import Event

from qa_bot.errors import ModelUnavailable
from qa_bot.models import Prompt
from qa_bot.types import Purpose

_CASE = re.compile(r"<case (\d+)>\n(.*?)\nSentence: (.*?)\n</case \1>", re.DOTALL)
_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Says:
    """A ruling on a sentence."""

    ruling: str
    repaired: str | None = None
    differing: tuple[int, ...] = ()


SUPPORTED, NOT_SUPPORTED = Says("supported"), Says("not supported")


@dataclass
class ScriptedChat:
    """Writes `reply`, in which "{words}" stands for the number of the sentence that has these words.

    `rules` is asked for the ruling on each sentence.
    """

    reply: str = ""
    rules: Callable[[str], Says] = lambda sentence: SUPPORTED
    name: str = "scripted"
    error: ModelUnavailable | None = None  # at the end of the reply
    verifier_error: ModelUnavailable | None = None
    too_long_for: Callable[[Prompt], ModelUnavailable | None] = lambda prompt: None
    wait: Event | None = None  # before the last piece of the reply
    prompts: list[Prompt] = field(default_factory=list)

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        self.prompts.append(prompt)
        if prompt.purpose is Purpose.VERIFICATION:
            if self.verifier_error:
                raise self.verifier_error
            yield self._rulings(prompt)
            return
        if refused := self.too_long_for(prompt):
            raise refused
        yield from self._pieces(prompt)
        if self.error:
            raise self.error

    def _pieces(self, prompt: Prompt) -> Iterable[str]:
        reply = re.sub(r"\{([^{}]+)\}", lambda match: f"[{number(prompt, match[1])}]", self.reply)
        pieces = [reply[at : at + 3] for at in range(0, len(reply), 3)]
        yield from pieces[:-1]
        if self.wait:
            assert self.wait.wait(10), "nothing was shown before the reply ended"
        yield from pieces[-1:]

    def _rulings(self, prompt: Prompt) -> str:
        told = [(int(n), self.rules(sentence)) for n, _, sentence in _CASE.findall(prompt.user)]
        rulings = [
            {"sentence": n, "ruling": one.ruling, "repaired": one.repaired, "differing": one.differing}
            for n, one in told
        ]
        return json.dumps({"rulings": rulings})


def number(prompt: Prompt, words: str) -> int:
    """Under which number the model was given the sentence that has these words."""
    return next(int(n) for n, text in _NUMBERED.findall(prompt.user) if words in text)
