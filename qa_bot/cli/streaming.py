"""An answer as it comes: each sentence is printed once it is proven, then the rest of the text."""

from __future__ import annotations

import click

from qa_bot.answering import Statement, cited_text
from qa_bot.rendering import text as rendering


class Live:
    """Prints one answer; a longer text wraps as its beginning did, so nothing printed is taken back."""

    def __init__(self, width: int | None) -> None:
        self._width = width
        self._statements: list[Statement] = []
        self._printed = ""

    def show(self, statement: Statement) -> None:
        self._statements.append(statement)
        text = rendering.wrapped(rendering.clean(cited_text(self._statements)), self._width)
        click.echo(text.removeprefix(self._printed), nl=False)
        self._printed = text

    def finish(self, text: str) -> None:
        """Prints what `text` has beyond the sentences with which it begins."""
        click.echo(text.removeprefix(self._printed))
