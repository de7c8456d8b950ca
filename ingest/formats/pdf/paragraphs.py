"""Lines that the page's width broke, joined to paragraphs: over columns and pages too."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.formats.pdf.page import Line

_WRAPPED = 0.6  # a line this long, against the longest of its size, was broken by the page's width
_COLUMN = 40  # characters of a narrow column; shorter lines were broken on purpose
_SAME_SIZE = 1.08
_NEXT_LINE = 1.3  # times the usual step down; a larger one parts paragraphs
_SINGLE_SPACED = 1.3  # times the size of the letters, where lines do not tell
_DOUBLE_SPACED = 2.4  # times the size of the letters
_SAME_HEIGHT = 0.5  # points
_ITEM = re.compile(r"[•‣▪◦●–-]\s")
_ENDS = re.compile(r"[.!?:][”\"'’)\]]*$")

Sizes = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    text: str
    starts: tuple[int, ...]  # where each page begins in it


def paragraphs(pages: Sequence[Sequence[Line]]) -> Paragraphs:
    """A line a paragraph, with blank lines where the page leaves room and around rows of tables."""
    steps = _usual_steps(pages)
    text: list[str] = []
    length = 0
    starts: list[int] = []
    before: Line | None = None
    widths: Sizes = {}
    for page in pages:
        for n, line in enumerate(page):
            if before is None:
                text.append(line.text)
            elif _goes_on(before, line, _step(before, line) if n else None, widths, steps):
                length -= len(text[-1])
                text[-1] = _joined(text[-1], line.text)
            else:
                text += ["\n" if n and _is_below(before, line, steps) else "\n\n", line.text]
                length += len(text[-2])
            length += len(text[-1])
            before = line
            if not n:
                widths = _widths(page)
                starts.append(length - len(line.text))
        if not page:
            starts.append(length)
    return Paragraphs("".join(text), tuple(starts))


def _goes_on(before: Line, line: Line, step: float | None, widths: Sizes, steps: Sizes) -> bool:
    """Whether `line` goes on where `before` broke off; None is the step to another page."""
    if before.is_row or line.is_row or _ITEM.match(line.text):
        return False
    if not _same_size(before, line) or not _is_wrapped(before, widths):
        return False
    if step is None or step < -_SAME_HEIGHT:  # the top of another page or column
        return not _ENDS.search(before.text)
    return step > _SAME_HEIGHT and _is_usual(before, step, steps)


def _is_below(before: Line, line: Line, steps: Sizes) -> bool:
    """Whether the line stands where the next of a paragraph would: no room is left between them."""
    if before.is_row or line.is_row or not _same_size(before, line):
        return False
    return _step(before, line) >= 0 and _is_usual(before, _step(before, line), steps)


def _step(before: Line, line: Line) -> float:
    return before.height - line.height


def _joined(before: str, after: str) -> str:
    if before.endswith("\u00ad"):  # a hyphen that is there for the break alone
        return before[:-1] + after
    hyphenated = before.endswith("-") and after[:1].islower()
    return before[:-1] + after if hyphenated else f"{before} {after}"


def _is_wrapped(line: Line, widths: Sizes) -> bool:
    return len(line.text) >= widths.get(round(line.size), _COLUMN) * _WRAPPED


def _is_usual(before: Line, step: float, steps: Sizes) -> bool:
    most = before.size * _DOUBLE_SPACED
    return step <= min(steps.get(round(before.size), before.size * _SINGLE_SPACED) * _NEXT_LINE, most)


def _same_size(one: Line, other: Line) -> bool:
    return max(one.size, other.size) <= min(one.size, other.size) * _SAME_SIZE


def _widths(lines: Sequence[Line]) -> Sizes:
    """The longest line of each size."""
    widths: dict[int, float] = defaultdict(lambda: _COLUMN)
    for line in lines:
        if not line.is_row:
            widths[round(line.size)] = max(widths[round(line.size)], len(line.text))
    return dict(widths)


def _usual_steps(pages: Sequence[Sequence[Line]]) -> Sizes:
    """How far below a line the next of its size usually stands, where more than one pair tells."""
    counted: dict[int, Counter[float]] = defaultdict(Counter)
    for size, step in _steps(pages):
        counted[size][round(step)] += 1
    usual = {size: min(steps, key=lambda step: (-steps[step], step)) for size, steps in counted.items()}
    return {size: step for size, step in usual.items() if counted[size][step] > 1}


def _steps(pages: Sequence[Sequence[Line]]) -> Iterator[tuple[int, float]]:
    for page in pages:
        widths = _widths(page)
        for before, line in pairwise(page):
            step = _step(before, line)
            if step > _SAME_HEIGHT and _same_size(before, line) and _is_wrapped(before, widths):
                yield round(before.size), step
