"""Processes that share an embedded index: readers open it over and over while one writes."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np
import pytest
from support.waiting import PATIENCE_S

from qa_bot.errors import IndexLocked
from qa_bot.index import Index, Indexed, IndexWriter
from qa_bot.index.chroma import _CHUNKS
from qa_bot.index.lock import FilesLock
from qa_bot.settings import Settings
from qa_bot.types import Article, Chunk, Scope

EDITIONS = 25 if os.environ.get("QA_BOT_SOAK") else 5
READERS = 2
ARTICLES = 24
CHUNKS = 20  # of an article: three editions are more than Chroma keeps in its log
_PROCESSES = multiprocessing.get_context("spawn")


def test_a_writer_loses_nothing_to_readers_that_open_meanwhile(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        _CHUNKS["hnsw"], "sync_threshold", 100
    )  # Chroma saves often, and so is often met at it
    write_edition(settings, 0)
    over = _PROCESSES.Event()
    readers = [_PROCESSES.Process(target=read_until, args=(over, settings, n)) for n in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        for edition in range(1, EDITIONS + 1):
            write_edition(settings, edition)
    finally:
        over.set()
        ended = [exit_code(reader) for reader in readers]
    assert ended == [0] * READERS
    snapshot = Index.open(settings).latest
    for one in (article(n, EDITIONS) for n in range(ARTICLES)):
        for chunk, vector in zip(one.chunks, one.vectors, strict=True):
            assert [hit.chunk for hit in snapshot.nearest(vector, 1, Scope())] == [chunk]
    assert snapshot.chunk_count() == ARTICLES * CHUNKS


def test_a_reader_waits_for_a_step_of_a_writer_and_not_for_one_that_was_killed(settings: Settings) -> None:
    write_edition(settings, 0)
    holding = _PROCESSES.Event()
    holder = _PROCESSES.Process(target=hold_files, args=(settings, holding))
    holder.start()
    assert holding.wait(PATIENCE_S)
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(nearest_to_the_first, settings)
        with pytest.raises(TimeoutError):
            found.result(1)
        holder.kill()
        assert found.result(60).doc_id == "d0"
    holder.join()


def test_waiting_for_the_files_is_told_and_ends(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write_edition(settings, 0)
    monkeypatch.setattr("qa_bot.index.lock._QUIET", 0.1)
    monkeypatch.setattr("qa_bot.index.lock._PATIENCE", 0.2)
    with FilesLock(settings).held(), ThreadPoolExecutor(1) as thread:
        reading = thread.submit(nearest_to_the_first, settings)
        with pytest.raises(IndexLocked, match="Another process has held"):
            reading.result()
    assert "Waiting for another process" in caplog.text


def test_whoever_waits_for_the_files_of_one_index_keeps_nobody_from_another(
    settings: Settings, tmp_path: Path
) -> None:
    other = Settings.load(index={"path": tmp_path / "other"})
    write_edition(settings, 0)
    write_edition(other, 0)
    with ThreadPoolExecutor(2) as threads, FilesLock(settings).held():
        waiting = threads.submit(nearest_to_the_first, settings)
        with pytest.raises(TimeoutError):
            waiting.result(0.5)
        assert threads.submit(nearest_to_the_first, other).result(60).doc_id == "d0"
    assert waiting.result(60).doc_id == "d0"


def test_readers_of_an_index_at_rest_save_nothing(settings: Settings) -> None:
    for edition in range(4):
        write_edition(settings, edition)
        saved = saved_vectors(settings)
        nearest_to_the_first(settings)
        assert saved_vectors(settings) == saved
    assert saved


def write_edition(settings: Settings, edition: int) -> None:
    """In batches of which each is a commit."""
    with IndexWriter.open(settings) as writer:
        for at in range(0, ARTICLES, 8):
            writer.commit([article(n, edition) for n in range(at, at + 8)])


def read_until(over: Event, settings: Settings, seed: int) -> None:
    parent = multiprocessing.parent_process()
    for n in count(seed):
        if over.is_set() or not (parent and parent.is_alive()):
            return
        snapshot = Index.open(settings).latest
        vector = article(n % ARTICLES, 0).vectors[0]
        assert snapshot.passages(snapshot.nearest(vector, 5, Scope()), Scope())


def nearest_to_the_first(settings: Settings) -> Chunk:
    return Index.open(settings).latest.nearest(article(0, 0).vectors[0], 1, Scope())[0].chunk


def saved_vectors(settings: Settings) -> dict[Path, int]:
    """When Chroma saved each collection's."""
    return {path: path.stat().st_mtime_ns for path in settings.index.path.rglob("index_metadata.pickle")}


def hold_files(settings: Settings, holding: Event) -> None:
    with FilesLock(settings).held():
        holding.set()
        time.sleep(300)


def exit_code(process: BaseProcess) -> int | None:
    process.join(120)
    process.kill()
    return process.exitcode


def article(n: int, edition: int) -> Indexed:
    """With vectors of its own; the words do not matter."""
    hashed = hashlib.sha256(f"{n} {edition}".encode()).hexdigest()
    text = "The ferry sailed to Orrin. " * CHUNKS
    article = Article(f"d{n}", text, f"Ferry {n}", content_hash=hashed, source_hash=hashed, source="/news")
    chunks = tuple(Chunk(article.id, hashed, at, 27 * at, 27 * at + 26) for at in range(CHUNKS))
    vectors = np.random.default_rng([n, edition]).normal(size=(CHUNKS + 1, 256)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Indexed(article, chunks, vectors[1:], vectors[0])
