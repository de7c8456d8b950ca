"""The commit protocol, on an embedded Chroma and on a server."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from conftest import EMBEDDER, indexed, write

from qa_bot.errors import IndexLocked, IndexMismatch, IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.index import Index, Indexed, IndexWriter
from qa_bot.index.chroma import Store
from qa_bot.lexical import LexicalIndex
from qa_bot.settings import Settings
from qa_bot.types import DateSource, Scope, Skipped

ANYWHERE = Scope()
BRIDGE = indexed(
    "bridge", "The harbour bridge opened on Monday.", title="Bridge opens", published=date(2023, 5, 1)
)
FERRY = indexed("ferry", "The old ferry stops in autumn.", "Its crew of nine moves to the museum.")
BRIDGE_2 = indexed(
    "bridge", "The harbour bridge closed again.", "A cable had come loose.", title="Bridge closes"
)


def found(index: Index, question: str, scope: Scope = ANYWHERE) -> set[str]:
    """The texts both searches bring up; they have to agree."""
    near = index.latest.passages(index.latest.nearest(EMBEDDER.embed([question])[0], 10, scope), scope)
    lexical = {
        passage.text
        for passage in index.latest.passages(index.latest.lexical.search(question, 10, scope), scope)
    }
    texts = {passage.text for passage in near}
    assert lexical <= texts
    return texts


def refresh(reader: Index) -> None:
    """However long it takes: a question would go on with what it has after half a second."""
    while not reader.latest.is_current():
        reader.refresh()


def content(settings: Settings) -> tuple[object, ...]:
    """All there is in an index, but its revision."""
    index = Index.open(settings)
    articles = index.articles(article.id for article in index.list_articles())
    store = Store.open(settings)  # listed, not searched: a graph this small may lose sight of a chunk
    assert store
    lexical = sorted(
        hit.chunk.id for hit in index.latest.lexical.search("the harbour ferry cable crew", 100, Scope())
    )
    chunks = sorted(chunk.id for chunk in store.all_chunks())
    return articles, chunks, index.chunk_count(), lexical, replace(index.state(), revision=0)


def settings_with(settings: Settings, **sections: dict[str, object]) -> Settings:
    values = settings.model_dump()
    return Settings.model_validate({name: {**values[name], **sections.get(name, {})} for name in values})


def test_what_is_written_is_read_back_whole(either: Settings) -> None:
    article = replace(
        BRIDGE.article,
        date_source=DateSource.BYLINE,
        outlet="Evening Post",
        url="https://example.org/bridge",
        path="/news/bridge",
        skipped=(Skipped(0, 3, "navigation"), Skipped(7, 9, "teaser")),
        signature="0f" * 64,
        ingested_at="2024-01-01T00:00:00Z",
    )
    write(either, replace(BRIDGE, article=article), FERRY)
    index = Index.open(either)
    assert index.articles(["bridge", "ferry", "tram"]) == {"bridge": article, "ferry": FERRY.article}
    assert index.list_articles() == [replace(article, text=""), replace(FERRY.article, text="")]
    assert index.chunk_count() == 3
    assert (index.state().articles, index.state().newest) == (2, date(2023, 5, 1))


def test_the_newest_date_is_that_of_the_articles_there_are(settings: Settings) -> None:
    def newest() -> date | None:
        return Index.open(settings).state().newest

    later = indexed("tram", "The tram line was extended.", published=date(2023, 6, 1))
    write(settings, BRIDGE, later)
    assert newest() == date(2023, 6, 1)
    with IndexWriter.open(settings) as writer:
        writer.commit([indexed("tram", "The tram line was cut.", published=date(2023, 4, 1))])
        assert newest() == date(2023, 5, 1)
        writer.delete(["bridge"])
        assert newest() == date(2023, 4, 1)
    with IndexWriter.open(settings) as writer:
        writer.update_records([replace(later.article, published=date(2023, 8, 1))])
    assert newest() == date(2023, 8, 1)


def test_both_searches_find_a_passage_with_its_offsets(either: Settings) -> None:
    write(either, BRIDGE, FERRY)
    index = Index.open(either)
    near = index.latest.passages(
        index.latest.nearest(EMBEDDER.embed(["ferry crew museum"])[0], 2, ANYWHERE), ANYWHERE
    )
    lexical = index.latest.passages(
        index.latest.lexical.search("Which museum takes the crew?", 2, ANYWHERE), ANYWHERE
    )
    assert near[0].text == lexical[0].text == "Its crew of nine moves to the museum."
    assert near[0].chunk == lexical[0].chunk == FERRY.chunks[1]


def test_a_new_version_replaces_the_old_one_everywhere(either: Settings) -> None:
    write(either, BRIDGE, FERRY)
    write(either, BRIDGE_2)
    assert found(Index.open(either), "harbour bridge") == {
        "The harbour bridge closed again.",
        "A cable had come loose.",
        "The old ferry stops in autumn.",
        "Its crew of nine moves to the museum.",
    }
    assert Index.open(either).chunk_count() == 4


def test_writing_the_same_twice_changes_nothing_but_the_revision(either: Settings) -> None:
    write(either, BRIDGE, FERRY)
    before, revision = content(either), Index.open(either).state().revision
    write(either, BRIDGE, FERRY)
    assert content(either) == before
    assert Index.open(either).state().revision > revision


def test_a_value_an_article_no_longer_has_is_gone(either: Settings) -> None:
    write(either, replace(BRIDGE, article=replace(BRIDGE.article, url="https://example.org", outlet="Post")))
    write(either, BRIDGE)
    assert Index.open(either).articles(["bridge"])["bridge"] == BRIDGE.article


def test_updating_a_record_leaves_text_and_chunks(either: Settings) -> None:
    write(either, BRIDGE)
    moved = replace(BRIDGE.article, source_hash="other", path="/news/moved")
    with IndexWriter.open(either) as writer:
        writer.update_records([replace(moved, text="")])
        assert writer.known()["bridge"].source_hash == "other"
    assert Index.open(either).articles(["bridge"])["bridge"] == moved
    assert found(Index.open(either), "harbour bridge") == {BRIDGE.article.text}


def test_a_deleted_article_is_gone(either: Settings) -> None:
    write(either, BRIDGE, FERRY)
    with IndexWriter.open(either) as writer:
        writer.delete(["ferry", "never there"])
    assert found(Index.open(either), "ferry crew") == {BRIDGE.article.text}
    assert Index.open(either).chunk_count() == 1
    assert Index.open(either).state().articles == 1


def test_a_run_that_changes_nothing_keeps_the_revision(settings: Settings) -> None:
    write(settings, BRIDGE)
    revision = Index.open(settings).state().revision
    with IndexWriter.open(settings) as writer:
        assert writer.known() == {"bridge": replace(BRIDGE.article, text="")}
        writer.commit([])
        writer.delete([])
        writer.update_records([])
    assert Index.open(settings).state().revision == revision


def test_a_scope_limits_both_searches_by_date_and_by_article(either: Settings) -> None:
    early = indexed("early", "The harbour froze in winter.", published=date(2023, 1, 10))
    late = indexed("late", "The harbour thawed in spring.", published=date(2023, 4, 2))
    undated = indexed("undated", "The harbour has four cranes.")
    write(either, early, late, undated)
    index = Index.open(either)
    assert found(index, "harbour", Scope(as_of=date(2023, 1, 10))) == {
        early.article.text,
        undated.article.text,
    }
    assert found(index, "harbour", Scope(doc_ids=("late", "nowhere"))) == {late.article.text}
    assert found(index, "harbour", Scope(date(2023, 2, 1), ("late", "undated"))) == {undated.article.text}
    assert len(found(index, "harbour", Scope(as_of=date(2024, 1, 1)))) == 3


def test_any_id_comes_back_as_it_was(either: Settings) -> None:
    ids = ["#", "a#1-0", "möwe/снег/雪.txt", "spaces and 'quotes\"", "../up", "x" * 3000, "line\nbreak"]
    write(either, *(indexed(id, f"Paper number {n} was pulped.") for n, id in enumerate(ids)))
    index = Index.open(either)
    assert {article.id for article in index.list_articles()} == set(ids)
    for n, id in enumerate(ids):
        assert found(index, "paper pulped", Scope(doc_ids=(id,))) == {f"Paper number {n} was pulped."}
    with IndexWriter.open(either) as writer:
        writer.delete(ids)
    assert Index.open(either).chunk_count() == 0


STEPS = [
    (Store, "put_chunks"),
    (LexicalIndex, "update"),
    (Store, "publish"),
    (Store, "put_articles"),
    (Store, "delete_chunks"),
]


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(("owner", "step"), STEPS, ids=[name for _, name in STEPS])
def test_a_commit_that_dies_at_any_step_shows_one_whole_version_and_is_finished_by_the_next(
    owner: type, step: str, before: bool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(settings, BRIDGE, FERRY)
    original = getattr(owner, step)

    def dies(*args: object, **options: object) -> None:
        if not before:
            original(*args, **options)
        raise KeyboardInterrupt

    with (
        monkeypatch.context() as patch,
        pytest.raises(KeyboardInterrupt),
        IndexWriter.open(settings) as writer,
    ):
        patch.setattr(owner, step, dies)
        writer.commit([BRIDGE_2])
    shown = found(Index.open(settings), "harbour bridge") - {chunk_text(FERRY, n) for n in (0, 1)}
    assert shown in ({BRIDGE.article.text}, {chunk_text(BRIDGE_2, n) for n in (0, 1)})

    write(settings, BRIDGE_2)
    peaceful = settings_with(settings, index={"path": settings.index.path.with_name("peaceful")})
    write(peaceful, BRIDGE, FERRY)
    write(peaceful, BRIDGE_2)
    assert content(settings) == content(peaceful)


@pytest.mark.parametrize(("owner", "step"), [(Store, "delete_articles"), (Store, "delete_chunks")])
def test_a_deletion_that_dies_is_finished_by_the_next_run(
    owner: type, step: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(settings, BRIDGE, FERRY)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with (
        monkeypatch.context() as patch,
        pytest.raises(KeyboardInterrupt),
        IndexWriter.open(settings) as writer,
    ):
        patch.setattr(owner, step, dies)
        writer.delete(["ferry"])
    assert len(found(Index.open(settings), "ferry crew")) in (1, 3)
    with IndexWriter.open(settings) as writer:
        writer.delete(["ferry"])
    assert Index.open(settings).chunk_count() == 1
    assert Index.open(settings).latest.lexical.search("ferry crew", 5, Scope()) == []


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
from conftest import indexed
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


def test_a_rebuild_takes_over_only_at_its_end(either: Settings) -> None:
    write(either, BRIDGE, FERRY)
    reader = Index.open(either)
    with IndexWriter.open(either, rebuild=True) as writer:
        assert writer.known() == {}
        writer.commit([BRIDGE_2])
        refresh(reader)
        assert BRIDGE.article.text in found(reader, "harbour bridge")
    refresh(reader)
    assert found(reader, "harbour bridge") == {chunk_text(BRIDGE_2, n) for n in (0, 1)}
    assert reader.state().articles == 1
    assert len(list((either.index.path / "lexical").glob("*/"))) == 1


def test_a_rebuild_that_dies_keeps_the_old_index_and_leaves_nothing(settings: Settings) -> None:
    write(settings, BRIDGE, FERRY)
    before = content(settings)
    with pytest.raises(KeyboardInterrupt), IndexWriter.open(settings, rebuild=True) as writer:
        writer.commit([BRIDGE_2])
        raise KeyboardInterrupt
    assert content(settings) == before
    write(settings)
    assert len(list((settings.index.path / "lexical").glob("*/"))) == 1
    assert content(settings) == before


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


def test_a_second_writer_is_told_who_holds_the_index(either: Settings) -> None:
    with IndexWriter.open(either), pytest.raises(IndexLocked, match=r"process \d+ on \S+ since \d{4}-"):
        IndexWriter.open(either)
    IndexWriter.open(either).__exit__(None, None, None)


def test_a_second_writer_waits_its_turn(either: Settings) -> None:
    patient = settings_with(either, ingest={"lock_wait_s": 20})
    first = IndexWriter.open(either)
    release = threading.Timer(0.3, first.__exit__, (None, None, None))
    release.start()
    with IndexWriter.open(patient) as second:
        second.commit([BRIDGE])
    release.join()
    assert Index.open(either).state().articles == 1


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


def test_a_damaged_database_is_one_sentence(settings: Settings) -> None:
    write(settings, BRIDGE)
    (settings.index.path / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 1000)
    with pytest.raises(IndexUnavailable) as failure:
        Index.open(settings)
    assert "\n" not in str(failure.value)


def test_a_full_disk_is_one_sentence_and_loses_nothing(settings: Settings, tmp_path: Path) -> None:
    write(settings, BRIDGE)
    (tmp_path / "settings.json").write_text(settings.model_dump_json())
    script = f"""
import resource, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from conftest import indexed
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


def chunk_text(one: Indexed, n: int) -> str:
    return one.article.text[one.chunks[n].start : one.chunks[n].end]
