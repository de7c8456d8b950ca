"""The command qa-ingest: options in, a report out; progress goes to standard error."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from ingest.formats import MANY, READERS
from ingest.run import IngestReport
from ingest.scan.web.address import LIST, Address, is_address
from qa_bot.cli import options
from qa_bot.cli.console import run
from qa_bot.errors import UsageError

if TYPE_CHECKING:
    from ingest.pipeline import Options, Progress
    from ingest.scan.extent import Named
    from qa_bot.settings import Settings

_NAMED = 20  # failures; more are counted
_COUNTED = ("added", "changed", "unchanged", "removed", "failed")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_KINDS = " ".join(suffix for suffix in READERS if suffix not in MANY)
_OF_MANY = " ".join(suffix for suffix in READERS if suffix in MANY)
_HELP = f"""Read articles ({_KINDS}), and files of many ({_OF_MANY}), into the index.

Folders are read recursively. Only what changed since the last time is read again. Feeds and pages are
named by their addresses, or listed in a {LIST} file; what was fetched stays when it leaves its feed."""


class Source(options.NamedPath):
    """A path, or an address, which pathlib would take the double slash of."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        text = os.fspath(value)
        if is_address(text):
            return Address(text)
        if "://" in text:
            self.fail(f"{text!r} is no http or https address.", param, ctx)
        return super().convert(value, param, ctx)


class Duration(click.ParamType[float]):
    """ "90s", "15m", "2h" or "1d", as seconds."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", str(value).strip())
        if not match or not float(match[1]):
            self.fail(f"{value!r} is no time; write e.g. 90s, 15m, 2h or 1d.", param, ctx)
        return float(match[1]) * _SECONDS[match[2]]


@click.command(
    help=_HELP,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  qa-ingest news/                          bring the index to what lies in news/
  qa-ingest news/ wire.jsonl --dry-run     say what would change
  qa-ingest https://example.org/feed.xml   the articles a feed names, now and on every later run
  qa-ingest pages.urls                     those of a list: one feed or page a line
  qa-ingest news/ pages.urls --watch       files as they change, the web every 15 minutes
  qa-ingest /mnt/share --every 15m         where changes cannot be watched

\b
Exit codes: 0 done, even if single files could not be read (they are listed and keep their
old version), or stopped while watching; 1 failed, or nothing could be read; 2 wrong path,
option or setting; 4 the index is locked or built otherwise; 5 a model or server is
unreachable; 130 interrupted.""",
)
@click.argument("named", metavar="PATH|URL…", nargs=-1, required=True, type=Source(path_type=Path))
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say what would change, and with an embedder behind a server what that would take; write and "
    "fetch nothing.",
)
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
@click.option("--watch", "follow", is_flag=True, help="Stay, and ingest what changes, until stopped.")
@click.option(
    "--every",
    type=Duration(),
    metavar="TIME",
    help="Stay, and look at everything this often (90s, 15m, 2h); for --watch, instead of watch.every_s.",
)
@click.option(
    "--ray",
    metavar="ADDRESS",
    help="Parse and embed on a Ray cluster, instead of ingest.ray: auto is this machine's, local one of its "
    "own processors.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a run instead of the summary.")
@options.index
def command(
    named: tuple[Named, ...],
    dry_run: bool,
    rebuild: bool,
    prune: bool | None,
    follow: bool,
    every: float | None,
    ray: str | None,
    as_json: bool,
    index: Path | None,
) -> int:
    from ingest.pipeline import Options  # here, so that --help and Ctrl-C need not wait for Chroma

    settings = options.load_settings(index, ray=ray)
    how = Options(prune, dry_run, rebuild)
    if follow or every:
        if dry_run or rebuild:
            raise UsageError("--watch and --every go with neither --dry-run nor --rebuild; run those alone.")
        _stay(named, settings, how, every or settings.watch.every_s, follow=follow, as_json=as_json)
        return 0
    return _once(named, settings, how, as_json=as_json)


def main() -> None:
    run(command)


def _once(named: Sequence[Named], settings: Settings, how: Options, *, as_json: bool) -> int:
    from ingest.pipeline import ingest

    with _progress(named) as progress:
        report = ingest(named, settings, how, progress)
    _list_failures(report)
    click.echo(_as_json(report, settings) if as_json else _summary(report))
    return int(report.nothing_read)


def _stay(
    named: Sequence[Named], settings: Settings, how: Options, every_s: float, *, follow: bool, as_json: bool
) -> None:
    from ingest.watch import Listener, Rhythm, watch

    def say(report: IngestReport) -> None:
        _list_failures(report)
        click.echo(_as_json(report, settings) if as_json else f"{_now()} {_line(report)}")

    def warn(sentence: str) -> None:
        click.echo(f"{_now()} {sentence}", err=True)

    with _stopped_by_signals() as stop:
        watch(named, settings, how, Rhythm(every_s, follow), Listener(say, warn), stop)


@contextmanager
def _stopped_by_signals() -> Iterator[Event]:
    """An event that SIGTERM or Ctrl-C sets; the second one ends the process as usual."""
    stop = Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def end(number: int, frame: object) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, end)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress(named: Sequence[Named]) -> Iterator[Progress]:
    """A bar on standard error; nothing off a terminal."""
    if not sys.stderr.isatty():
        yield lambda read: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading articles", total=_total(named))
        yield lambda read: bar.advance(task, read)


def _total(named: Sequence[Named]) -> int | None:
    """Unknown where some are yet to be fetched."""
    from ingest.scan.folders import count
    from ingest.scan.web.address import is_list

    paths = [each for each in named if isinstance(each, Path) and not is_list(each)]
    return count(paths) if len(paths) == len(named) else None


def _list_failures(report: IngestReport) -> None:
    from qa_bot.rendering import clean

    for failure in report.failed[:_NAMED]:
        click.echo(f"{clean(failure.doc)}: {clean(failure.reason)}", err=True)
    if (more := len(report.failed) - _NAMED) > 0:
        click.echo(f"… and {more} more; --json lists all.", err=True)


def _summary(report: IngestReport) -> str:
    estimate = [str(report.embedding)] if report.embedding else []
    return "\n".join([_counts(report), *estimate, *report.notes])


def _line(report: IngestReport) -> str:
    return " ".join([_counts(report), *report.notes])


def _counts(report: IngestReport) -> str:
    did = "Would be done" if report.dry_run else "Done"
    counts = ", ".join(f"{len(getattr(report, name))} {name}" for name in _COUNTED)
    chunks = f"{report.chunks} chunk{'' if report.chunks == 1 else 's'}"
    return f"{did}: {counts}; {chunks} embedded in {report.seconds:.1f} s."


def _now() -> str:
    return datetime.now().isoformat(sep=" ", timespec="seconds")


def _as_json(report: IngestReport, settings: Settings) -> str:
    values = {**asdict(report), "index": None if report.dry_run else _state(settings)}
    return json.dumps(values, ensure_ascii=False)


def _state(settings: Settings) -> dict[str, int]:
    from qa_bot.index import Index

    state = Index.open(settings).state()
    return {"revision": state.revision, "articles": state.articles}
