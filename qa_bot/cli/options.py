"""What the commands' command lines have in common."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from qa_bot.cli import console
from qa_bot.rendering import batch as batches
from qa_bot.rendering import json as jsonlines
from qa_bot.settings import Settings

if TYPE_CHECKING:
    from qa_bot.responder import Responder

BATCH_INCOMPLETE = 1
_WIDEST = 100  # columns; longer lines are hard to read


class NamedPath(click.Path):
    """A path that is not empty, as an unset variable would make it; pathlib would take the current folder."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        if not os.fspath(value):
            self.fail("It is empty; name a file or folder.", param, ctx)
        return super().convert(value, param, ctx)


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
answerer = click.option(
    "--answerer",
    metavar="NAME",
    help="Who writes the answer (auto, extractive, openai), instead of models.answerer.",
)
index = click.option(
    "--index",
    type=NamedPath(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of the index, instead of index.path.",
)


def example(*lines: str) -> str:
    """The end of a command's --help."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def load_settings(index: Path | None, answerer: str | None = None, ray: str | None = None) -> Settings:
    """The settings, with a command's own options over them."""
    overrides: dict[str, dict[str, Any]] = {}
    if index is not None:
        overrides["index"] = {"path": index, "url": ""}  # a folder named outright wins over a server
    if answerer is not None:
        overrides["models"] = {"answerer": answerer}
    if ray is not None:
        overrides["ingest"] = {"ray": ray}
    return Settings.load(**overrides)


def open_responder(settings: Settings) -> Responder:
    """For a command: nothing is lost if Ctrl-C ends it while the models load."""
    with console.ended_at_once():
        from qa_bot.responder import Responder

        return Responder.open(settings)


def run_batch(batch: BinaryIO, respond: Callable[[bytes], jsonlines.Object]) -> int:
    """Prints one JSON line for each line of the batch; returns the exit code."""
    complete = True
    for reply in batches.replies(batch, respond):
        click.echo(jsonlines.dumps(reply.line))  # flushes, so that a reader can follow
        complete = complete and reply.ok
    return 0 if complete else BATCH_INCOMPLETE


def width() -> int | None:
    """Columns to wrap at; a pipe gets whole lines."""
    return min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else None
