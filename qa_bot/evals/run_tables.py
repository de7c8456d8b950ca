"""A run and a comparison as Markdown tables for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.box import MARKDOWN
from rich.table import Table

from qa_bot.evals.grading import Metric, by_type, measurements
from qa_bot.evals.report import as_json, interval_text, number, table
from qa_bot.evals.runs import Comparison, Flip, Run, SetRun

_TYPES = 12  # the most frequent ones; the HTML report has all
_BY_TYPE = (Metric.CORRECT, Metric.TOKEN_F1, Metric.DOCUMENT)
_FLIPS = 20


def set_tables(run: SetRun) -> Iterator[Table]:
    yield table(run.name, measurements(run.items))
    if len(by_type(run.items)) > 1:
        yield _type_table(run)


def _type_table(run: SetRun) -> Table:
    grid = _grid(f"{run.name}, by type", "type", "n", "right", *_BY_TYPE)
    for group in by_type(run.items)[:_TYPES]:
        shares = [number(group.share(metric).value) for metric in _BY_TYPE]
        grid.add_row(group.name, str(len(group.items)), number(group.passed.value), *shares)
    return grid


def comparison_tables(comparison: Comparison) -> Iterator[Table]:
    changed = [change for change in comparison.changes if change.better or change.worse]
    grid = _grid("compared", "set: measured", "before", "after", "difference", "95 %", "n", "better", "worse")
    for change in changed:
        grid.add_row(
            f"{change.set}: {change.metric}",
            number(change.before),
            number(change.after),
            number(change.difference.value),
            interval_text(change.difference),
            str(change.difference.n),
            str(change.better),
            str(change.worse),
        )
    yield grid
    if comparison.flips:
        yield _flip_table(comparison)


def _flip_table(comparison: Comparison) -> Table:
    grid = _grid(f"{len(comparison.flips)} questions changed", "question", "set", "id", "now")
    for flip in comparison.flips[:_FLIPS]:
        grid.add_row(flip.after.question, flip.set, flip.after.id, "right" if flip.after.passed else "wrong")
    return grid


def run_object(run: Run, comparison: Comparison | None) -> dict[str, Any]:
    return {
        "sets": as_json({one.name: measurements(one.items) for one in run.sets}),
        "changes": [asdict(change) for change in comparison.changes] if comparison else None,
        "flips": [_flip_object(flip) for flip in comparison.flips] if comparison else None,
    }


def _flip_object(flip: Flip) -> dict[str, Any]:
    return {"set": flip.set, "id": flip.after.id, "question": flip.after.question, "right": flip.after.passed}


def _grid(title: str, *headings: str) -> Table:
    grid = Table(title=title, title_justify="left", box=MARKDOWN)
    for n, heading in enumerate(headings):
        grid.add_column(heading, justify="right" if n else "left", overflow="fold" if n == 0 else "ellipsis")
    return grid
