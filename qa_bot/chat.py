"""`qa-bot chat`: a conversation on the terminal, or line by line from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from qa_bot import rendering
from qa_bot.errors import QaBotError
from qa_bot.types import Answer, Question, Turn

HELP = """Type a question; it may refer to what was said before.
/sources  the quoted words behind the last answer
/help     this list
/quit     leave (so does Ctrl-D)"""


class Chat:
    """Asks, shows, and remembers what was said."""

    def __init__(self, ask: Callable[[Question], Answer], width: int | None = None) -> None:
        self._ask = ask
        self._width = width
        self._turns: tuple[Turn, ...] = ()
        self._last: Answer | None = None

    def run(self, history: Path) -> None:
        """Until /quit or the end of the input; `history` keeps the lines typed on a terminal."""
        lines = _typed(history) if sys.stdin.isatty() else _piped()
        for line in lines:
            if line == "/quit":
                return
            if line:
                click.echo(self._reply(line) + "\n")

    def _reply(self, line: str) -> str:
        match line:
            case "/help":
                return HELP
            case "/sources":
                return self._sources()
            case _ if line.startswith("/"):
                return f"There is no command {line!r}; /help lists them."
        return self._answer(line)

    def _sources(self) -> str:
        if self._last is None or not self._last.citations:
            return "No answer with sources yet."
        return rendering.sources_text(self._last.citations, self._width)

    def _answer(self, line: str) -> str:
        try:
            answer = self._ask(Question(text=line, history=self._turns))
        except QaBotError as error:
            return str(error)
        self._last = answer
        self._turns += (Turn("user", line), Turn("assistant", answer.text))
        return rendering.reply_text(answer, self._width)


def _piped() -> Iterator[str]:
    for line in sys.stdin:
        yield line.strip()


def _typed(history: Path) -> Iterator[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory

    history.parent.mkdir(parents=True, exist_ok=True)
    session: PromptSession[str] = PromptSession("› ", history=FileHistory(str(history)))
    click.echo("Ask about the articles; /help lists the commands, Ctrl-D leaves.", err=True)
    while True:
        try:
            yield session.prompt().strip()
        except KeyboardInterrupt:  # Ctrl-C drops the line being typed
            continue
        except EOFError:
            return
