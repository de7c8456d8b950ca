"""No pattern takes for ever: its time grows about with the text, whatever the text repeats.

Inputs are made from each pattern's own tree: what one of its repetitions can match, repeated, after what
leads up to it, before what ends it in vain. CPU time is counted, and a timer ends a search that hangs.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.hostile_texts import hostile
from tenacity import RetryCallState, retry, retry_if_exception_type, stop_after_attempt

import ingest
import qa_bot

ROOT = Path(__file__).parent.parent
SHORT, LONG = 300, 1_200  # characters
WORST = 4  # of the short texts, which are tried at length
# Where a search begins anew at each character, four times the text takes 16 times as long, which is borne; a
# cubic pattern takes 64 times as long. The limit is a ratio to a plain search of the first kind, so that it
# means the same on every machine. Measured side by side, the slowest pattern here takes 2 to 7 such searches,
# the fastest of the slow ones below 25 to 58.
LIMIT = 13.0
PLAIN, ITS_TEXT = re.compile(r"[a-z]*;"), "a" * 4_800


class TooSlow(Exception):
    pass


def modules() -> Iterator[ModuleType]:
    for package in (qa_bot, ingest):
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def compiled(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The patterns in a value, also within collections."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, Mapping):
        for each in value.items():
            yield from compiled(each, depth + 1)
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        for each in value:
            yield from compiled(each, depth + 1)


def written(path: Path) -> Iterator[re.Pattern[str]]:
    """The patterns that a file's functions write out where they use them."""
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    for node in (inner for function in functions for inner in ast.walk(function)):
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), name), [ast.Constant(str(text)), *_]) if (
                name != "escape"
            ):
                yield re.compile(text)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern of the code, with a name for it."""
    found: dict[tuple[str | bytes, int], str] = {}
    named: dict[str, re.Pattern[str]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for n, pattern in enumerate(compiled(value)):
                if found.setdefault((pattern.pattern, pattern.flags), module.__name__) == module.__name__:
                    named[f"{module.__name__}.{name}" + (f"[{n}]" if n else "")] = pattern
        for n, pattern in enumerate(written(Path(str(module.__file__)))):
            if (pattern.pattern, pattern.flags) not in found:
                named[f"{module.__name__}:{n}"] = pattern
    return named


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises TooSlow once this thread has worked longer, however busy others are."""
    begun = time.thread_time()

    def look(*_: object) -> None:
        if time.thread_time() - begun > seconds:
            raise TooSlow

    before = signal.signal(signal.SIGVTALRM, look)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds(pattern: re.Pattern[str], text: str, allowed: float) -> float:
    """The CPU time it takes to look for the pattern everywhere. Raises TooSlow above what is allowed."""
    given: Any = text if isinstance(pattern.pattern, str) else text.encode("utf-8", "replace")
    begun = time.thread_time()
    with at_most(allowed):
        pattern.fullmatch(given)
        for _ in pattern.finditer(given):
            pass
    return time.thread_time() - begun


@cache
def limit() -> float:
    """The seconds of CPU time that a search may take on this machine, as fast as it is at the moment."""
    return LIMIT * min(seconds(PLAIN, ITS_TEXT, allowed=60.0) for _ in range(3))


def measure_the_limit_anew(_: RetryCallState) -> None:
    limit.cache_clear()


# CPU time itself varies twofold where others share the machine, so the limit is measured beside what is slow.
@retry(
    retry=retry_if_exception_type(TooSlow),
    stop=stop_after_attempt(3),
    before_sleep=measure_the_limit_anew,
    reraise=True,
)
def within_limit(pattern: re.Pattern[str], text: str) -> float:
    return seconds(pattern, text, limit())


def slow(pattern: re.Pattern[str]) -> str:
    """The beginning of a text it takes too long for; "" if there is none."""
    texts = zip(hostile(pattern, SHORT), hostile(pattern, LONG), strict=True)
    tried: list[tuple[float, str]] = []
    text = ""
    try:
        for text, long in texts:
            tried.append((within_limit(pattern, text), long))
        for _, text in sorted(tried, reverse=True)[:WORST]:
            within_limit(pattern, text)
    except TooSlow:
        return f"{text[:60]!r}… of {len(text)} characters"
    return ""


def test_no_pattern_takes_for_ever() -> None:
    found = patterns()

    too_slow = {name: text for name, pattern in found.items() if (text := slow(pattern))}

    assert too_slow == {}
    assert len(found) > 150  # all of them were found


@pytest.mark.parametrize(
    "known",
    [
        r"(?:[\s,]|[A-Z][\w.]*)*!",
        r"(?:(?:at\s+)?\d:\d\d\s*(?:am)?\s*(?:CET)?|[\s,])*",
        r"^(?:x|(?:https?://[^\s<>]+)(?:[\s,]*https?://[^\s<>]+)*)$",
        r"(\w+\s*)+:",
        r"\w*\w*\w*;",
        r"(?:a|ab|b)*c",
        r"(?m)^ {0,3}(#{1,6})[ \t]+(.{1,200}?)[ \t#]*$",
    ],
)
def test_the_slow_ones_are_told(known: str) -> None:
    assert slow(re.compile(known))
