"""Which lines of a text are table rows: `Ulf Marek: votes: 2,531; share: 12 %`, or `| Ulf Marek | 2,531 |`.

A row has no full stop to end it, and must not run on into the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_PIPED = re.compile(r"\|.*\|$")
_ENDED = re.compile(r"[.!?,:;–—-][”\"’')\]]*$")
_LABEL = re.compile(r"[^:]{1,80}: ")
_FEW_WORDS = 6  # of a label or cell that only its neighbours show to be one

Shape = tuple[int, int]  # labels and cells


def are_rows(lines: Sequence[str]) -> list[bool]:
    """For each line whether it is a row, by its own marks or because one beside it is made the same way."""
    shapes = [_shape(line) for line in lines]
    beside = zip([None, *shapes], shapes, [*shapes[1:], None], strict=False)
    return [shape is not None and (shape[0] > 1 or shape in (above, below)) for above, shape, below in beside]


def _shape(line: str) -> Shape | None:
    """None for what cannot be a row; one with two labels or between pipes is one wherever it stands."""
    if _PIPED.match(line):
        return 2, line.count("|") - 1
    if _ENDED.search(line):
        return None
    cells, labels = line.split("; "), line.count(": ")
    if labels > 1:
        return (labels, len(cells)) if _LABEL.match(line) and 2 * labels >= len(cells) else None
    short = all(len(part.split()) <= _FEW_WORDS for part in (line.split(": ")[:1] if labels else cells))
    prose = sum(cell[:1].islower() for cell in cells[1:]) * 2 > len(cells) - 1  # goes on behind a semicolon
    return (labels, len(cells)) if short and not prose and labels + len(cells) > 1 else None
