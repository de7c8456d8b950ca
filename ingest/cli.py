"""The command qa-ingest: options in, a report out; progress goes to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.report import IngestReport
from qa_bot.commands import options
from qa_bot.console import run

if TYPE_CHECKING:
    from ingest.pipeline import Progress
    from qa_bot.settings import Settings

_NAMED = 20  # failures; more are counted
_COUNTED = ("added", "changed", "unchanged", "removed", "failed")


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  qa-ingest news/                        bring the index to what lies in news/
  qa-ingest news/ wire.jsonl --dry-run   say what would change

\b
Exit codes: 0 done, even if single files could not be read (they are listed and keep their
old version); 1 failed, or nothing could be read; 2 wrong path, option or setting; 4 the index
is locked or built otherwise; 5 a model or server is unreachable; 130 interrupted.""",
)
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=options.NamedPath(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option(
    "--rebuild",
    is_flag=True,
    help="Build the index anew from PATH…; the old one serves until then, and stays if the new one would "
    "lose more than ingest.prune_limit of a source (unless --prune).",
)
@click.option(
    "--prune/--no-prune",
    default=None,
    help="Remove articles whose file is gone, however many; or remove none. Without either, a run that "
    "would remove more than ingest.prune_limit of a source removes nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the summary.")
@options.index
def command(
    paths: tuple[Path, ...],
    dry_run: bool,
    rebuild: bool,
    prune: bool | None,
    as_json: bool,
    index: Path | None,
) -> int:
    """Read articles (.txt .md .html .htm .pdf .docx, or one a line in .jsonl) into the index.

    Folders are read recursively. Only what changed since the last time is read again.
    """
    from ingest.pipeline import Options, ingest  # here, so that --help and Ctrl-C need not wait for Chroma

    settings = options.load_settings(index)
    with _progress() as progress:
        report = ingest(paths, settings, Options(prune, dry_run, rebuild), progress)
    _list_failures(report)
    click.echo(_as_json(report, settings) if as_json else _summary(report))
    return int(report.nothing_read)


def main() -> None:
    run(command)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A running count on standard error; nothing off a terminal."""
    if not sys.stderr.isatty():
        yield lambda read: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading articles", total=None)
        yield lambda read: bar.advance(task, read)


def _list_failures(report: IngestReport) -> None:
    for failure in report.failed[:_NAMED]:
        click.echo(f"{failure.doc}: {failure.reason}", err=True)
    if (more := len(report.failed) - _NAMED) > 0:
        click.echo(f"… and {more} more; --json lists all.", err=True)


def _summary(report: IngestReport) -> str:
    did = "Would be done" if report.dry_run else "Done"
    counts = ", ".join(f"{len(getattr(report, name))} {name}" for name in _COUNTED)
    chunks = f"{report.chunks} chunk{'' if report.chunks == 1 else 's'}"
    line = f"{did}: {counts}; {chunks} embedded in {report.seconds:.1f} s."
    return "\n".join([line, *report.notes])


def _as_json(report: IngestReport, settings: Settings) -> str:
    values = {**asdict(report), "index": None if report.dry_run else _state(settings)}
    return json.dumps(values, ensure_ascii=False)


def _state(settings: Settings) -> dict[str, int]:
    from qa_bot.index import Index

    state = Index.open(settings).state()
    return {"revision": state.revision, "articles": state.articles}
