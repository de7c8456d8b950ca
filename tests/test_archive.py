"""An index leaves as one file and comes back the same, anywhere, or not at all."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from support.indexed import EMBEDDER, indexed, write

from qa_bot.cli.main import qa_bot
from qa_bot.errors import IndexLocked, IndexMismatch, IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.index import Index, IndexWriter
from qa_bot.index.archive import export_index, import_index
from qa_bot.index.chroma import Store
from qa_bot.index.lock import writer_lock
from qa_bot.settings import Settings
from qa_bot.types import DateSource, Scope, Skipped, Version

BRIDGE = indexed(
    "bridge", "The harbour bridge opened.", "It is “green” – and long.", published=date(2023, 5, 1)
)
FERRY = indexed("ferry", "The old ferry stops in autumn.", title="Ferry")
FULL = replace(
    BRIDGE,
    article=replace(
        BRIDGE.article,
        date_source=DateSource.BYLINE,
        outlet="Evening Post",
        url="https://example.org/bridge",
        path="/news/bridge",
        skipped=(Skipped(0, 3, "navigation"),),
        signature="0f" * 64,
        ingested_at="2024-01-01T00:00:00Z",
        history=(Version("a" * 64, date(2023, 4, 30), "2023-05-01T00:00:00Z", "2023-05-02T00:00:00Z"),),
    ),
)


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    """An embedded index that does not exist yet, besides the other one."""
    return settings.model_copy(update={"index": settings.index.model_copy(update={"path": tmp_path / "new"})})


@pytest.fixture
def exported(settings: Settings, tmp_path: Path) -> Path:
    write(settings, FULL, FERRY)
    export_index(settings, tmp_path / "index.gz")
    return tmp_path / "index.gz"


def ids(settings: Settings) -> list[str]:
    return [article.id for article in Index.open(settings).list_articles()]


def lines(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


@pytest.mark.parametrize("way", ["folder to server", "server to folder"])
def test_an_index_comes_back_as_it_left_bit_by_bit(
    way: str, settings: Settings, server_settings: Settings, tmp_path: Path
) -> None:
    here, there = (settings, server_settings) if way == "folder to server" else (server_settings, settings)
    write(here, FULL, FERRY)
    with IndexWriter.open(here) as writer:
        writer.note_run("2024-01-02T00:00:00Z", 3)
    left = export_index(here, tmp_path / "left.gz")
    assert (left.articles, left.chunks) == (2, 3)
    assert import_index(there, tmp_path / "left.gz") == left

    store = Store.open(there)
    assert store
    found = {one.article.id: one for one in store.whole(["bridge", "ferry"])}
    for one in (FULL, FERRY):
        assert (found[one.article.id].article, found[one.article.id].chunks) == (one.article, one.chunks)
        assert np.array_equal(found[one.article.id].vectors, one.vectors)
        assert np.array_equal(found[one.article.id].lead, one.lead)
    assert export_index(there, tmp_path / "back.gz") == left
    assert (tmp_path / "back.gz").read_bytes() == (tmp_path / "left.gz").read_bytes()
    state = Index.open(there).state()
    assert (state.articles, state.newest, state.failed) == (2, date(2023, 5, 1), 3)
    assert state.ingested_at == "2024-01-02T00:00:00Z"


def test_an_imported_index_is_searched_and_written_like_any_other(
    exported: Path, elsewhere: Settings
) -> None:
    import_index(elsewhere, exported)
    index = Index.open(elsewhere)
    assert [hit.chunk.doc_id for hit in index.latest.lexical.search("old ferry", 5, Scope())] == ["ferry"]
    near = index.latest.nearest(EMBEDDER.embed(["old ferry"])[0], 1, Scope())
    assert [hit.chunk.doc_id for hit in near] == ["ferry"]
    write(elsewhere, indexed("ferry", "The ferry sails again."))
    assert ids(elsewhere) == ["bridge", "ferry"]
    assert Index.open(elsewhere).chunk_count() == 3


def test_running_bots_see_the_imported_index(exported: Path, elsewhere: Settings) -> None:
    write(elsewhere, indexed("tram", "The tram is late."))
    reader = Index.open(elsewhere)
    import_index(elsewhere, exported, replace=True)
    while not reader.latest.is_current():
        reader.refresh()
    assert [article.id for article in reader.list_articles()] == ["bridge", "ferry"]


def test_articles_that_are_there_are_replaced_only_when_asked(exported: Path, elsewhere: Settings) -> None:
    write(elsewhere, indexed("tram", "The tram is late."))
    with pytest.raises(UsageError, match="1 articles already; --replace"):
        import_index(elsewhere, exported)
    assert ids(elsewhere) == ["tram"]
    import_index(elsewhere, exported, replace=True)
    assert ids(elsewhere) == ["bridge", "ferry"]


def test_another_kind_of_index_is_refused_and_the_old_one_stays(exported: Path, elsewhere: Settings) -> None:
    write(elsewhere, indexed("tram", "The tram is late."))
    ingest = elsewhere.ingest.model_copy(update={"chunk_words": 60})
    with pytest.raises(IndexMismatch, match=r"chunk_words = 150, but 60 is asked for.*qa-ingest PATH"):
        import_index(elsewhere.model_copy(update={"ingest": ingest}), exported, replace=True)
    assert ids(elsewhere) == ["tram"]


NO_EXPORT = r"is no export of an index that this version reads; name one of `qa-bot index export`\.$"
DAMAGED = rf"is no whole export of an index; export it again\.$|{NO_EXPORT}"


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-4],
        lambda whole: b"",
        lambda whole: b"no gzip",
        lambda whole: whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        lambda whole: gzip.compress(b"{}"),
        lambda whole: gzip.compress(b"[1, 2]"),
        lambda whole: gzip.compress(gzip.decompress(whole).replace(b"autumn", b"spring")),
        lambda whole: gzip.compress(b"".join(gzip.decompress(whole).splitlines(keepends=True)[:-1])),
        lambda whole: gzip.compress(gzip.decompress(whole).replace(b'"vectors": "', b'"vectors": "AAAA')),
    ],
    ids=["half", "its end", "all", "no gzip", "a bit", "empty", "a list", "a word", "the hash", "a vector"],
)
def test_a_damaged_file_is_one_sentence_and_the_old_index_stays(
    damage: object, exported: Path, elsewhere: Settings
) -> None:
    assert callable(damage)
    write(elsewhere, indexed("tram", "The tram is late."))
    exported.write_bytes(damage(exported.read_bytes()))
    with pytest.raises(UsageError, match=DAMAGED):
        import_index(elsewhere, exported, replace=True)
    assert ids(elsewhere) == ["tram"]
    write(elsewhere, indexed("bus", "The bus is late too."))
    assert ids(elsewhere) == ["bus", "tram"]


@pytest.mark.parametrize(
    "content", [b"", b"no gzip", gzip.compress(b"{}"), gzip.compress(b'{"format": "2"}')]
)
def test_what_is_no_export_is_told_from_a_damaged_one(content: bytes, elsewhere: Settings) -> None:
    other = elsewhere.index.path.parent / "other.gz"
    other.write_bytes(content)
    with pytest.raises(UsageError, match=NO_EXPORT):
        import_index(elsewhere, other)


def test_an_export_is_what_was_committed_and_no_ingest_comes_between(
    settings: Settings, tmp_path: Path
) -> None:
    write(settings, FULL)
    store = Store.open(settings)
    assert store
    store.put_chunks([indexed("half", "Written without its record.")])
    lock = writer_lock(settings)
    with pytest.raises(IndexLocked):
        export_index(settings, tmp_path / "index.gz")
    lock.release()
    export_index(settings, tmp_path / "index.gz")
    assert [json.loads(line)["article"]["id"] for line in lines(tmp_path / "index.gz")[1:-1]] == ["bridge"]


def test_a_file_that_could_not_be_completed_does_not_appear(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(IndexUnavailable, match="qa-ingest PATH"):
        export_index(settings, tmp_path / "index.gz")
    assert not settings.index.path.exists()
    write(settings, FULL)
    with pytest.raises(UsageError, match="cannot be written"):
        export_index(settings, tmp_path / "missing" / "index.gz")
    monkeypatch.setattr(Store, "whole", failing)
    with pytest.raises(ModelUnavailable):
        export_index(settings, tmp_path / "index.gz")
    assert [path.name for path in tmp_path.glob("*.gz*")] == []


def test_the_commands_save_and_restore(settings: Settings, tmp_path: Path) -> None:
    write(settings, FULL, FERRY)
    file, new = str(tmp_path / "index.gz"), str(tmp_path / "new")
    saved = CliRunner().invoke(
        qa_bot, ["index", "export", file, "--index", str(settings.index.path)], catch_exceptions=False
    )
    restored = CliRunner().invoke(qa_bot, ["index", "import", file, "--index", new], catch_exceptions=False)
    assert saved.output.startswith("Wrote 2 articles, 3 chunks; sha256 ")
    assert restored.output == saved.output.replace("Wrote", "Read")


def failing(*_: object) -> None:
    raise ModelUnavailable("The Chroma server does not answer.")
