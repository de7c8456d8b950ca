"""Runs as JSON files, and two of them compared on the questions both have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from qa_bot.errors import UsageError
from qa_bot.evals import metrics
from qa_bot.evals.grading import LOWER_IS_BETTER, Item, Metric
from qa_bot.evals.metrics import Estimate


@dataclass(frozen=True, slots=True)
class SetRun:
    """One set as it was asked."""

    name: str
    revision: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Run:
    started: datetime
    answerer: str
    sets: tuple[SetRun, ...]

    def save(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.started:%Y-%m-%dT%H-%M-%S}.json"
        path.write_bytes(TypeAdapter(Run).dump_json(self, indent=1))
        return path

    @classmethod
    def load(cls, path: Path) -> Run:
        """Raises UsageError for a file that is no run."""
        try:
            return TypeAdapter(Run).validate_json(path.read_bytes())
        except ValidationError:
            raise UsageError(f"{path} is no run of this version of qa-bot eval; run it again.") from None


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """One metric over the questions for which both runs have it; `difference` is after - before."""

    set: str
    metric: Metric
    before: float
    after: float
    difference: Estimate
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Flip:
    """A question right in one of the two runs only."""

    set: str
    before: Item
    after: Item


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: tuple[ScoreChange, ...]
    flips: tuple[Flip, ...]


@dataclass(frozen=True, slots=True)
class _Pair:
    before: Item
    after: Item


def compare(before: Run, after: Run) -> Comparison:
    """Paired: intervals are those of the differences, resampled by question."""
    old = {one.name: one for one in before.sets}
    pairs = {one.name: list(_paired(old[one.name], one)) for one in after.sets if one.name in old}
    return Comparison(
        tuple(change for name, paired in pairs.items() for change in _changes(name, paired)),
        tuple(
            Flip(name, pair.before, pair.after)
            for name, paired in pairs.items()
            for pair in paired
            if pair.before.passed != pair.after.passed
        ),
    )


def _paired(before: SetRun, after: SetRun) -> Iterator[_Pair]:
    old = {item.id: item for item in before.items}
    return (_Pair(old[item.id], item) for item in after.items if item.id in old)


def _changes(name: str, pairs: list[_Pair]) -> Iterator[ScoreChange]:
    for metric in Metric:
        both = [pair for pair in pairs if metric in pair.before.scores and metric in pair.after.scores]
        if not both:
            continue
        before = [pair.before.scores[metric] for pair in both]
        after = [pair.after.scores[metric] for pair in both]
        rises = [new - old for old, new in zip(before, after, strict=True)]
        gains = [-rise if metric in LOWER_IS_BETTER else rise for rise in rises]
        yield ScoreChange(
            set=name,
            metric=metric,
            before=sum(before) / len(both),
            after=sum(after) / len(both),
            difference=metrics.mean(rises),
            better=sum(gain > 0 for gain in gains),
            worse=sum(gain < 0 for gain in gains),
        )
