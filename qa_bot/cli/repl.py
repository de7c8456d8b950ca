"""`qa-bot chat`: a conversation on the terminal, or line by line from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from qa_bot import privacy
from qa_bot.answering import Show
from qa_bot.cli.streaming import Live
from qa_bot.errors import QABotError
from qa_bot.rendering import sources_text
from qa_bot.rendering import text as rendering
from qa_bot.types import Answer, Question, Status, Turn

HELP = """Type a question; it may refer to what was said before.
Of the last answer ask: shorter, more, sources, evidence ("show me the passage"), why ("are you sure?");
or say that it is wrong, which is noted with it.
/sources  the quoted words behind the last answer
/help     this list
/quit     leave (so does Ctrl-D); Ctrl-C only drops the line or the answer being written"""


class Chat:
    """Asks, shows, and remembers what was said."""

    def __init__(self, ask: Callable[[Question, Show], Answer], width: int | None = None) -> None:
        self._ask = ask
        self._width = width
        self._turns: tuple[Turn, ...] = ()
        self._last: Answer | None = None

    def run(self, history: Path | None) -> None:
        """Until /quit or the end of the input; `history` keeps the lines typed on a terminal, if anything."""
        on_terminal = sys.stdin.isatty()
        for line in _typed(history) if on_terminal else _piped():
            if line == "/quit":
                return
            if line:
                try:
                    self._reply(line)
                except KeyboardInterrupt:  # Ctrl-C drops the answer being written
                    if not on_terminal:
                        raise
                    click.echo("\nCancelled.")
                click.echo()

    def _reply(self, line: str) -> None:
        match line:
            case "/help":
                click.echo(HELP)
            case "/sources":
                click.echo(self._sources())
            case _ if line.startswith("/"):
                click.echo(f"There is no command {line!r}; /help lists them.")
            case _:
                self._answer(line)

    def _sources(self) -> str:
        if self._last is None:
            return "No answer yet."
        if not self._last.citations:
            return "The last answer has no sources."
        return sources_text(self._last.citations, self._width)

    def _answer(self, line: str) -> None:
        live = Live(self._width)
        try:
            answer = self._ask(Question(text=line, history=self._turns), live.show)
        except QABotError as error:
            click.echo(str(error))
            return
        live.finish(rendering.reply_text(answer, self._width))
        is_answer = answer.citations or answer.status is Status.ABSTAINED  # "You are welcome" is none
        if is_answer and not answer.about:
            self._last = answer
        self._turns += (Turn("user", line), Turn("assistant", answer.text, answer.receipt_id))


def _piped() -> Iterator[str]:
    for line in sys.stdin:
        yield line.strip()


def _typed(history: Path | None) -> Iterator[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    if history:
        privacy.make_folder(history.parent)
        privacy.create(history)
    kept = FileHistory(str(history)) if history else InMemoryHistory()
    session: PromptSession[str] = PromptSession("› ", history=kept)
    click.echo("Ask about the articles; /help lists the commands, Ctrl-D leaves.", err=True)
    while True:
        try:
            yield session.prompt().strip()
        except KeyboardInterrupt:  # Ctrl-C drops the line being typed
            continue
        except EOFError:
            return
