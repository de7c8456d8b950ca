"""Measures the installed commands on ../shared/bench: `python -m qa_bot.evals.bench`, or `make bench`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from qa_bot.cli.console import run
from qa_bot.evals import pages, peers, questions, speed
from qa_bot.evals.report import Measurement, as_json, table
from qa_bot.evals.workspace import BenchFolder

SETS: dict[str, Callable[[BenchFolder], list[Measurement]]] = {
    "seeds": questions.seeds,
    "squad2": questions.squad2,
    "scifact": questions.scifact,
    "article_extraction": pages.article_extraction,
    "htmldate": pages.htmldate,
    "ingest": speed.ingest,
    "peers": peers.peers,
    "questions": speed.questions,
}
_WIDTH = 110  # wide enough for a row, on a terminal or off it


@click.command()
@click.argument("names", metavar="[SET]...", nargs=-1, type=click.Choice(list(SETS)))
@click.option("--shared", type=click.Path(path_type=Path), default=Path("../shared"), show_default=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path(".bench"), show_default=True)
@click.option("--quick", is_flag=True, help="A tenth of each set: whether it works, not how well.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Also write the numbers here.")
def bench(names: tuple[str, ...], shared: Path, work: Path, quick: bool, json_file: Path | None) -> None:
    """Measure the SETs named, or all, and print each number beside its target.

    \b
    Example: python -m qa_bot.evals.bench squad2 scifact --json numbers.json
    """
    workspace = BenchFolder(shared.resolve(), work.resolve(), quick)
    console = Console(width=_WIDTH)
    results: dict[str, list[Measurement]] = {}
    for name in names or SETS:
        results[name] = SETS[name](workspace)
        console.print(table(name, results[name]))
        if json_file:
            json_file.write_text(json.dumps(as_json(results), indent=1), encoding="utf-8")


if __name__ == "__main__":
    run(bench)
