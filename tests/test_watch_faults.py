"""A watching ingest loses nothing whatever goes wrong, and ends only when told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from support.news_folder import FERRY
from support.waiting import eventually
from support.watching import Start

from ingest.executors import local
from ingest.pipeline import Options, ingest
from ingest.scan.changes import Changes
from ingest.watch import Listener, Rhythm, watch
from qa_bot.errors import IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.index import Index, IndexWriter
from qa_bot.models.wordllama import WordLlamaEmbedder
from qa_bot.settings import Settings

pytest_plugins = ["support.news_fixtures", "support.watch_fixtures"]

CLI = "from ingest.cli import main; main()"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    rhythm = {"settle_s": 0.2, "every_s": 600, "retry_s": 0.5}
    return Settings.load(index={"path": tmp_path / "index"}, watch=rhythm)


def test_a_folder_that_is_gone_for_a_while_loses_nothing(start: Start, news: Path, tmp_path: Path) -> None:
    watching = start(news, prune=True)

    news.rename(tmp_path / "unmounted")
    news.mkdir()
    watching.until(lambda: watching.warnings)
    time.sleep(0.5)
    assert len(watching.texts()) == 3 and len(watching.warnings) == 1
    news.rmdir()
    (tmp_path / "unmounted").rename(news)
    (news / "ferry.txt").write_text(FERRY + "It was towed to Brück.")
    watching.until(lambda: "towed" in watching.texts()["ferry.txt"])

    assert len(watching.texts()) == 3


def test_a_bad_file_is_told_once_and_stops_nothing(start: Start, news: Path) -> None:
    watching = start(news)

    (news / "bad.pdf").write_bytes(b"%PDF-1.7 nonsense")
    watching.until(lambda: len(watching.reports) > 1)
    (news / "good.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    watching.until(lambda: "good.txt" in watching.texts())

    assert [each.doc for each in watching.reports[1].failed] == ["bad.pdf"]
    assert sum(bool(each.failed) for each in watching.reports) == 1


def test_a_failing_model_is_told_once_and_tried_again(
    start: Start, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = _Failing(3)
    monkeypatch.setattr(local, "build_embedder", lambda settings: embedder)

    watching = start(news)
    watching.until(lambda: len(watching.texts()) == 3)

    assert len(watching.warnings) == 1 and "does not answer" in watching.warnings[0]


def test_an_article_with_a_fault_is_told_once_and_stops_nothing(
    start: Start, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "build_embedder", lambda settings: _Choosy())
    watching = start(news)

    (news / "comet.txt").write_text("An odd comet was seen over Ardal.")
    watching.until(lambda: len(watching.reports) > 1)
    (news / "good.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    watching.until(lambda: "good.txt" in watching.texts())

    assert [one.doc for one in watching.reports[1].failed] == ["comet.txt"]
    assert sum(bool(each.failed) for each in watching.reports) == 1 and not watching.warnings


def test_a_run_that_ends_in_a_defect_is_told_once_and_tried_again(
    start: Start, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [KeyError("skipped"), KeyError("skipped"), KeyError("skipped")]
    opened = IndexWriter.open

    def defective(settings: Settings, **how: bool) -> IndexWriter:
        if faults:
            raise faults.pop()
        return opened(settings, **how)

    monkeypatch.setattr(IndexWriter, "open", defective)

    watching = start(news)
    watching.until(lambda: len(watching.texts()) == 3)

    assert watching.warnings == [
        "Something went wrong inside (KeyError 'skipped'). Trying again until it works."
    ]


def test_a_defect_outside_of_the_runs_ends_no_watch(
    start: Start, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [RuntimeError("lost"), RuntimeError("lost")]
    settled = Changes.settled

    def defective(changes: Changes) -> list[Path]:
        if faults:
            raise faults.pop()
        return settled(changes)

    monkeypatch.setattr(Changes, "settled", defective)

    watching = start(news)
    watching.until(lambda: not faults)
    (news / "good.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    watching.until(lambda: "good.txt" in watching.texts())

    assert set(watching.warnings) == {
        "Something went wrong inside (RuntimeError lost). Trying again until it works."
    }


def test_a_path_that_does_not_exist_is_a_mistake_at_once(settings: Settings, tmp_path: Path) -> None:
    nobody = Listener(lambda report: None, lambda warning: None)

    for name in ("nowhere", "nowhere.urls"):
        with pytest.raises(UsageError, match=name):
            watch([tmp_path / name], settings, Options(), Rhythm(1, follow=True), nobody, Event())


def test_a_signal_in_the_middle_of_a_write_ends_it_cleanly(settings: Settings, tmp_path: Path) -> None:
    wire = tmp_path / "wire.jsonl"
    records = ({"id": f"w{n}", "text": f"{FERRY} It was ferry {n}."} for n in range(1_500))
    wire.write_text("\n".join(map(json.dumps, records)))
    process = subprocess.Popen(
        [sys.executable, "-c", CLI, str(wire), "--watch", "--index", str(settings.index.path)],
        env={**os.environ, "QA_BOT__INGEST__BATCH_CHUNKS": "50"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # Not at every moment: each look opens Chroma, which takes SQLite's lock, and the job would say so.
    eventually(lambda: _articles(settings) or process.poll() is not None, pause_s=0.2)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, "") and "Done: " in out
    assert 0 < _articles(settings) < 1_500
    assert ingest([wire], settings).removed == () and _articles(settings) == 1_500


def _articles(settings: Settings) -> int:
    try:
        return Index.open(settings).state().articles
    except IndexUnavailable:
        return 0


class _Choosy(WordLlamaEmbedder):
    """Cannot take a text that says "odd"."""

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        if any("odd" in text for text in texts):
            raise TypeError("no text")
        return super().embed(texts)


class _Failing(WordLlamaEmbedder):
    """Fails the first times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        if self.times:
            self.times -= 1
            raise ModelUnavailable("The embeddings server does not answer.")
        return super().embed(texts)
