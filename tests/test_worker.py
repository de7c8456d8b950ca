"""The second process makes the same of the batches, and ends whatever happens to either."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.waiting import eventually, is_alive

from ingest.executors.batches import batches
from ingest.executors.worker import Worker
from ingest.formats import READERS
from ingest.pipeline import ingest
from ingest.scan.folders import find
from ingest.scan.source_file import Incoming, SourceFile
from qa_bot.errors import ModelUnavailable, QABotError
from qa_bot.index import Index
from qa_bot.settings import Settings
from qa_bot.types import Article

ARTICLES = 12


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(ARTICLES):
        (folder / f"{n:02}.txt").write_text(f"Report {n}\n\nThe ferry {n} carried {n * 7} people.\n")
    (folder / "empty.txt").write_text("")
    return folder


def settings_of(index: Path, batch_chunks: int = 4) -> Settings:
    return Settings.load(index={"path": index}, ingest={"batch_chunks": batch_chunks})


def sources(news: Path) -> list[list[Incoming]]:
    files = [file for file in find([news], 1) if isinstance(file, SourceFile)]
    incoming = (Incoming(file, file.read()) for file in files)
    return list(batches(incoming, settings_of(news).ingest))


def workers(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [
        int(child)
        for child in children
        if b"ingest.executors.worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def records(settings: Settings) -> list[Article]:
    return Index.open(settings).list_articles()


def test_many_batches_make_what_one_makes(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline._MUCH", 0)
    several, one = settings_of(tmp_path / "several"), settings_of(tmp_path / "one", 1000)
    reports = [ingest([news], settings) for settings in (several, one)]
    assert [len(report.added) for report in reports] == [ARTICLES, ARTICLES]
    assert reports[0].failed == reports[1].failed != ()
    made = [[article.content_hash for article in records(settings)] for settings in (several, one)]
    assert made[0] == made[1]
    assert not workers(os.getpid())


def test_outcomes_come_in_the_order_of_the_batches(news: Path) -> None:
    outcomes = list(Worker(settings_of(news), READERS).transform(iter(sources(news))))
    assert len(outcomes) > 2
    docs = [one.article.id for outcome in outcomes for one in outcome.indexed]
    assert docs == [f"{n:02}.txt" for n in range(ARTICLES)]


def test_it_ends_with_who_wants_no_more(news: Path) -> None:
    outcomes = Worker(settings_of(news), READERS).transform(iter(sources(news)))
    next(outcomes)
    assert len(workers(os.getpid())) == 1
    outcomes.close()
    assert not workers(os.getpid())


def test_one_that_is_killed_is_a_sentence(news: Path) -> None:
    outcomes = Worker(settings_of(news), READERS).transform(iter(sources(news)))
    next(outcomes)
    (process,) = workers(os.getpid())
    os.kill(process, signal.SIGKILL)
    with pytest.raises(QABotError, match="was ended from outside; ingest again"):
        list(outcomes)
    assert not workers(os.getpid())


def test_what_the_embedder_raises_there_is_raised_here(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    settings = Settings.load(models={"embedder": "openai"})
    with pytest.raises(ModelUnavailable, match=r"embeddings server at .* cannot be reached"):
        next(Worker(settings, READERS).transform(iter(sources(news))))
    assert not workers(os.getpid())


KILLED = """
import os, sys, time
from pathlib import Path
from ingest.executors.worker import Worker
from ingest.formats import READERS
from test_worker import settings_of, sources, workers
news = Path(sys.argv[1])
outcomes = Worker(settings_of(news), READERS).transform(iter(sources(news)))
next(outcomes)
print(*workers(os.getpid()), flush=True)
time.sleep(60)
"""


def test_it_ends_when_its_parent_is_killed(news: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(news)]
    tests = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tests), str(tests.parent)))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.send_signal(signal.SIGKILL)
    eventually(lambda: not is_alive(child))
