"""An answer as it comes: each line is printed once it is proven, then the rest of the text."""

from __future__ import annotations

import re

import click

from qa_bot.rendering import lines_text
from qa_bot.types import Form, Line

_PIECE = re.compile(r"(?P<code>\x1b\[[\d;]*m)|.", re.DOTALL)


class Live:
    """Prints one answer; a longer text wraps as its beginning did, so nothing printed is taken back."""

    def __init__(self, width: int | None) -> None:
        self._width = width
        self._lines: list[Line] = []
        self._printed = ""

    def show(self, line: Line, form: Form) -> None:
        """The next line of an answer in this form."""
        self._lines.append(line)
        text = lines_text(self._lines, form, self._width)
        click.echo(text.removeprefix(self._printed), nl=False)
        self._printed = text

    def finish(self, text: str) -> None:
        """Prints what `text` has beyond the lines with which it begins; all of it if it begins otherwise."""
        rest = _beyond(text, click.unstyle(self._printed))
        click.echo(f"\n\n{text}" if rest is None else rest)


def _beyond(text: str, seen: str) -> str | None:
    """What follows the words that were `seen`, be they in bold or not; None if it begins with others."""
    if not click.unstyle(text).startswith(seen):
        return None
    at, unseen = 0, len(seen)
    while unseen:
        piece = _PIECE.match(text, at)
        assert piece  # `text` has all that was seen
        unseen -= not piece["code"]
        at = piece.end()
    return text[at:]
