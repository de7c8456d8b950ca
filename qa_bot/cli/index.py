"""`index export` and `index import`: an index as one file, to keep or to take elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_bot.cli import options

if TYPE_CHECKING:
    from qa_bot.index.archive_file import Contents

_file = click.argument("file", type=options.NamedPath(path_type=Path, dir_okay=False))


@click.group("index", epilog=options.example("qa-bot index export news.index.gz"))
def index() -> None:
    """Save the index as one file, or take it from one.

    The file serves a folder and a Chroma server alike. It holds articles, chunks and vectors, not the pages
    fetched from the web nor the receipts, which lie beside the index.
    """


@index.command("export", epilog=options.example("qa-bot index export news.index.gz"))
@_file
@options.index
def export_(file: Path, index: Path | None) -> None:
    """Write the index to FILE. Bots go on answering meanwhile; an ingest waits."""
    from qa_bot.index.archive import export_index

    _say("Wrote", export_index(options.load_settings(index), file))


@index.command(
    "import", epilog=options.example("CHROMA_URL=http://db:8000 qa-bot index import news.index.gz")
)
@click.option("--replace", is_flag=True, help="Put it in the place of the articles that are there.")
@_file
@options.index
def import_(file: Path, replace: bool, index: Path | None) -> None:
    """Build the index from FILE. Whatever interrupts it, the one before stays."""
    from qa_bot.index.archive import import_index

    _say("Read", import_index(options.load_settings(index), file, replace=replace))


def _say(did: str, contents: Contents) -> None:
    click.echo(f"{did} {contents.articles} articles, {contents.chunks} chunks; sha256 {contents.sha256}.")
