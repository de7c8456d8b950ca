"""What a model thinks before it answers, where a server leaves that in the reply."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# <think>, <thinking>, <thought>, <reasoning>, <seed:think>, [THINK]; and the channels of the harmony format.
_TAG = re.compile(
    r"(?:<|\[(?=/?THINK\]))(?P<close>/?)(?:\w{1,10}:)?(?:think|thinking|thought|reasoning|THINK)[>\]]"
    r"|<\|(?P<token>start|channel|message|end|return|call)\|>"
)
_CUT_TAG = re.compile(r"[<\[][\w|/:]{0,20}\Z")
_ANSWER = "final"  # the channel that the user sees


@dataclass(frozen=True, slots=True)
class Heard:
    """The next part of an answer; `is_anew` where all before it turned out to be thought."""

    text: str
    is_anew: bool = False


def heard(pieces: Iterable[str]) -> Iterator[Heard]:
    """Yields what of each piece belongs to the answer. A tag that pieces cut is waited for.

    Behind a lone closing tag the answer begins anew: only then is it known that all before was thought.
    """
    listener = _Listener()
    for piece in pieces:
        yield listener.hear(piece)
    yield listener.rest()


def without_thoughts(reply: str) -> str:
    """The answer alone; "" where a thought does not end."""
    answer = ""
    for part in heard([reply]):
        answer = part.text if part.is_anew else answer + part.text
    return answer


class _Listener:
    def __init__(self) -> None:
        self._cut = ""
        self._is_thought = False
        self._header: str | None = None  # of a harmony message, while it is read

    def hear(self, piece: str) -> Heard:
        text = self._cut + piece
        cut = _CUT_TAG.search(text, max(0, len(text) - 24))
        end = cut.start() if cut else len(text)
        self._cut = text[end:]
        answer, is_anew, at = "", False, 0
        for tag in _TAG.finditer(text, 0, end):
            answer += self._said(text[at : tag.start()])
            at = tag.end()
            if tag["token"]:
                self._message(tag["token"])
                continue
            if tag["close"] and not self._is_thought:
                answer, is_anew = "", True
            self._is_thought = not tag["close"]
        return Heard(answer + self._said(text[at:end]), is_anew)

    def rest(self) -> Heard:
        return Heard(self._said(self._cut))

    def _said(self, text: str) -> str:
        if self._header is not None:
            self._header += text
            return ""
        return "" if self._is_thought else text

    def _message(self, token: str) -> None:
        """A header stands between <|start|> or <|channel|> and <|message|>, and names the channel, if any."""
        if token in ("start", "channel"):
            self._header = _ANSWER if token == "start" else ""
        elif token == "message":
            self._is_thought = bool(self._header) and _ANSWER not in str(self._header)
            self._header = None
        else:
            self._header, self._is_thought = None, False
