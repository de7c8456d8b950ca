"""Killed at any moment and run again, an ingest leaves the index that one in peace would have built."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest

from ingest.pipeline import Options, ingest
from qa_bot.index import Index
from qa_bot.settings import Settings
from qa_bot.types import Scope

KILLS = 100 if os.environ.get("QA_BOT_SOAK") else 15  # of a first ingest, and as many of a second one
AT_ONCE = 2
ARTICLES = 16
_FORKS = multiprocessing.get_context("forkserver")  # imports once, then forks for each run
_FORKS.set_forkserver_preload(["ingest.transformations", "qa_bot.index", "tokenizers", "safetensors.numpy"])


@dataclass(frozen=True)
class Row:
    """What Chroma holds under one id, but for the time of the ingest."""

    metadata: dict[str, Any]
    text: str | None
    vector: list[float]


@dataclass(frozen=True)
class Outcome:
    """What an ingest left behind."""

    articles: int
    found: frozenset[str]  # chunk ids, by the lexical index
    rows: dict[str, Row]


@pytest.fixture
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(AT_ONCE, mp_context=_FORKS, max_tasks_per_child=1) as processes:
        yield processes


def test_a_first_ingest_killed_and_run_again_equals_one_in_peace(
    tmp_path: Path, pool: ProcessPoolExecutor
) -> None:
    nothing = tmp_path / "start"
    nothing.mkdir()
    write_first_version(tmp_path / "news")

    check_kills(tmp_path, nothing, random.Random(1), pool)


def test_a_second_ingest_killed_and_run_again_equals_one_in_peace(
    tmp_path: Path, pool: ProcessPoolExecutor
) -> None:
    write_first_version(tmp_path / "news")
    pool.submit(run_ingest, tmp_path / "news", tmp_path / "start").result()
    write_second_version(tmp_path / "news")

    check_kills(tmp_path, tmp_path / "start", random.Random(2), pool)


def check_kills(place: Path, start: Path, moments: random.Random, pool: ProcessPoolExecutor) -> None:
    """Each kill has an index of its own, a copy of `start`."""
    seconds = ingest_in_peace(place, start, pool)
    expected = pool.submit(ingest_and_read, place / "news", place / "peace").result()
    assert expected.articles == ARTICLES
    assert len(expected.rows) == expected.articles + len(expected.found) > 2 * ARTICLES

    def killed_at(moment: float) -> bool:
        index = shutil.copytree(start, place / f"killed-at-{moment}")
        killed = ingest_killed_after(moment, place / "news", index)
        assert_equal(pool.submit(ingest_and_read, place / "news", index).result(), expected)
        shutil.rmtree(index)
        return killed

    with ThreadPoolExecutor(AT_ONCE) as threads:
        killed = sum(threads.map(killed_at, [moments.uniform(0, seconds) for _ in range(KILLS)]))
    assert killed > KILLS / 3


def ingest_in_peace(place: Path, start: Path, pool: ProcessPoolExecutor) -> float:
    """Builds the index that is expected, and returns how long that took."""
    shutil.copytree(start, place / "peace")
    pool.submit(rows, place / "peace").result()  # the pool's first process pays for the imports
    started = time.monotonic()
    pool.submit(run_ingest, place / "news", place / "peace").result()
    return time.monotonic() - started


def ingest_killed_after(seconds: float, news: Path, index: Path) -> bool:
    process = _FORKS.Process(target=run_ingest, args=(news, index))
    process.start()
    time.sleep(seconds)
    process.kill()
    process.join()
    return process.exitcode != 0


def assert_equal(outcome: Outcome, expected: Outcome) -> None:
    assert (outcome.articles, outcome.found) == (expected.articles, expected.found)
    assert outcome.rows.keys() == expected.rows.keys()
    for id, row in outcome.rows.items():
        assert (row.metadata, row.text) == (expected.rows[id].metadata, expected.rows[id].text)
        np.testing.assert_allclose(row.vector, expected.rows[id].vector, atol=1e-5)


def settings_of(index: Path) -> Settings:
    return Settings.load(index={"path": index / "index"}, ingest={"batch_chunks": 6})


def run_ingest(news: Path, index: Path) -> None:
    ingest([news], settings_of(index), Options(prune=True))


def rows(index: Path) -> dict[str, Row]:
    """Everything in the collections of chunks and articles, by kind and id."""
    folders = list(index.rglob("chroma.sqlite3"))
    if not folders:
        return {}
    client = chromadb.PersistentClient(folders[0].parent)
    found: dict[str, Row] = {}
    for collection in client.list_collections():
        kind = collection.name.rstrip("-0123456789")  # a kill before the first head costs a generation
        held = collection.get(include=["metadatas", "uris", "embeddings"])
        columns = zip(held["ids"], held["metadatas"], held["uris"], held["embeddings"], strict=True)
        for id, metadata, text, vector in columns:
            found[f"{kind} {id}"] = Row(without_time(metadata), text, list(vector))
    return found


def without_time(metadata: dict[str, Any]) -> dict[str, Any]:
    if "article" not in metadata:
        return metadata
    article = json.loads(metadata["article"])
    hashes = [version["content_hash"] for version in article["history"]]
    return {**article, "ingested_at": "", "history": hashes}


def ingest_and_read(news: Path, index: Path) -> Outcome:
    run_ingest(news, index)
    reader = Index.open(settings_of(index))
    hits = reader.latest.lexical.search("harbour", 10_000, Scope())  # every article has the word
    return Outcome(reader.state().articles, frozenset(hit.chunk.id for hit in hits), rows(index))


def write_first_version(folder: Path) -> None:
    folder.mkdir()
    for n in range(ARTICLES):
        write_article(folder, n, edition=1)


def write_second_version(folder: Path) -> None:
    """Some articles removed, some changed, some new, most as they were."""
    for n in range(4):
        (folder / f"{n}.txt").unlink()
    for n in [*range(4, 12), *range(ARTICLES, ARTICLES + 4)]:
        write_article(folder, n, edition=2)


def write_article(folder: Path, n: int, edition: int) -> None:
    sentences = [
        f"Ship {n} left the harbour in week {week} with {n * week + edition} containers of salt on deck."
        for week in range(1, 5 + n)
    ]
    (folder / f"{n}.txt").write_text(
        f"Ship {n}, report {edition}\n\n" + " ".join(sentences), encoding="utf-8"
    )
