"""The installed commands, run as their user runs them; knows their options and JSON, nothing inside them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_bot.errors import QABotError
from qa_bot.evals.sets import GoldQuestion

_BIN = Path(sys.executable).parent  # the scripts of the environment the bench runs in
_ABSTAINED = 3
_SETTINGS = {"QA_BOT__MODELS__ANSWERER": "extractive"}
_RSS_UNITS_IN_MB = 2**20 if sys.platform == "darwin" else 2**10  # bytes there, kilobytes here


@dataclass(frozen=True, slots=True)
class FinishedProcess:
    """A finished process; `peak_mb` is the most memory it had resident, or the largest of its children."""

    code: int
    stdout: str
    seconds: float
    cpu_s: float  # of its children too
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Ingested:
    chunks: int
    added: int
    changed: int
    unchanged: int
    failed: int
    run: FinishedProcess


@dataclass(frozen=True, slots=True)
class Found:
    """The documents of a search, best first, each once."""

    id: str
    docs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    id: str
    answered: bool
    text: str
    total_ms: float


@dataclass(frozen=True, slots=True)
class Product:
    """`qa-ingest` and `qa-bot` on one index folder; a key in the environment changes nothing."""

    index: Path

    def ingest(self, source: Path) -> Ingested:
        run = self._run("qa-ingest", str(source))
        report = json.loads(run.stdout)
        counts = {name: len(report[name]) for name in ("added", "changed", "unchanged", "failed")}
        return Ingested(chunks=report["chunks"], run=run, **counts)

    @contextmanager
    def watching(self, source: Path) -> Iterator[Iterator[float]]:
        """The seconds of each run of `qa-ingest --watch`, as they happen; it is stopped at the end."""
        command = [str(_BIN / "qa-ingest"), str(source), "--watch", "--index", str(self.index), "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            try:
                yield (float(json.loads(line)["seconds"]) for line in process.stdout)
            finally:
                process.terminate()

    def search(self, queries: Iterable[GoldQuestion], top: int) -> list[Found]:
        run = self._batch(["search", "--top", str(top)], queries)
        return [Found(row["id"], _distinct(hit["doc"] for hit in row["hits"])) for row in _lines(run)]

    def ask(self, queries: Iterable[GoldQuestion]) -> list[Answered]:
        run = self._batch(["ask"], queries)
        return [
            Answered(row["id"], row["status"] == "answered", row["answer"], row["timings_ms"]["total"])
            for row in _lines(run)
        ]

    def ask_file(self, questions: Path) -> FinishedProcess:
        """Answers a batch file as it is; the answers are in `stdout`."""
        return self._run("qa-bot", "ask", "--batch", str(questions))

    def ask_cold(self, question: str) -> FinishedProcess:
        """One question in a process of its own."""
        return self._run("qa-bot", "ask", question)

    def dates(self) -> dict[str, str | None]:
        """Document -> publication date of every article in the index."""
        rows = json.loads(self._run("qa-bot", "articles").stdout)
        return {row["doc"]: row["date"] for row in rows}

    def body(self, doc: str) -> str:
        """The article's text without the ranges left out of the index."""
        shown = json.loads(self._run("qa-bot", "articles", "show", doc).stdout)
        text, kept, at = shown["text"], [], 0
        for skipped in sorted(shown["skipped"], key=lambda skipped: skipped["start"]):
            kept.append(text[at : skipped["start"]])
            at = max(at, skipped["end"])  # ranges may overlap
        return "\n".join([*kept, text[at:]])

    def _batch(self, command: Sequence[str], queries: Iterable[GoldQuestion]) -> FinishedProcess:
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as batch:
            for query in queries:
                batch.write(json.dumps({"id": query.id, "question": query.question}) + "\n")
            batch.flush()
            return self._run("qa-bot", *command, "--batch", batch.name)

    def _run(self, command: str, *arguments: str) -> FinishedProcess:
        return run_process([str(_BIN / command), *arguments, "--index", str(self.index), "--json"], _SETTINGS)


def run_process(command: Sequence[str], variables: Mapping[str, str] | None = None) -> FinishedProcess:
    """Runs a command to its end and measures it alone; raises QABotError with its last words if it fails.

    Linux counts this process's own memory into a child's peak until the child has replaced it, so the bench
    itself must stay smaller than what it measures.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        environment = {**os.environ, **(variables or {})}
        started = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, _ABSTAINED):
            words = _content(err).strip().splitlines() or ["no message"]
            raise QABotError(f"{' '.join(command)} ended with {process.returncode}: {words[-1]}")
        cpu_s, peak_mb = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _RSS_UNITS_IN_MB
        return FinishedProcess(process.returncode, _content(out), seconds, cpu_s, peak_mb)


def _content(file: Any) -> str:
    file.seek(0)
    return str(file.read(), "utf-8", "replace")


def _lines(run: FinishedProcess) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.stdout.splitlines()]


def _distinct(docs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(docs))
