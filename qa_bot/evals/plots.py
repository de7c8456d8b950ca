"""A set's run as pictures: matplotlib draws them, as SVG for an <img>, without a display."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qa_bot.evals.grading import Item, Metric, by_type, estimate, risk_coverage
from qa_bot.evals.metrics import Estimate

_TYPES = 12  # the most frequent ones
_Draw = Callable[[Axes, Sequence[Item]], None]
_RATES = (
    Metric.HIT_1,
    Metric.HIT_4,
    Metric.HIT_10,
    Metric.MRR,
    Metric.NDCG_10,
    Metric.CORRECT,
    Metric.TOKEN_F1,
    Metric.DOCUMENT,
    Metric.VERBATIM,
    Metric.CITATION_RECALL,
    Metric.CITATION_PRECISION,
    Metric.ABSTAINS_RIGHTLY,
    Metric.ABSTAINS_WRONGLY,
    Metric.FIRST_LINE,
    Metric.ITEMS,
    Metric.ALL_SIDES,
    Metric.NEEDLESS,
    Metric.TELLS_NOT_STATED,
)


@dataclass(frozen=True, slots=True)
class Plot:
    title: str
    url: str  # data:, so that the report is one file


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    estimate: Estimate


def plots(items: Sequence[Item]) -> Iterator[Plot]:
    yield _plot("Scores", _rates, items)
    if len(by_type(items)) > 1:
        yield _plot("Right, by type", _types, items)
    if risk_coverage(items):
        yield _plot("Risk and coverage", _risk, items)
    if any(Metric.MS in one.scores for one in items):
        yield _plot("Milliseconds a question", _latency, items)


def _plot(title: str, draw: _Draw, items: Sequence[Item]) -> Plot:
    figure = Figure(figsize=(5.5, 3.6), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    draw(axes, items)
    svg = io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None})
    return Plot(title, f"data:image/svg+xml;base64,{base64.b64encode(svg.getvalue()).decode()}")


def _rates(axes: Axes, items: Sequence[Item]) -> None:
    scored = {metric: [one.scores[metric] for one in items if metric in one.scores] for metric in _RATES}
    _bars(axes, [_Bar(metric, estimate(values)) for metric, values in scored.items() if values])


def _types(axes: Axes, items: Sequence[Item]) -> None:
    groups = by_type(items)[:_TYPES]
    _bars(axes, [_Bar(f"{group.name} ({len(group.items)})", group.passed) for group in groups])


def _bars(axes: Axes, bars: Sequence[_Bar]) -> None:
    estimates = [bar.estimate for bar in bars]
    below = [max(0.0, one.value - one.low) for one in estimates]
    above = [max(0.0, one.high - one.value) for one in estimates]
    axes.barh([bar.name for bar in bars], [one.value for one in estimates], xerr=[below, above], capsize=2)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)


def _risk(axes: Axes, items: Sequence[Item]) -> None:
    curve = risk_coverage(items)
    axes.step([point.coverage for point in curve], [point.risk for point in curve], where="post")
    axes.set(
        xlabel="share of questions answered", ylabel="share of the answers wrong", xlim=(0, 1), ylim=(0, 1)
    )


def _latency(axes: Axes, items: Sequence[Item]) -> None:
    axes.ecdf([one.scores[Metric.MS] for one in items if Metric.MS in one.scores])
    axes.set(xlabel="ms", ylabel="share of the questions")
    axes.set_xlim(left=0)
