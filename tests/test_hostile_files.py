"""Files made to do harm end within the limits, each is told of, and all that lies beside them is ingested."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from support.hostile_files import KINDS, NEWS
from support.hostile_work import WilfulReader
from support.interrupts import heard
from support.news_folder import OLIVES, indexed, run, write, write_lines
from support.waiting import eventually, is_alive

from ingest.chunking import chunks
from ingest.formats import READERS
from ingest.parsing import Reading, read
from ingest.pipeline import Options, ingest
from ingest.run import IngestReport
from ingest.sandbox import Limits, Refusal, Sandbox
from ingest.scan.source_file import Incoming, Problem, SourceFile
from ingest.scan.splitting import Splitter, parts_of
from qa_bot.settings import Settings

pytest_plugins = ["support.news_fixtures"]

LIMITS = Limits(cpu_s=3, memory_mb=400)
READ = partial(read, chunk_words=150, readers=READERS)
WILFUL = {**READERS, ".odd": WilfulReader()}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(LIMITS)
    yield sandbox
    sandbox.close()


@pytest.fixture
def patient() -> Iterator[Sandbox]:
    """For work that is honest but long, on a slow machine too."""
    sandbox = Sandbox(Limits(cpu_s=60, memory_mb=400))
    yield sandbox
    sandbox.close()


@pytest.fixture
def narrow(settings: Settings) -> Settings:
    """One second of CPU, and little memory."""
    limits = {"read_cpu_s": 1, "read_memory_mb": 300, "batch_chunks": 2}
    return settings.model_copy(update={"ingest": settings.ingest.model_copy(update=limits)})


def incoming(raw: bytes, suffix: str) -> Incoming:
    path = Path(f"/news/a{suffix}")
    line = raw if suffix in (".json", ".jsonl") else b""
    return Incoming(SourceFile(path, "/news", path.name, suffix, 10**8, line), raw)


def ingested(settings: Settings, news: Path) -> IngestReport:
    return ingest([news], settings, readers=WILFUL)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_ends_and_the_next_is_read(sandbox: Sandbox, kind: str) -> None:
    suffix, made = KINDS[kind]

    files = [incoming(made(), suffix), incoming(NEWS.encode(), ".txt")]
    hostile, ordinary = sandbox.each(READ, files)

    assert isinstance(hostile, Reading) or (isinstance(hostile, Refusal) and hostile.is_lasting)
    assert isinstance(ordinary, Reading) and ordinary.article.text == NEWS


def test_a_long_text_is_split_there_as_it_would_be_here(patient: Sandbox) -> None:
    text = "".join(f"In week {n} the ferry carried {n * 7} people. " for n in range(9_000))

    (reading,) = patient.each(READ, [incoming(text.encode(), ".txt")])

    assert isinstance(reading, Reading) and reading.chunks == chunks(reading.article, 150) != ()


def test_each_is_named_and_the_rest_of_the_folder_ingested(
    narrow: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word in ("loop", "take memory", "crash"):
        write(news / f"{word}.odd", word)
    os.mkfifo(news / "pipe.txt")

    report = ingested(narrow, news)

    assert set(report.added) == {"ferry.txt", "south/olives.md", "trains.txt"}
    reasons = {failure.doc: failure.reason for failure in report.failed}
    assert set(reasons) == {"loop.odd", "take memory.odd", "crash.odd", "pipe.txt"}
    assert reasons["loop.odd"] == "takes more than 1 s of CPU to read; it is left out until it changes"
    assert reasons["pipe.txt"].startswith("is a pipe")

    monkeypatch.setattr(Sandbox, "each", lambda *_: pytest.fail("one was tried again"))
    assert set(ingested(narrow, news).failed) == set(report.failed)


def test_it_is_tried_again_when_it_changes_and_on_a_rebuild(narrow: Settings, news: Path) -> None:
    write(news / "a.odd", "loop")
    write(news / "b.odd", "loop")
    ingested(narrow, news)
    write(news / "a.odd", OLIVES)

    report = ingested(narrow, news)

    assert report.added == ("a.odd",) and [failure.doc for failure in report.failed] == ["b.odd"]
    generous = narrow.model_copy(update={"ingest": narrow.ingest.model_copy(update={"read_cpu_s": 2})})
    rebuilt = ingest([news], generous, Options(rebuild=True), readers=WILFUL)
    assert "2 s of CPU" in rebuilt.failed[0].reason


def test_an_article_that_turns_hostile_keeps_its_old_version(narrow: Settings, news: Path) -> None:
    write(news / "a.odd", OLIVES)
    ingested(narrow, news)
    write(news / "a.odd", "loop")

    report = ingested(narrow, news)

    assert report.removed == () and [failure.doc for failure in report.failed] == ["a.odd"]
    assert indexed(narrow)["a.odd"].text == OLIVES


def test_the_second_process_is_held_up_no_longer(
    narrow: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline._MUCH", 0)
    monkeypatch.setattr("ingest.pipeline.Local.transform", lambda *_: pytest.fail("stayed in this process"))
    write(news / "loop.odd", "loop")

    report = ingested(narrow, news)

    assert len(report.added) == 3 and [failure.doc for failure in report.failed] == ["loop.odd"]


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv", ".mbox"])
def test_a_large_file_of_many_has_the_same_articles_within_limits(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.scan.splitting._SMALL", 1000)
    records = [{"id": f"w{n}", "text": f"{OLIVES} {n} " * 20} for n in range(80)]
    rows = "".join(f'{record["id"]},"{record["text"]}"\n' for record in records)
    whole = {
        ".jsonl": "".join(json.dumps(record) + "\n" for record in [*records, {"id": "none"}]),
        ".json": json.dumps(records),
        ".csv": f"id,text\n{rows}",
        ".mbox": "".join(f"From a\nMessage-ID: {one['id']}\n\n{one['text']}\n\n" for one in records),
    }[suffix]
    path = write(tmp_path / f"wire{suffix}", whole)
    file = SourceFile(path, str(tmp_path), path.name, suffix, 10**8)

    found = list(Splitter(LIMITS, ()).parts_of(file))

    assert found == list(parts_of(file)) and len(found) >= 80


def test_short_lines_need_no_process_however_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.scan.splitting._SMALL", 200)
    monkeypatch.setattr(Sandbox, "stream", lambda *_: pytest.fail("a process was asked"))
    path = write_lines(tmp_path / "wire.jsonl", *({"id": f"w{n}", "text": OLIVES} for n in range(9)))

    found = list(Splitter(LIMITS, ()).parts_of(SourceFile(path, "/news", path.name, ".jsonl", 10**8)))

    assert [each.doc for each in found] == [f"w{n}" for n in range(9)]


def test_a_file_of_many_that_eats_the_memory_keeps_its_articles(
    narrow: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_time = {"read_cpu_s": 5}  # memory is what ends it, also on a slow machine
    narrow = narrow.model_copy(update={"ingest": narrow.ingest.model_copy(update=in_time)})
    path = write(tmp_path / "wire.json", json.dumps([{"id": f"w{n}", "text": OLIVES} for n in range(3)]))
    run(narrow, path)
    path.write_text("[" + "[]," * 6_000_000 + "[]]")

    report = run(narrow, path)

    assert report.removed == () and len(indexed(narrow)) == 3
    (failure,) = report.failed
    assert failure.reason == "takes more than 300 MB of memory to read; it is left out until it changes"
    monkeypatch.setattr(Sandbox, "stream", lambda *_: pytest.fail("it was tried again"))
    assert run(narrow, path).failed == report.failed
    path.write_text(json.dumps([{"id": f"w{n}", "text": NEWS if n == 0 else OLIVES} for n in range(3)]))
    assert run(narrow, path).changed == ("w0",)


def test_a_part_that_is_refused_ends_its_file_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.scan.splitting._SMALL", 1000)
    bomb = f'{{"id": "b", "text": {"[[]," * 10**7}'
    path = write(tmp_path / "wire.jsonl", f'{{"id": "a", "text": "Ash."}}\n{bomb}')
    file = SourceFile(path, str(tmp_path), path.name, ".jsonl", 10**8)

    found = list(Splitter(Limits(10, 250), ()).parts_of(file))

    assert [type(each) for each in found] == [SourceFile, Problem]


COMMAND = [sys.executable, "-m", "ingest"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_while_a_hostile_file_is_read_it_leaves_no_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    suffix, made = KINDS["a tag of 200,000 attributes"]
    write(tmp_path / "news" / "a.txt", NEWS)
    (tmp_path / "news" / f"b{suffix}").write_bytes(made())
    command = [*COMMAND, str(tmp_path / "news"), "--index", str(tmp_path / "index")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=heard) as running:
        assert running.stderr
        reader = eventually(lambda: busy_child(running.pid))
        running.send_signal(number)
        said = running.stderr.read()

    assert b"Traceback" not in said and running.returncode in (130, -signal.SIGTERM, -signal.SIGKILL)
    eventually(lambda: not is_alive(reader))
    (tmp_path / "news" / f"b{suffix}").unlink()
    assert run(Settings.load(index={"path": tmp_path / "index"}), tmp_path / "news").added == ("a.txt",)


def busy_child(process: int) -> int:
    """A child that has worked for two seconds, or 0."""
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        if int(fields[11]) > 2 * os.sysconf("SC_CLK_TCK"):
            return int(child)
    return 0
