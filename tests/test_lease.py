"""Ingests in several processes against one Chroma server: one writes at a time, whatever becomes of it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from support.indexed import indexed, write

from qa_bot.errors import IndexLocked
from qa_bot.index import Index, IndexWriter
from qa_bot.settings import Settings

SILENCE = 6.0  # of which a holder on a busy machine misses some
_PROCESSES = multiprocessing.get_context("spawn")


@pytest.fixture
def patient(server_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a process that waits for others, but not long for a dead one."""
    monkeypatch.setattr("qa_bot.index.lease._SILENCE", SILENCE)
    return with_wait(server_settings, 60)


def test_two_processes_write_in_turns(patient: Settings, tmp_path: Path) -> None:
    log = tmp_path / "log"
    processes = [_PROCESSES.Process(target=write_often, args=(patient, name, log)) for name in ("a", "b")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    lines = log.read_text().splitlines()
    assert len(lines) == 2 * 2 * 4
    assert [line.split()[1] for line in lines] == ["begins", "ends"] * 8
    assert all(
        begun.split()[0] == ended.split()[0] for begun, ended in zip(lines[::2], lines[1::2], strict=True)
    )
    assert Index.open(patient).state().articles == 2 * 4


def test_a_writer_that_was_killed_is_named_and_after_some_silence_replaced(patient: Settings) -> None:
    with writing_process(patient) as (process, _):
        process.kill()
        process.join()
        with pytest.raises(IndexLocked, match=f"process {process.pid} on "):
            IndexWriter.open(with_wait(patient, 0))
        started = time.monotonic()
        write(patient, indexed("new", "The ferry sails again."))
        assert time.monotonic() - started > SILENCE
    assert Index.open(patient).state().articles == 2


def test_a_writer_at_work_is_not_replaced_however_long_it_takes(patient: Settings) -> None:
    with writing_process(patient) as (process, orders):
        with pytest.raises(IndexLocked):
            IndexWriter.open(with_wait(patient, SILENCE + 2))
        orders.send("commit")
        assert orders.recv() == "done"
        process.join()


def test_a_writer_that_slept_and_was_replaced_writes_no_more(patient: Settings) -> None:
    with writing_process(patient) as (process, orders):
        assert process.pid
        os.kill(process.pid, signal.SIGSTOP)
        write(patient, indexed("new", "The ferry sails again."))
        os.kill(process.pid, signal.SIGCONT)
        orders.send("commit")
        assert "took this index over" in orders.recv()
        process.join()
    assert {article.id for article in Index.open(patient).list_articles()} == {"first", "new"}


def with_wait(settings: Settings, seconds: float) -> Settings:
    return settings.model_copy(update={"ingest": settings.ingest.model_copy(update={"lock_wait_s": seconds})})


@contextmanager
def writing_process(settings: Settings) -> Iterator[tuple[BaseProcess, Connection]]:
    """It has committed "first", and will "second" when told."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=write_when_told, args=(settings, theirs))
    process.start()
    ours.recv()
    yield process, ours
    process.kill()
    process.join()


def write_when_told(settings: Settings, orders: Connection) -> None:
    try:
        with IndexWriter.open(settings) as writer:
            writer.commit([indexed("first", "The ferry stopped.")])
            orders.send("first")
            orders.recv()
            writer.commit([indexed("second", "The ferry was sold.")])
    except IndexLocked as error:
        orders.send(str(error))
    else:
        orders.send("done")


def write_often(settings: Settings, name: str, log: Path) -> None:
    for n in range(4):
        with IndexWriter.open(settings) as writer:
            note(log, f"{name} begins")
            writer.commit([indexed(f"{name}{n}", f"Ferry {n} of line {name} sails.")])
            note(log, f"{name} ends")


def note(log: Path, line: str) -> None:
    with log.open("a") as lines:
        lines.write(f"{line}\n")
