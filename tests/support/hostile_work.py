"""Work for a sandbox, named by a word: in a module, so that it crosses to other processes."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from typing import Any

from ingest.formats import Content

KEPT: list[bytes] = []


def do(word: str) -> Any:
    """The word and the process that did it; or what the word says."""
    if word == "loop":  # in C, where Python hears no signal
        re.match(r"(a+)+$", "a" * 60 + "b")
    if word == "take memory":
        return len(bytes(10**9))
    if word == "keep memory":
        KEPT.append(b"\x01" * 80_000_000)
    if word == "need memory":  # and make do without, as some libraries do
        try:
            len(bytes(200_000_000))
        except MemoryError:
            word = "made do"
    if word == "crash":
        os.abort()
    if word == "be killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "wait":
        time.sleep(1000)
    if word == "fail":
        raise TypeError("no text")
    if word == "print":
        os.write(1, b"a library is talkative")
    return (lambda: word) if word == "answer with what does not pickle" else (word, os.getpid())


def do_all(words: list[str]) -> Iterator[Any]:
    return map(do, words)


class Unloadable:
    """Pickles, and raises where it is loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        return int, ("no number",)


class WilfulReader:
    """Does what its file says, if it is one of those words."""

    def read(self, raw: bytes) -> Content:
        text = raw.decode()
        do(text)
        return Content(text)
