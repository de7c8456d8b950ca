"""A watching ingest follows what happens in its folders, loses nothing, and ends only when told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from ingest import pipeline
from ingest.pipeline import Options, ingest
from ingest.report import IngestReport
from ingest.watch import Listener, Rhythm, watch
from qa_bot.errors import IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.index import Index
from qa_bot.models import WordLlamaEmbedder
from qa_bot.settings import Settings

FERRY = "The ferry Margarethe ran aground off Elsmouth on Tuesday. Divers found a tear in the hull.\n"
OLIVES = "Olive growers in Sant Pere expect a small harvest. After a dry winter came hail in April.\n"
TRAIN = "Night trains between Ardal and Brück return in May. The railway ordered six sleeping cars.\n"
PATIENCE_S = 20
CLI = "from ingest.cli import main; main()"
FOLLOW = Rhythm(600, follow=True)


class Watching:
    """A watch in a thread, and what it said."""

    def __init__(self, settings: Settings, *named: Path, rhythm: Rhythm, prune: bool | None = None) -> None:
        self.reports: list[IngestReport] = []
        self.warnings: list[str] = []
        self.settings = settings
        self.stop = Event()
        listener = Listener(self.reports.append, self.warnings.append)
        arguments = (named, settings, Options(prune=prune), rhythm, listener, self.stop)
        self.thread = Thread(target=watch, args=arguments)

    def texts(self) -> dict[str, str]:
        try:
            index = Index.open(self.settings)
        except IndexUnavailable:
            return {}
        return {id: one.text for id, one in index.articles(a.id for a in index.list_articles()).items()}

    def until(self, holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, (self.reports, self.warnings)
            assert self.thread.is_alive()
            time.sleep(0.05)


Start = Callable[..., Watching]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    rhythm = {"settle_s": 0.2, "every_s": 600, "retry_s": 0.5}
    return Settings.load(index={"path": tmp_path / "index"}, watch=rhythm)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    (folder / "south").mkdir(parents=True)
    (folder / "ferry.txt").write_text(FERRY)
    (folder / "trains.txt").write_text(TRAIN)
    (folder / "south" / "olives.md").write_text(OLIVES)
    return folder


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Iterator[Start]:
    """Starts a watch and waits for its first look."""
    own = "either" if "either" in request.fixturenames else "settings"
    settings: Settings = request.getfixturevalue(own)
    started: list[Watching] = []

    def begin(*named: Path, rhythm: Rhythm = FOLLOW, prune: bool | None = None) -> Watching:
        watching = Watching(settings, *named, rhythm=rhythm, prune=prune)
        started.append(watching)
        watching.thread.start()
        watching.until(lambda: watching.reports or watching.warnings)
        return watching

    yield begin
    for each in started:
        each.stop.set()
        each.thread.join(PATIENCE_S)
        assert not each.thread.is_alive()


def test_what_is_added_changed_renamed_and_removed_is_followed(start: Start, news: Path) -> None:
    watching = start(news)
    assert len(watching.reports[0].added) == 3

    (news / "mayor.txt").write_text("The mayor of Brück opened a library. It has 4,000 books.")
    watching.until(lambda: "mayor.txt" in watching.texts())
    (news / "mayor.txt").write_text("The mayor of Brück opened a library. It has 5,000 books.")
    watching.until(lambda: "5,000" in watching.texts()["mayor.txt"])
    (news / "mayor.txt").rename(news / "south" / "library.txt")
    watching.until(lambda: "south/library.txt" in watching.texts() and "mayor.txt" not in watching.texts())
    (news / "south" / "library.txt").unlink()
    watching.until(lambda: "south/library.txt" not in watching.texts())

    assert len(watching.texts()) == 3 and watching.warnings == []


def test_only_what_changed_is_looked_at(start: Start, news: Path) -> None:
    watching = start(news)

    (news / "ferry.txt").write_text(FERRY + "It was towed to Brück.")
    watching.until(lambda: len(watching.reports) > 1)

    assert (watching.reports[1].changed, watching.reports[1].unchanged) == (("ferry.txt",), ())


def test_a_file_that_is_still_being_written_waits(start: Start, news: Path) -> None:
    watching = start(news)

    with (news / "long.txt").open("w") as file:
        for n in range(15):
            file.write(f"Sentence {n} of a long report about the harbour of Elsmouth. ")
            file.flush()
            time.sleep(0.08)
    watching.until(lambda: "Sentence 14" in watching.texts().get("long.txt", ""))

    assert sum("long.txt" in each.added + each.changed for each in watching.reports) < 3


def test_a_folder_moved_in_and_out_again_is_followed(start: Start, news: Path, tmp_path: Path) -> None:
    watching = start(news, prune=True)

    (news / "south").rename(tmp_path / "elsewhere")
    watching.until(lambda: "south/olives.md" not in watching.texts())
    (tmp_path / "elsewhere").rename(news / "back")
    watching.until(lambda: "back/olives.md" in watching.texts())


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


def test_many_removals_are_judged_together(start: Start, news: Path) -> None:
    for n in range(9):
        (news / f"wire{n}.txt").write_text(f"{OLIVES} It was the {n}th.")
    watching = start(news)

    for path in sorted(news.glob("wire*.txt")):
        path.unlink()
        time.sleep(0.05)
    watching.until(lambda: any("9 of 12" in note for each in watching.reports for note in each.notes))

    assert len(watching.texts()) == 12


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
    monkeypatch.setattr(pipeline, "build_embedder", lambda settings: embedder)

    watching = start(news)
    watching.until(lambda: len(watching.texts()) == 3)

    assert len(watching.warnings) == 1 and "does not answer" in watching.warnings[0]


def test_another_ingest_goes_between_and_both_are_kept(
    either: Settings, start: Start, news: Path, tmp_path: Path
) -> None:
    watching = start(news)
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "comet.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")

    ingest([tmp_path / "wire"], either)
    (news / "ferry.txt").write_text(FERRY + "It was towed to Brück.")
    watching.until(lambda: "towed" in watching.texts()["ferry.txt"])

    index = Index.open(either)
    assert len(watching.texts()) == 4 and index.chunk_count() == 4
    assert {one.id for one in index.list_articles()} >= {"comet.txt", "ferry.txt"}


def test_a_single_file_is_followed_through_replacements(start: Start, tmp_path: Path) -> None:
    wire = tmp_path / "wire.jsonl"
    wire.write_text(json.dumps({"id": "w1", "text": FERRY}) + "\n")
    watching = start(wire)

    for n in (2, 3):
        (tmp_path / "new").write_text(wire.read_text() + json.dumps({"id": f"w{n}", "text": OLIVES}) + "\n")
        (tmp_path / "new").replace(wire)
        watching.until(lambda n=n: f"w{n}" in watching.texts())


def test_an_index_inside_the_folder_does_not_keep_it_busy(news: Path) -> None:
    settings = Settings.load(index={"path": news / "index"}, watch={"settle_s": 0.1, "every_s": 600})
    watching = Watching(settings, news, rhythm=FOLLOW)
    watching.thread.start()
    watching.until(lambda: watching.reports)

    (news / "comet.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    watching.until(lambda: len(watching.reports) == 2)
    first = Index.open(settings).state().ingested_at
    time.sleep(1.5)
    last = Index.open(settings).state().ingested_at
    watching.stop.set()
    watching.thread.join()

    assert first == last


def test_every_looks_again_without_following(start: Start, news: Path) -> None:
    watching = start(news, rhythm=Rhythm(0.5, follow=False))

    (news / "comet.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    watching.until(lambda: len(watching.reports) == 2)

    assert watching.reports[1].added == ("comet.txt",)


def test_a_path_that_does_not_exist_is_a_mistake_at_once(settings: Settings, tmp_path: Path) -> None:
    nobody = Listener(lambda report: None, lambda warning: None)

    (tmp_path / "bad.urls").write_text("ftp://news.example/feed")

    for name in ("nowhere", "nowhere.urls", "bad.urls"):
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
    deadline = time.monotonic() + 60
    while not _articles(settings) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
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
