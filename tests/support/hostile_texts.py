"""Texts that a pattern may take long for, made from its own tree: what one of its repetitions can match,
repeated, after what leads up to it, before what ends it in vain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import _constants as op  # type: ignore[attr-defined]  # the tree of a pattern is in no public module
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ENDINGS = ("\x00", "x\n")
GENERIC = (
    "a",
    "A",
    "1",
    " ",
    "\t",
    "\n",
    ".",
    ",",
    "-",
    "'",
    "(",
    "[",
    "((",
    "1:11 ",
    "http://a",
    "A a ",
    "a. ",
    "and ",
)
CATEGORIES = {op.CATEGORY_DIGIT: "1", op.CATEGORY_SPACE: " ", op.CATEGORY_WORD: "a"}
OTHERS = "xX1 .,-_'\"(/é\n~"


def one_of(items: Iterable[Any], pick: int) -> str:
    """A character of a class; `pick` chooses among several."""
    options: list[str] = []
    negated = False
    refused = []
    for kind, value in items:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.LITERAL:
            options.append(chr(value))
        elif kind is op.RANGE:
            options += [chr(value[0]), chr(value[1])]
        elif kind is op.CATEGORY:
            options.append(CATEGORIES.get(value, "~"))
        refused.append((kind, value))
    if not negated:
        return options[pick % len(options)] if options else "a"
    allowed = [each for each in OTHERS if re.match(r"[^\W]|.", each, re.DOTALL) and each not in options]
    return allowed[pick % len(allowed)] if allowed else "~"


def sample(tree: Iterable[Any], pick: int, groups: dict[int, str] | None = None) -> str:
    """A text that the tree matches, as a rule: looking around is left out."""
    groups = {} if groups is None else groups
    return "".join(sampled(kind, value, pick, groups) for kind, value in tree)


def sampled(kind: Any, value: Any, pick: int, groups: dict[int, str]) -> str:
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.NOT_LITERAL:
        return next(each for each in OTHERS if ord(each) != value)
    if kind is op.ANY:
        return "x"
    if kind is op.IN:
        return one_of(value, pick)
    if kind is op.BRANCH:
        return sample(value[1][pick % len(value[1])], pick, groups)
    if kind is op.SUBPATTERN:
        text = sample(value[3], pick, groups)
        groups[value[0]] = text
        return text
    if kind is op.ATOMIC_GROUP:
        return sample(value, pick, groups)
    if kind in REPEATS:
        return sample(value[2], pick, groups) * max(1, min(value[0], 3))
    if kind is op.GROUPREF:
        return groups.get(value, "")
    return ""  # places and looking around


REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def repeated(tree: Iterable[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """What leads up to a repetition, and what it repeats."""
    for kind, value in tree:
        for inner in inside(kind, value):
            if kind in REPEATS and value[1] > 8:
                for pick in range(4):
                    yield before, sample(inner, pick)
                yield before, "".join(sample(inner, pick) for pick in range(3))
            yield from repeated(inner, before)
        before += sampled(kind, value, 0, {})


def inside(kind: Any, value: Any) -> Iterator[Iterable[Any]]:
    if kind in REPEATS:
        yield value[2]
    elif kind is op.BRANCH:
        yield from value[1]
    elif kind is op.SUBPATTERN:
        yield value[3]
    elif kind in (op.ASSERT, op.ASSERT_NOT):
        yield value[1]
    elif kind is op.ATOMIC_GROUP:
        yield value


def hostile(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Texts of about a length that the pattern may take long for."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(
        text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    pumps = {(before[-60:], pump) for before, pump in repeated(tree) if pump}
    pumps |= {("", sample(tree, pick)) for pick in range(3)} | {("", pump) for pump in GENERIC}
    pumps |= {("", pump + " ") for before, pump in tuple(pumps)}
    for before, pump in sorted(pumps):
        if pump:
            body = before + pump * (length // len(pump) + 1)
            yield from (body + ending for ending in ENDINGS)
