"""Transformed on a Ray cluster, articles make the same index, whatever becomes of its workers."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.book_reader import BookReader
from support.hostile_files import KINDS

import ingest.executors.ray
from ingest.executors.batches import Transformed, batches
from ingest.executors.ray import Cluster
from ingest.formats import READERS, Content
from ingest.pipeline import Ingester
from ingest.run import IngestReport
from ingest.scan.folders import find
from ingest.scan.source_file import Incoming, SourceFile
from qa_bot.errors import ModelUnavailable, UsageError
from qa_bot.index.chroma import Store
from qa_bot.settings import Settings

ARTICLES = 40
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"


@pytest.fixture(scope="module")
def two_nodes() -> Iterator[str]:
    """The address of a cluster of two nodes on this machine, whose workers stay from test to test."""
    import ray
    from ray.cluster_utils import Cluster as Nodes

    size = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_dashboard": False}
    nodes = Nodes(initialize_head=True, head_node_args=size)
    nodes.add_node(**size)
    yield nodes.address
    ray.shutdown()
    nodes.shutdown()


@pytest.fixture
def clustered(two_nodes: str, tmp_path: Path) -> Settings:
    return settings_of(tmp_path / "clustered", two_nodes)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for n in range(ARTICLES):
        weeks = (f"In week {week} the ferry {n} carried {n * week} people." for week in range(1, 9))
        (folder / f"{n:02}.txt").write_text(f"Report {n}\n\n{' '.join(weeks)}\n", encoding="utf-8")
    (folder / "empty.txt").write_text("")
    return folder


def settings_of(index: Path, ray: str = "") -> Settings:
    return Settings.load(index={"path": index}, ingest={"batch_chunks": 6, "ray": ray})


def run(settings: Settings, news: Path) -> IngestReport:
    return replace(Ingester(settings).run([news]), seconds=0)


def content(settings: Settings) -> list[tuple[object, ...]]:
    """All there is in the index but the times, the vectors bit by bit."""
    store = Store.open(settings)
    assert store
    found = store.whole(sorted(article.id for article in store.listing()))
    return [
        (replace(one.article, ingested_at=""), one.chunks, one.vectors.tobytes(), one.lead.tobytes())
        for one in found
    ]


def test_two_nodes_make_the_index_that_one_machine_makes(
    clustered: Settings, news: Path, tmp_path: Path
) -> None:
    alone = settings_of(tmp_path / "alone")
    assert run(clustered, news) == run(alone, news)
    assert content(clustered) == content(alone)
    assert len(content(alone)) == ARTICLES

    (news / "07.txt").write_text("Report 7\n\nThe ferry stopped.\n", encoding="utf-8")
    (news / "08.txt").unlink()
    report = run(clustered, news)
    assert report == run(alone, news)
    assert (report.changed, report.removed) == (("07.txt",), ("08.txt",))
    assert [len(one.history) for one, *_ in content(clustered)] == [
        len(one.history) for one, *_ in content(alone)
    ]


def test_a_worker_that_is_killed_costs_its_own_batch_alone(
    clustered: Settings,
    news: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    transform, log = ingest.executors.ray._transform, tmp_path / "begun"

    def killed_once(batch: Sequence[Incoming], *rest: object) -> Transformed:
        with log.open("a") as lines:
            lines.write(f"{batch[0].file.doc}\n")
        if batch[0].file.doc == "12.txt" and log.read_text().count("12.txt") == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return transform(batch, *rest)

    monkeypatch.setattr("ingest.executors.ray._transform", killed_once)
    report = run(clustered, news)
    assert len(report.added) == ARTICLES
    alone = settings_of(tmp_path / "alone")
    run(alone, news)
    assert content(clustered) == content(alone)
    begun = log.read_text().split()
    assert begun.count("12.txt") == 2
    assert len(begun) - len(set(begun)) == 1
    assert not capfd.readouterr().out


def test_a_batch_that_kills_every_worker_is_one_sentence_and_keeps_what_was_committed(
    clustered: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transform = ingest.executors.ray._transform

    def killed(batch: Sequence[Incoming], *rest: object) -> Transformed:
        if batch[0].file.doc > "2":
            os.kill(os.getpid(), signal.SIGKILL)
        return transform(batch, *rest)

    monkeypatch.setattr("ingest.executors.ray._transform", killed)
    monkeypatch.setattr("ingest.executors.ray._RETRIES", 1)
    with pytest.raises(ModelUnavailable, match="lost a batch 2 times") as failure:
        run(clustered, news)
    assert "\n" not in str(failure.value)
    assert 0 < len(content(clustered)) < ARTICLES


def test_no_more_batches_are_taken_than_the_cluster_works_on(clustered: Settings, news: Path) -> None:
    taken = 0

    def counted() -> Iterator[list[Incoming]]:
        nonlocal taken
        for batch in batches(incoming(news), clustered.ingest):
            taken += 1
            yield batch

    given, docs = 0, list[str]()
    for outcome in Cluster(clustered, READERS).transform(counted()):
        given += 1
        assert taken - given < 2 * 2  # two processors
        docs += [one.article.id for one in outcome.indexed]
    assert taken == given > 2 * 2
    assert docs == sorted(docs)


def test_a_failing_embedder_is_the_same_sentence_as_on_one_machine(
    clustered: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Transformed:
        raise ModelUnavailable("The embeddings server does not answer.")

    monkeypatch.setattr("ingest.executors.ray._transform", failing)
    with pytest.raises(ModelUnavailable) as failure:
        run(clustered, news)
    assert str(failure.value) == "The embeddings server does not answer."


def test_a_reader_from_outside_crosses_to_the_nodes_and_a_fault_there_costs_one_article(
    clustered: Settings, news: Path
) -> None:
    class Reader:
        """Of this test alone, so that it has to travel with its code."""

        def read(self, raw: bytes) -> Content:
            text = raw.decode()
            return Content(text, published="yesterday" if "odd" in text else None)  # type: ignore[arg-type]

    (news / "07.txt").write_text("An odd report about the ferry.")

    report = Ingester(clustered, readers={".txt": Reader()}).run([news])

    assert len(report.added) == ARTICLES - 1
    assert {one.doc for one in report.failed} == {"07.txt", "empty.txt"}


def test_a_hostile_file_costs_itself_alone(clustered: Settings, news: Path) -> None:
    (news / "wide.html").write_bytes(KINDS["paragraphs that nothing closes"][1]())
    narrow = clustered.model_copy(update={"ingest": clustered.ingest.model_copy(update={"read_cpu_s": 2.0})})
    report = run(narrow, news)
    assert len(report.added) == ARTICLES
    reasons = {failure.doc: failure.reason for failure in report.failed}
    assert reasons["wide.html"].startswith("takes more than 2 s of CPU to read")


def test_a_reader_that_a_node_cannot_import_is_one_sentence() -> None:
    pickled = pickle.dumps(("settings", {".zbook": BookReader()})).replace(b"book_reader", b"book_raeder")

    with pytest.raises(UsageError, match=r"cannot import a reader.*install its module on all"):
        ingest.executors.ray._transformations(pickled)


def test_a_node_with_another_version_is_refused(
    clustered: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.executors.ray.SCHEMA", 0)
    with pytest.raises(UsageError, match="another version of qa-bot"):
        run(clustered, news)


def test_a_signal_still_ends_an_ingest_its_own_way(clustered: Settings) -> None:
    import ray

    ray.shutdown()
    before = signal.getsignal(signal.SIGTERM)
    Cluster(clustered, READERS).connect()
    assert signal.getsignal(signal.SIGTERM) is before


def test_without_ray_the_command_says_what_to_install(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.executors.ray.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"qa-bot\[ray\]"):
        run(settings_of(tmp_path / "index", "auto"), news)


def test_a_cluster_that_does_not_answer_is_one_sentence(news: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("qa-ingest")
    command = [program, news, "--ray", "127.0.0.1:9", "--index", tmp_path / "i"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 5
    assert "'127.0.0.1:9' cannot be used" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def incoming(news: Path) -> Iterator[Incoming]:
    files = [file for file in find([news], 1) if isinstance(file, SourceFile)]
    return (Incoming(file, file.read()) for file in sorted(files, key=lambda file: file.doc))
