"""The commit protocol: whoever dies at whatever step, readers see one whole version; one writes at a time."""

from __future__ import annotations

import threading

import pytest
from support.index_contents import BRIDGE, BRIDGE_2, FERRY, chunk_text, content, found, refresh, settings_with
from support.indexed import write

from qa_bot.errors import IndexLocked
from qa_bot.index import Index, IndexWriter
from qa_bot.index.chroma import Store
from qa_bot.index.lexical import LexicalIndex
from qa_bot.settings import Settings
from qa_bot.types import Scope

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


def test_what_a_rebuild_is_taking_away_is_read_from_the_new_index(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(settings, BRIDGE, FERRY)
    index, old = Index.open(settings), Store.open(settings)
    assert old

    def empties(store: Store) -> list[str]:
        old.delete_articles([BRIDGE.article.id, FERRY.article.id])  # as Chroma, for a moment
        return []

    with monkeypatch.context() as patch, IndexWriter.open(settings, rebuild=True) as writer:
        patch.setattr(Store, "drop_other_generations", empties)
        writer.commit([BRIDGE])
    shown = index.read(lambda snapshot: snapshot.articles([BRIDGE.article.id]))
    assert shown.keys() == {BRIDGE.article.id}
    assert [article.id for article in index.list_articles()] == [BRIDGE.article.id]


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
