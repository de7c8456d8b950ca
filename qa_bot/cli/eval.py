"""`eval`: how good the answers are, on known question sets or on the user's own questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_bot.cli import options
from qa_bot.errors import UsageError
from qa_bot.rendering import json as jsonlines

if TYPE_CHECKING:
    from qa_bot.evals.grading import Item
    from qa_bot.evals.runs import Comparison, Run
    from qa_bot.evals.sets import QuestionSet

_WIDTH = 110  # wide enough for a row, on a terminal or off it


@click.command(
    "eval",
    epilog="""\b
QUESTIONS has one JSON object a line, with any of:
  id, question, type    every question has words; an id is its line unless given
  answers               ["…"]: one of them stands in a right answer
  must_include          [["…", "…"], ["…"]]: instead, one of each group
  must_not_include      ["…"]: a right answer has none of them
  first                 "…": a good first line; what it has of must_include is looked for there
  gold_quotes           ["…"]: sentences of the articles that answer it; others are needless
  polarity              "yes" or "no": with which the answer begins
  sides                 [{"says": "…", "who": "…"}]: all of which are shown, with who says it
  older                 ["…"]: what was right once, and is not to stand alone in the first line
  evidence_doc_ids      ids of the articles that answer it
  answerable            false where the bot should abstain
  history, as_of, doc_ids   as in `qa-bot ask --batch`

"""
    + options.example(
        "qa-bot eval --questions questions.jsonl --articles articles/",
        "qa-bot eval squad2 seeds --limit 100 --compare .qa-bot/eval/runs/2026-11-22T10-00-00.json",
    ),
)
@click.argument("names", metavar="[SET]...", nargs=-1)
@click.option("--questions", type=options.NamedPath(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--articles", type=options.NamedPath(exists=True, path_type=Path), help="What QUESTIONS are on."
)
@click.option(
    "--shared",
    type=options.NamedPath(path_type=Path),
    default=Path("../shared"),
    show_default=True,
    help="Where the data of the SETs lies.",
)
@click.option(
    "--work",
    type=options.NamedPath(path_type=Path, file_okay=False),
    default=Path(".qa-bot/eval"),
    show_default=True,
    help="Indexes, replies, runs and report.html.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="A random N questions of each set.")
@click.option(
    "--compare",
    type=options.NamedPath(exists=True, dir_okay=False, path_type=Path),
    metavar="RUN",
    help="An earlier run's file: shows question by question what differs.",
)
@click.option(
    "--answerer", metavar="NAME", default="extractive", show_default=True, help="Who writes the answers."
)
@click.option(
    "--by",
    type=click.Choice(["type", "form"]),
    default="type",
    show_default=True,
    help="Tables by the types of the questions or the forms of the answers.",
)
@click.option("--fresh", is_flag=True, help="Index and ask anew, whatever an earlier run left.")
@options.as_json
def evaluate(
    names: tuple[str, ...],
    questions: Path | None,
    articles: Path | None,
    shared: Path,
    work: Path,
    limit: int | None,
    compare: Path | None,
    answerer: str,
    by: str,
    fresh: bool,
    as_json: bool,
) -> None:
    """Measure the answers on data sets or your own questions.

    The SETs: squad2, scifact, ramdocs, timeqa, mtrag_un, injection, seeds, news, brennick,
    minimal, and written, which asks 500 questions on our own articles; QUESTIONS are of ARTICLES.

    Each set gets an index of its own, and a run that was interrupted goes on where it was.
    """
    from qa_bot.evals import html_report, runs
    from qa_bot.evals.evaluation import Evaluation
    from qa_bot.evals.workspace import BenchFolder

    before = runs.Run.load(compare) if compare else None
    data = _sets(names, questions, articles, shared)
    space = BenchFolder(shared.resolve(), work.resolve())
    run = Evaluation(space, answerer, limit, fresh).run(data, _progress)
    saved = run.save(space.folder / "runs")
    comparison = runs.compare(before, run) if before else None
    _show(run, comparison, by, as_json)
    click.echo(f"The run, for --compare: {saved}", err=True)
    click.echo(html_report.write(run, comparison, space.folder / "report.html"), err=True)


def _sets(
    names: Sequence[str], questions: Path | None, articles: Path | None, shared: Path
) -> dict[str, QuestionSet]:
    from qa_bot.evals import catalog

    if bool(questions) != bool(articles):
        raise UsageError("Give --questions and --articles together.")
    if unknown := sorted(set(names) - catalog.SETS.keys()):
        raise UsageError(f"There is no set {unknown[0]!r}; there are {', '.join(catalog.SETS)}.")
    found = {name: catalog.SETS[name](shared.resolve()) for name in names}
    if questions and articles:
        found[catalog.OWN] = catalog.own(questions, articles.resolve())
    if not found:
        raise UsageError(
            "Name a set, or give --questions and --articles; `qa-bot eval --help` describes both."
        )
    return found


def _progress(items: Iterable[Item], name: str, total: int) -> Iterable[Item]:
    from rich.console import Console
    from rich.progress import track

    return track(items, name, total, console=Console(stderr=True))


def _show(run: Run, comparison: Comparison | None, by: str, as_json: bool) -> None:
    from rich.console import Console

    from qa_bot.evals import run_tables

    if as_json:
        click.echo(jsonlines.dumps(run_tables.run_object(run, comparison)))
        return
    console = Console(width=_WIDTH)
    for one in run.sets:
        console.print(*run_tables.set_tables(one, by), sep="\n")
    if comparison:
        console.print(*run_tables.comparison_tables(comparison), sep="\n")
