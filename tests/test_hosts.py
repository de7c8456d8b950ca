"""A bot on another host than the ingest keeps a lexical index of its own, up to date with the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.indexed import indexed, write

from qa_bot.index import Index, IndexWriter
from qa_bot.index.chroma import Store
from qa_bot.settings import Settings
from qa_bot.types import Article, Scope

FERRIES = [indexed(f"ferry{n}.txt", f"Ferry {n} sailed to Orrin.", title=f"Ferry {n}") for n in range(5)]
CHANGED = indexed("ferry3.txt", "Ferry 3 sailed to Larkhaven.", title="Ferry 3")
NEW = indexed("ferry3.txt#extra", "A lighter sailed to Larkhaven.", title="Lighter")


@pytest.fixture
def elsewhere(server_settings: Settings, tmp_path: Path) -> Settings:
    """The same index, asked from another host."""
    index = server_settings.index.model_copy(update={"path": tmp_path / "elsewhere"})
    return server_settings.model_copy(update={"index": index})


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the articles whose records were read for a whole list or a part of it."""
    ids: list[str] = []
    listing = Store.listing

    def noted(store: Store, since: int = 0) -> Iterator[Article]:
        for article in listing(store, since):
            ids.append(article.id)
            yield article

    monkeypatch.setattr(Store, "listing", noted)
    return ids


def test_a_change_is_read_alone(server_settings: Settings, elsewhere: Settings, listed: list[str]) -> None:
    write(server_settings, *FERRIES)
    write(server_settings, NEW)
    index = Index.open(elsewhere)
    write(server_settings, CHANGED)
    listed.clear()
    assert found(index, "Larkhaven") == {NEW.article.id, CHANGED.article.id}
    assert listed == [CHANGED.article.id]
    assert found(index, "sailed") == {*(one.article.id for one in FERRIES), NEW.article.id}
    assert {version for version in index.latest.lexical.versions() if version.startswith("ferry3.txt#")} == {
        f"ferry3.txt#{CHANGED.article.content_hash[:8]}",
        f"ferry3.txt#extra#{NEW.article.content_hash[:8]}",
    }


def test_an_article_changed_and_changed_back_is_found(server_settings: Settings, elsewhere: Settings) -> None:
    write(server_settings, *FERRIES)
    index = Index.open(elsewhere)
    write(server_settings, CHANGED)
    assert found(index, "Larkhaven") == {"ferry3.txt"}
    write(server_settings, FERRIES[3])
    assert found(index, "Orrin") == {one.article.id for one in FERRIES}
    with IndexWriter.open(server_settings) as writer:
        writer.delete(["ferry3.txt"])
    assert "ferry3.txt" not in found(index, "Orrin")
    write(server_settings, FERRIES[3])
    assert "ferry3.txt" in found(index, "Orrin")


def test_deletions_are_found_among_all_articles(server_settings: Settings, elsewhere: Settings) -> None:
    write(server_settings, *FERRIES)
    index = Index.open(elsewhere)
    with IndexWriter.open(server_settings) as writer:
        writer.delete(["ferry1.txt"])
    write(server_settings, CHANGED)
    assert found(index, "Orrin") == {"ferry0.txt", "ferry2.txt", "ferry4.txt"}
    assert len(index.latest.lexical.versions()) == 4


def test_what_follows_the_raised_revision_is_read_with_the_next(
    server_settings: Settings, elsewhere: Settings
) -> None:
    write(server_settings, *FERRIES)
    index = Index.open(elsewhere)
    with IndexWriter.open(server_settings) as writer:
        commit_records = writer._store.put_articles
        writer._store.put_articles = lambda batch, revision: (  # type: ignore[method-assign]
            found(index, "Orrin"),
            commit_records(batch, revision),
        )[1]
        writer.commit([CHANGED])
    assert found(index, "Larkhaven") == {"ferry3.txt"}


def test_new_records_of_an_unchanged_article_keep_its_revision(
    server_settings: Settings, elsewhere: Settings, listed: list[str]
) -> None:
    write(server_settings, *FERRIES)
    write(server_settings, CHANGED)
    index = Index.open(elsewhere)
    with IndexWriter.open(server_settings) as writer:
        writer.update_records([FERRIES[0].article])
    write(server_settings, NEW)
    listed.clear()
    assert found(index, "Larkhaven") == {"ferry3.txt", NEW.article.id}
    assert "ferry0.txt" not in listed


def found(index: Index, word: str) -> set[str]:
    while not index.latest.is_current():
        index.refresh()
    return {hit.chunk.doc_id for hit in index.latest.lexical.search(word, 99, Scope())}
