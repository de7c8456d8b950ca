"""The rows of a table in a reply, as sentences under the heads of their columns."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.text import cells, is_rule


class Table:
    """Takes line by line; the first one is held until the next tells whether it has the heads."""

    def __init__(self) -> None:
        self._first = ""
        self._heads: tuple[str, ...] = ()
        self._is_open = False

    def take(self, row: str) -> list[str]:
        """The rows that are now known to be no heads, each "head: cell; head: cell"."""
        if not self._is_open:
            self._is_open, self._first = True, row
            return []
        if is_rule(row):
            if self._first:
                self._heads, self._first = cells(self._first), ""
            return []
        told = [*self._first_row(), _told(row, self._heads)]
        return [row for row in told if row]

    def close(self) -> list[str]:
        """The table has ended: its only row, if it was not told yet."""
        told = self._first_row()
        self._heads, self._is_open = (), False
        return told

    def _first_row(self) -> list[str]:
        row, self._first = self._first, ""
        return [_told(row, ())] if row and not is_rule(row) else []


def _told(row: str, heads: Sequence[str]) -> str:
    values = cells(row)
    named = [*heads, *[""] * (len(values) - len(heads))]
    return "; ".join(
        f"{head}: {value}" if head else value for head, value in zip(named, values, strict=False) if value
    )
