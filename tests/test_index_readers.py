"""Readers that stay open while others write."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from support.index_contents import BRIDGE, FERRY, found, refresh
from support.indexed import EMBEDDER, indexed, write

from qa_bot.index import Index, IndexWriter
from qa_bot.settings import Settings
from qa_bot.types import Scope


def test_an_open_reader_sees_what_another_process_wrote_after_a_refresh(
    either: Settings, tmp_path: Path
) -> None:
    write(either, BRIDGE, FERRY)
    reader = Index.open(either)
    revision = reader.state().revision
    refresh(reader)
    assert reader.state().revision == revision
    (tmp_path / "settings.json").write_text(either.model_dump_json())
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from support.indexed import indexed
from qa_bot.index import IndexWriter
from qa_bot.settings import Settings
settings = Settings.model_validate_json(open({str(tmp_path / "settings.json")!r}).read())
with IndexWriter.open(settings) as writer:
    writer.delete(["ferry"])
    writer.commit([indexed(f"tram{{n}}", f"Tram line {{n}} was extended.") for n in range(30)])
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    refresh(reader)
    texts = {
        hit.chunk.doc_id for hit in reader.latest.nearest(EMBEDDER.embed(["tram line"])[0], 100, Scope())
    }
    assert texts == {"bridge", *(f"tram{n}" for n in range(30))}
    assert len(reader.latest.lexical.search("tram", 100, Scope())) == 30
    assert reader.state().articles == 31


def test_a_reader_that_was_not_refreshed_never_shows_a_deleted_article(settings: Settings) -> None:
    write(settings, BRIDGE, FERRY)
    reader = Index.open(settings)
    with IndexWriter.open(settings) as writer:
        writer.delete(["ferry"])
    assert found(reader, "ferry crew") <= {BRIDGE.article.text}


def test_readers_see_a_long_ingest_grow(settings: Settings) -> None:
    write(settings, BRIDGE)
    reader = Index.open(settings)
    with IndexWriter.open(settings) as writer:
        writer.commit([FERRY])
        refresh(reader)
        assert reader.state().articles == 2
        assert "The old ferry stops in autumn." in found(reader, "ferry")


def test_threads_share_a_reader_while_the_index_is_written(settings: Settings) -> None:
    write(settings, BRIDGE, FERRY)
    reader, failures = Index.open(settings), []

    def ask() -> None:
        for _ in range(15):
            refresh(reader)
            if not found(reader, "ferry crew"):
                failures.append("nothing found")

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for n in range(3):
        write(settings, indexed("tram", f"Tram line {n} was extended."))
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files as Linux shows them")
def test_refreshing_and_writing_for_long_keeps_few_files_open(settings: Settings) -> None:
    write(settings, BRIDGE)
    reader = Index.open(settings)
    counts = []
    for n in range(8):
        write(settings, indexed("tram", f"Tram line {n} was extended."))
        refresh(reader)
        counts.append(len(list(Path("/proc/self/fd").iterdir())))
    assert counts[-1] <= counts[2] + 10  # each reopening used to leave eight
