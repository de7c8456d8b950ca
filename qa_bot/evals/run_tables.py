"""A run and a comparison as Markdown tables for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.box import MARKDOWN
from rich.table import Table

from qa_bot.evals.grading import GROUPINGS, Group, Metric, measurements
from qa_bot.evals.report import as_json, interval_text, number, table
from qa_bot.evals.runs import Comparison, Flip, Run, SetRun

_GROUPS = 30  # the most frequent ones; the HTML report has all
_CONTENT = (Metric.CORRECT, Metric.TOKEN_F1, Metric.DOCUMENT)
_FORM = (
    Metric.FIRST_LINE,
    Metric.ITEMS,
    Metric.ALL_SIDES,
    Metric.NEEDLESS,
    Metric.TELLS_NOT_STATED,
    Metric.REFUSES_WRONGLY,
    Metric.WORDS,
)
_SHORT = {  # headings of narrow columns
    Metric.FIRST_LINE: "first line",
    Metric.ITEMS: "items",
    Metric.ALL_SIDES: "sides",
    Metric.NEEDLESS: "needless",
    Metric.TELLS_NOT_STATED: "not stated",
    Metric.REFUSES_WRONGLY: "refused",
    Metric.WORDS: "words",
}
_FLIPS = 20


def set_tables(run: SetRun, by: str = "type") -> Iterator[Table]:
    """What was measured on a set, then by the types of its questions or the forms of the answers."""
    yield table(run.name, measurements(run.items))
    groups = GROUPINGS[by](run.items)
    if len(groups) > 1:
        yield _group_table(f"{run.name}, by {by}", by, groups, _CONTENT)
        yield _group_table(f"{run.name}, form by {by}", by, groups, _FORM)


def _group_table(title: str, by: str, groups: Sequence[Group], metrics: Sequence[Metric]) -> Table:
    """A column for each metric that applies to any of the questions."""
    shown = [metric for metric in metrics if any(group.share(metric).n for group in groups)]
    grid = _grid(title, by, "n", "right", *(_SHORT.get(metric, metric) for metric in shown))
    for group in groups[:_GROUPS]:
        shares = [number(group.share(metric).value) for metric in shown]
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
        "types": {one.name: _groups_object(one, "type") for one in run.sets},
        "forms": {one.name: _groups_object(one, "form") for one in run.sets},
        "changes": [asdict(change) for change in comparison.changes] if comparison else None,
        "flips": [_flip_object(flip) for flip in comparison.flips] if comparison else None,
    }


def _groups_object(run: SetRun, by: str) -> dict[str, Any]:
    return as_json({group.name: measurements(group.items) for group in GROUPINGS[by](run.items)})


def _flip_object(flip: Flip) -> dict[str, Any]:
    return {"set": flip.set, "id": flip.after.id, "question": flip.after.question, "right": flip.after.passed}


def _grid(title: str, *headings: str) -> Table:
    grid = Table(title=title, title_justify="left", box=MARKDOWN)
    for n, heading in enumerate(headings):
        grid.add_column(heading, justify="right" if n else "left", overflow="fold" if n == 0 else "ellipsis")
    return grid
