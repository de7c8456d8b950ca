"""What is written into an index is read back, found, replaced and deleted: embedded and on a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from support.index_contents import ANYWHERE, BRIDGE, BRIDGE_2, FERRY, content, found
from support.indexed import EMBEDDER, indexed, write

from qa_bot.index import Index, IndexWriter
from qa_bot.settings import Settings
from qa_bot.types import DateSource, Scope, Skipped


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
