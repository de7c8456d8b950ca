"""The lines of one file that name no article, told as one problem: a file may have a million of them."""

from __future__ import annotations

_NUMBERED = 5  # of the lines after the first


class BadLines:
    def __init__(self) -> None:
        self._first = ""
        self._others = 0
        self._numbers: list[int] = []

    def add(self, number: int, reason: str) -> None:
        if not self._first:
            self._first = f"line {number} {reason}"
            return
        self._others += 1
        if len(self._numbers) < _NUMBERED:
            self._numbers.append(number)

    @property
    def reason(self) -> str:
        """Why the first is none, and which others are none either; "" where all are well."""
        if not self._others:
            return self._first
        numbers = ", ".join(map(str, self._numbers)) + (", …" if self._others > _NUMBERED else "")
        return f"{self._first}; {self._others} more cannot be read either (line {numbers})"
