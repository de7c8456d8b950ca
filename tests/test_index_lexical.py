"""A lexical index that is missing, damaged or behind is made anew from what Chroma holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.index_contents import BRIDGE, BRIDGE_2, FERRY, refresh, settings_with
from support.indexed import write

from qa_bot.index import Index, IndexWriter
from qa_bot.settings import Settings
from qa_bot.types import Scope


@pytest.mark.parametrize("harm", ["deleted", "truncated", "behind", "stamp"])
def test_a_lexical_index_that_is_gone_damaged_or_behind_is_made_anew(harm: str, settings: Settings) -> None:
    write(settings, BRIDGE, FERRY)
    folder = next((settings.index.path / "lexical").glob("*/"))
    old = shutil.copytree(folder, settings.index.path / "copy")
    write(settings, BRIDGE_2)
    match harm:
        case "deleted":
            shutil.rmtree(settings.index.path / "lexical")
        case "truncated":
            next(folder.glob("*.store")).write_bytes(b"")
        case "stamp":
            (folder / "stamp.json").write_text("{")
        case "behind":
            shutil.rmtree(folder)
            shutil.move(old, folder)
    index = Index.open(settings)
    chunks = sorted(
        hit.chunk.id for hit in index.latest.lexical.search("the harbour cable ferry crew", 20, Scope())
    )
    assert chunks == sorted(chunk.id for chunk in (*BRIDGE_2.chunks, *FERRY.chunks))


def test_a_lexical_index_deleted_under_a_running_bot_comes_back(settings: Settings) -> None:
    write(settings, BRIDGE)
    reader = Index.open(settings)
    shutil.rmtree(settings.index.path / "lexical")
    refresh(reader)
    assert [hit.chunk for hit in reader.latest.lexical.search("bridge", 5, Scope())] == list(BRIDGE.chunks)


def test_a_lexical_index_deleted_under_a_running_ingest_comes_back(settings: Settings) -> None:
    write(settings, BRIDGE)
    with IndexWriter.open(settings) as writer:
        writer.commit([FERRY])
        shutil.rmtree(settings.index.path / "lexical")
        writer.commit([BRIDGE_2])
    index = Index.open(settings)
    assert len(index.latest.lexical.search("harbour cable ferry crew", 20, Scope())) == 4


def test_another_host_builds_its_own_lexical_index_from_the_server(
    server_settings: Settings, tmp_path: Path
) -> None:
    elsewhere = settings_with(server_settings, index={"path": tmp_path / "elsewhere"})
    write(server_settings, BRIDGE, FERRY)
    remote = Index.open(elsewhere)
    assert len(remote.latest.lexical.search("harbour ferry crew", 9, Scope())) == 3
    write(server_settings, BRIDGE_2)
    with IndexWriter.open(server_settings) as writer:
        writer.delete(["ferry"])
    refresh(remote)
    hits = remote.latest.lexical.search("harbour cable ferry crew", 9, Scope())
    assert sorted(hit.chunk.id for hit in hits) == sorted(chunk.id for chunk in BRIDGE_2.chunks)


def test_deriving_a_large_lexical_index_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    write(settings, BRIDGE, FERRY)
    shutil.rmtree(settings.index.path / "lexical")
    monkeypatch.setattr("qa_bot.index.snapshot._MANY", 1)
    Index.open(settings)
    assert "lexical index of 2 articles" in caplog.text
    caplog.clear()
    Index.open(settings)
    assert not caplog.text
