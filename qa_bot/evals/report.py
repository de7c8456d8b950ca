"""Measurements with their intervals, sample sizes and targets, as tables and as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.box import MARKDOWN
from rich.table import Table

from qa_bot.evals.metrics import Estimate


@dataclass(frozen=True, slots=True)
class Target:
    """What a value should reach (`at_least`) or stay under."""

    value: float
    at_least: bool = True

    def met(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {number(self.value)}"


@dataclass(frozen=True, slots=True)
class Measurement:
    name: str
    estimate: Estimate
    target: Target | None = None

    @property
    def met(self) -> bool | None:
        return self.target.met(self.estimate.value) if self.target else None


def single(name: str, value: float, target: Target | None = None, n: int = 1) -> Measurement:
    """A number without an interval: a time, a size, a ratio; `n` says of how many items."""
    return Measurement(name, Estimate(value, math.nan, math.nan, n), target)


def table(title: str, measurements: Sequence[Measurement]) -> Table:
    """A Markdown table, ready for the log."""
    grid = Table(title=title, title_justify="left", box=MARKDOWN)
    headings = ["measured", "value", "95 %", "n"]
    if any(each.target for each in measurements):
        headings += ["target", "met"]
    for heading in headings:
        grid.add_column(heading, justify="left" if heading == "measured" else "right", no_wrap=True)
    for each in measurements:
        estimate = each.estimate
        met = {True: "yes", False: "NO", None: ""}[each.met]
        measured = [each.name, number(estimate.value), interval_text(estimate), str(estimate.n)]
        grid.add_row(*[*measured, str(each.target or ""), met][: len(headings)])
    return grid


def as_json(results: Mapping[str, Sequence[Measurement]]) -> dict[str, list[dict[str, Any]]]:
    """Plain values by set; what has no value or interval is null."""
    return {name: [_row(each) for each in measurements] for name, measurements in results.items()}


def _row(measurement: Measurement) -> dict[str, Any]:
    estimate = asdict(measurement.estimate)
    return {
        "name": measurement.name,
        **{key: None if math.isnan(value) else value for key, value in estimate.items()},
        "target": str(measurement.target) if measurement.target else None,
        "met": measurement.met,
    }


def interval_text(estimate: Estimate) -> str:
    return "" if math.isnan(estimate.low) else f"{number(estimate.low)}–{number(estimate.high)}"


def number(value: float) -> str:
    if math.isnan(value):
        return "-"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
