"""An index that cannot be opened or written says why in one sentence, and loses nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from chromadb.errors import ChromaError
from support.index_contents import BRIDGE, FERRY, found, settings_with
from support.indexed import write

from qa_bot.errors import IndexMismatch, IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.index import Index, Indexed, IndexWriter
from qa_bot.index.chroma import Store
from qa_bot.index.connection import explained
from qa_bot.settings import Settings
from qa_bot.types import Scope


@pytest.mark.parametrize(
    "other",
    [
        {"ingest": {"chunk_words": 99}},
        {"models": {"embedder": "openai", "embedder_model": "another"}},
    ],
)
def test_an_index_built_otherwise_is_refused_until_it_is_rebuilt(
    other: dict[str, dict[str, object]], settings: Settings
) -> None:
    write(settings, BRIDGE)
    changed = settings_with(settings, **other)
    with pytest.raises(IndexMismatch, match="qa-ingest --rebuild PATH"):
        Index.open(changed)
    with pytest.raises(IndexMismatch, match="qa-ingest --rebuild PATH"):
        IndexWriter.open(changed)
    with IndexWriter.open(changed, rebuild=True) as writer:
        writer.commit([FERRY])
    assert Index.open(changed).state().articles == 1


def test_an_index_of_an_older_schema_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    write(settings, BRIDGE)
    monkeypatch.setattr(
        "qa_bot.index.records.Head.of", lambda _: replace(Store.open(settings).head, schema=99)
    )
    with pytest.raises(IndexMismatch, match="has format"):
        Index.open(settings)


def test_vectors_of_another_length_are_refused(settings: Settings) -> None:
    write(settings, BRIDGE)
    short = Indexed(FERRY.article, FERRY.chunks, FERRY.vectors[:, :8], FERRY.lead[:8])
    with pytest.raises(IndexMismatch, match="256 numbers"), IndexWriter.open(settings) as writer:
        writer.commit([short])
    with pytest.raises(IndexMismatch, match="256 numbers"):
        Index.open(settings).latest.nearest(np.zeros(8, np.float32), 1, Scope())


def test_no_index_yet_says_how_to_make_one_and_makes_none(either: Settings) -> None:
    with pytest.raises(IndexUnavailable, match="run `qa-ingest PATH`"):
        Index.open(either)
    assert not either.index.path.exists()


def test_a_silent_server_is_named(settings: Settings) -> None:
    nobody = settings_with(settings, index={"url": "http://127.0.0.1:9"})
    for opened in (Index.open, IndexWriter.open):
        with pytest.raises(ModelUnavailable, match=r"http://127\.0\.0\.1:9"):
            opened(nobody)
    with pytest.raises(UsageError, match="localhost:8000"):
        Index.open(settings_with(settings, index={"url": "localhost"}))


def test_a_folder_that_cannot_be_written_is_one_sentence(settings: Settings) -> None:
    settings.index.path.write_text("a file where the folder should be")
    with pytest.raises(IndexUnavailable, match="cannot be written"):
        IndexWriter.open(settings)


def test_a_damaged_database_says_what_to_delete(settings: Settings) -> None:
    write(settings, BRIDGE)
    (settings.index.path / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 1000)
    for opened in (Index.open, IndexWriter.open, lambda settings: IndexWriter.open(settings, rebuild=True)):
        with pytest.raises(IndexUnavailable, match="delete the folder chroma in it") as failure:
            opened(settings)
        assert "\n" not in str(failure.value)
    shutil.rmtree(settings.index.path / "chroma")
    write(settings, BRIDGE)
    assert BRIDGE.article.text in found(Index.open(settings), "harbour bridge")


def test_a_full_disk_is_one_sentence_and_loses_nothing(settings: Settings, tmp_path: Path) -> None:
    write(settings, BRIDGE)
    (tmp_path / "settings.json").write_text(settings.model_dump_json())
    script = f"""
import resource, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from support.indexed import indexed
from qa_bot.errors import IndexUnavailable
from qa_bot.index import IndexWriter
from qa_bot.settings import Settings
settings = Settings.model_validate_json(open({str(tmp_path / "settings.json")!r}).read())
size = (settings.index.path / "chroma" / "chroma.sqlite3").stat().st_size
try:
    with IndexWriter.open(settings) as writer:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, resource.RLIM_INFINITY))
        writer.commit([indexed(f"d{{n}}", "Rain " * 2000) for n in range(300)])
except IndexUnavailable as error:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert len(run.stdout.splitlines()) == 1
    assert "disk space" in run.stdout
    assert BRIDGE.article.text in found(Index.open(settings), "harbour bridge")
    write(settings, FERRY)
    assert Index.open(settings).state().articles == len(Index.open(settings).list_articles())


def test_a_quota_of_the_server_is_no_fault_of_the_disk() -> None:
    quota = ChromaError("Quota exceeded: 'Limit value' exceeded quota limit for action 'Get'")
    with pytest.raises(IndexUnavailable, match="have it raised, or run a Chroma server"), explained():
        raise quota
