"""A model's reply in pieces -> its sentences with what they cite, each as soon as it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa_bot.text import plain, sentence_spans

_MARKER = re.compile(r"\s*\[\d{1,2}(?:\s*[,;–-]\s*\d{1,2})*\]")
_AFTER_THE_STOP = re.compile(rf"([.!?…]+[”\"’']?)((?:{_MARKER.pattern})+)")
_UNFINISHED_MARKER = re.compile(r"\[[\d\s,;–-]*\Z")
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)  # some servers leave a model's reasoning in


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a reply without its markers, and the numbers in them."""

    text: str
    markers: tuple[int, ...]


def claims(pieces: Iterable[str]) -> Iterator[Claim]:
    """Yields each sentence once the next one has begun, the last one at the end of the reply."""
    reply, said = "", 0
    for piece in pieces:
        reply += piece
        whole = _sentences(_UNFINISHED_MARKER.sub("", without_thoughts(reply)))[:-1]
        for sentence in whole[said:]:
            yield _claim(sentence)
        said = max(said, len(whole))
    for sentence in _sentences(without_thoughts(reply))[said:]:
        yield _claim(sentence)


def without_thoughts(reply: str) -> str:
    return _THOUGHT.sub("", reply)


def _sentences(text: str) -> list[str]:
    """With the markers that follow a full stop drawn into the sentence they belong to."""
    text = _AFTER_THE_STOP.sub(r"\2\1", text)
    return [text[start:end] for start, end in sentence_spans(text)]


def _claim(sentence: str) -> Claim:
    numbers = [int(n) for marker in _MARKER.findall(sentence) for n in re.findall(r"\d+", marker)]
    return Claim(plain(_MARKER.sub("", sentence)).strip(), tuple(dict.fromkeys(numbers)))
