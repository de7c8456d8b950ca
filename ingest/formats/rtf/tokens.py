"""RTF as its tokens: braces, control words with their numbers, and the bytes between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})?\d* ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])|[\r\n\x00]+|(?P<text>[^\\{}\r\n\x00]+)|\\",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    word: str = ""  # a control word, a symbol or a brace; "" for text
    number: int | None = None
    text: bytes = b""


def tokens(raw: bytes) -> Iterator[Token]:
    """Without line ends, which say nothing, and without the bytes of pictures."""
    at = 0
    while found := _TOKEN.match(raw, at):
        at = found.end()
        if word := found["word"]:
            number = int(found["number"]) if found["number"] else None
            if word == b"bin":
                at += max(0, number or 0)
            yield Token(word.decode(), number)
        elif found["hex"]:
            yield Token(text=bytes.fromhex(found["hex"].decode()))
        elif named := found["symbol"] or found["brace"]:
            yield Token(named.decode("latin-1"))
        elif found["text"]:
            yield Token(text=found["text"])
