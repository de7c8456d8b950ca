"""The same articles and the same embedder through LlamaIndex's ingestion pipeline and LangChain's index()."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from qa_bot.evals import speed
from qa_bot.evals.product import FinishedProcess, run_process
from qa_bot.evals.report import Measurement, Target, single
from qa_bot.evals.workspace import BenchFolder

_SCRIPTS = {"LlamaIndex": "llamaindex_pipeline.py", "LangChain": "langchain_index.py"}


@dataclass(frozen=True, slots=True)
class Three:
    """Whole processes: everything new, nothing changed, one article changed."""

    first: FinishedProcess
    unchanged: FinishedProcess
    changed: FinishedProcess


def peers(work: BenchFolder) -> list[Measurement]:
    """Seconds of each and of ours beside them; all into Chroma, each process alone."""
    corpus, again = speed.large_corpus(work), speed.repeatedly(work)
    ours = Three(corpus.built.run, again.unchanged.run, again.changed.run)
    runs = {name: _three(work, name, corpus) for name in _SCRIPTS}
    return [row for name, theirs in runs.items() for row in _compared(name, theirs, ours)]


def _three(work: BenchFolder, name: str, corpus: speed.Corpus) -> Three:
    folder = work.fresh(name.lower())
    command = [sys.executable, str(speed.BASELINES / _SCRIPTS[name]), str(corpus.source), str(folder)]
    work.say(f"peers: {name}")
    corpus.write()
    first, unchanged = run_process(command), run_process(command)
    corpus.write("This sentence is new.")
    return Three(first, unchanged, run_process(command))


def _compared(name: str, theirs: Three, ours: Three) -> list[Measurement]:
    times = {
        "everything new": (theirs.first, ours.first),
        "nothing changed": (theirs.unchanged, ours.unchanged),
        "one changed": (theirs.changed, ours.changed),
    }
    rows = [single(f"{name}, peak MB", theirs.first.peak_mb)]
    for what, (their, our) in times.items():
        rows.append(single(f"{what}: {name}, s", their.seconds))
        times_theirs = our.seconds / their.seconds
        rows.append(single(f"{what}: ours / {name}", times_theirs, Target(1, at_least=False)))
    return rows
