"""Sets asked one after the other: index, questions, scores, run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qa_bot.evals.asking import Interview, Kept
from qa_bot.evals.grading import Item, item
from qa_bot.evals.product import Product
from qa_bot.evals.runs import Run, SetRun
from qa_bot.evals.sets import GoldQuestion, QuestionSet, write_articles
from qa_bot.evals.workspace import BenchFolder
from qa_bot.settings import Settings

Progress = Callable[[Iterable[Item], str, int], Iterable[Item]]  # shows how far the items of a set are
_RECEIPTS = 100_000  # so that `qa-bot why` explains every answer of a run


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What all sets have in common."""

    work: BenchFolder
    answerer: str
    limit: int | None = None
    fresh: bool = False  # nothing of an earlier run is used

    def run(self, data: Mapping[str, QuestionSet], progress: Progress) -> Run:
        started = datetime.now(UTC)
        done = tuple(self._set_run(name, one, progress) for name, one in data.items())
        return Run(started, self.answerer, done)

    def _set_run(self, name: str, data: QuestionSet, progress: Progress) -> SetRun:
        """Brings the set's index up to date and asks what is not answered yet."""
        folder = self.work.fresh(name) if self.fresh else self.work.kept(name)
        self._ingest(name, data, folder)
        queries = sample(data.queries, self.limit or data.asked)
        interview = Interview(_settings(folder / "index", self.answerer), Kept(folder / "replies.jsonl"))
        replies = interview.replies(queries)
        scored = (item(query, reply) for query, reply in zip(queries, replies, strict=True))
        return SetRun(name, interview.revision, tuple(progress(scored, name, len(queries))))

    def _ingest(self, name: str, data: QuestionSet, folder: Path) -> None:
        source = data.folder or folder / "articles.jsonl"
        if data.folder is None:
            write_articles(data.documents, source)
        self.work.say(f"{name}: ingesting {source.name}")
        Product(folder / "index").ingest(source)


def _settings(index: Path, answerer: str) -> Settings:
    return Settings.load(
        index={"path": index, "url": ""},
        models={"answerer": answerer},
        receipts={"keep": _RECEIPTS, "questions": True},
    )


def sample(queries: Sequence[GoldQuestion], limit: int | None) -> list[GoldQuestion]:
    """A random part in the order of the whole, within every larger one; equal questions stay together."""
    if limit is None:
        return list(queries)
    drawn = sorted(queries, key=lambda query: hashlib.sha256(query.question.encode()).digest())[:limit]
    ids = {query.id for query in drawn}
    return [query for query in queries if query.id in ids]
