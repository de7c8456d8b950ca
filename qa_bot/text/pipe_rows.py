"""The rows of a Markdown table: their cells, and what they say under the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RULED = re.compile(r":?-{2,}:?")
_CELL = re.compile(r"(?<!\\)\|")


def is_row(text: str) -> bool:
    return text.startswith("|")


def is_rule(text: str, at: int = 0) -> bool:
    """Whether the line that begins there parts the heads of columns from their rows: "| --- | --- |"."""
    end = text.find("\n", at)
    line = text[at:] if end < 0 else text[at:end]
    return "-" in line and all(map(_RULED.fullmatch, cells(line)))


def cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in _CELL.split(row.strip().strip("|")))


def labelled(row: str, heads: Sequence[str]) -> str:
    """The row as other tables are read: "Ulf Marek: Votes: 2,531; Share: 12 %"."""
    name, *values = cells(row)
    told = "; ".join(f"{head}: {value}" for head, value in zip(heads[1:], values, strict=False) if value)
    return f"{name}: {told}" if told else name
