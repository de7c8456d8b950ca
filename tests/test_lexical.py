"""The lexical index by itself: words, names in other spellings, scopes, damage."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from qa_bot.errors import IndexUnavailable
from qa_bot.index.lexical import Entry, LexicalIndex, version_of
from qa_bot.index.written import name_key, names_in
from qa_bot.types import Chunk, Scope

ANYWHERE = Scope()


def entry(doc_id: str, text: str, title: str = "", heading: str = "", published: int = 0) -> Entry:
    return Entry(Chunk(doc_id, "0" * 64, 0, 0, len(text), heading, published), title, text)


def holding(folder: Path, *entries: Entry) -> LexicalIndex:
    index = LexicalIndex.open(folder / "lexical")
    index.update(since=0, revision=1, add=entries)
    return index


def ids(index: LexicalIndex, query: str, scope: Scope = ANYWHERE, *names: str) -> list[str]:
    return [hit.chunk.doc_id for hit in index.search(query, 10, scope, names)]


def test_words_are_found_by_their_stem_without_accents_and_in_any_case(tmp_path: Path) -> None:
    index = holding(tmp_path, entry("a", "Bäckereien were CLOSING early"), entry("b", "Nothing else"))
    assert ids(index, "backereien") == ids(index, "who closes?") == ["a"]


def test_words_are_found_however_their_letters_are_encoded(tmp_path: Path) -> None:
    index = holding(
        tmp_path,
        entry("marks", "The Pe\u0301rez fa\u00adrm", title="Ca\u0301ceres"),
        entry("width", "The ｌａｋｅ", heading="The ﬁrst"),
    )
    assert ids(index, "pérez") == ids(index, "farm") == ids(index, "cáceres") == ["marks"]
    assert ids(index, "la\u200bke") == ids(index, "first") == ["width"]
    assert ids(index, "", ANYWHERE, "Perez") == ["marks"]


def test_the_chunk_comes_back_as_it_was(tmp_path: Path) -> None:
    chunk = Chunk("ä/#1", "f" * 64, 7, 100, 230, "Overview › Costs", 20240229)
    index = holding(tmp_path, Entry(chunk, "Budget", "The costs doubled."))
    assert index.search("costs", 5, ANYWHERE)[0].chunk == chunk


def test_titles_and_headings_count_less_than_the_text(tmp_path: Path) -> None:
    index = holding(
        tmp_path,
        entry("title", "It rained in town all day", title="Museum"),
        entry("heading", "It rained in town all day", heading="Museum"),
        entry("text", "The museum in town was open"),
    )
    assert ids(index, "museum")[0] == "text"
    assert set(ids(index, "museum")) == {"title", "heading", "text"}


@pytest.mark.parametrize(
    "query",
    [
        '"unclosed',
        "a AND (b OR",
        "title:x^9 +must -not",
        "*?~[1 TO",
        "\0",
        "🙂",
        "the of and",
        "",
        " \n",
        "雪国",
    ],
)
def test_a_question_is_words_and_no_query_language(query: str, tmp_path: Path) -> None:
    index = holding(tmp_path, entry("a", "A tram stopped."))
    assert index.search(query, 5, ANYWHERE) == []
    assert ids(index, f"{query} tram") == ["a"]


def test_a_pasted_text_is_a_question_too(tmp_path: Path) -> None:
    index = holding(tmp_path, entry("a", "A tram stopped."))
    assert ids(index, "tram " + " ".join(f"word{n}" for n in range(10_000))) == ["a"]


def test_a_name_is_found_in_other_spellings(tmp_path: Path) -> None:
    index = holding(
        tmp_path,
        entry("one word", "The road to Eastbridge is shut."),
        entry("two words", "The road to East Bridge is shut."),
        entry("hyphen", "The road to East-Bridge is shut."),
        entry("typo", "The road to Eastbrigde is shut."),
        entry("other", "The road to Westmoor is shut."),
    )
    assert set(ids(index, "", ANYWHERE, "East Bridge")) == {"one word", "two words", "hyphen", "typo"}


def test_short_names_have_to_be_right(tmp_path: Path) -> None:
    index = holding(tmp_path, entry("mali", "Troops left Mali."), entry("bali", "Tourists left Bali."))
    assert ids(index, "", ANYWHERE, "Mali") == ["mali"]


def test_a_name_in_another_spelling_adds_to_the_words(tmp_path: Path) -> None:
    index = holding(tmp_path, entry("a", "Rain fell in Thorvalden."), entry("b", "Rain fell in Lisbon."))
    assert ids(index, "rain", ANYWHERE, "Torvaldenn")[0] == "a"


def test_names_are_runs_of_capitalised_words() -> None:
    assert names_in("when Ana Ruiz-Lopez's aide met the F-16 crew of Ómar") == {
        *("ana", "ruizlopez", "anaruizlopez", "f16", "omar")
    }
    assert names_in("no names, except At. Ends") == {"at", "ends"}
    assert "bcd" in names_in("A B C D")
    assert "abcd" not in names_in("A B C D")


@pytest.mark.parametrize("spelling", ["al-Hadi", "Al Hadi", "ALHADI", "Ál’hadi", "Al Hadi's"])
def test_spellings_of_a_name_are_one_key(spelling: str) -> None:
    assert name_key(spelling) == "alhadi"


def test_a_scope_limits_dates_and_articles(tmp_path: Path) -> None:
    index = holding(
        tmp_path,
        entry("early", "Rain fell.", published=20230110),
        entry("late", "Rain fell.", published=20230402),
        entry("undated", "Rain fell."),
    )
    assert set(ids(index, "rain", Scope(as_of=date(2023, 1, 10)))) == {"early", "undated"}
    assert ids(index, "rain", Scope(doc_ids=("late", "nowhere"))) == ["late"]
    assert ids(index, "rain", Scope(date(2023, 2, 1), ("late", "undated"))) == ["undated"]


def test_a_scope_does_not_change_the_scores(tmp_path: Path) -> None:
    index = holding(tmp_path, entry("a", "Rain fell.", published=20230110), entry("b", "Snow fell."))
    (everywhere,) = index.search("rain", 5, ANYWHERE)
    (limited,) = index.search("rain", 5, Scope(date(2023, 2, 1), ("a",)))
    assert limited.score == pytest.approx(everywhere.score)


def test_a_version_is_replaced_without_a_trace(tmp_path: Path) -> None:
    old, new = entry("a", "Rain fell."), entry("a", "Snow fell.")
    index = holding(tmp_path, old)
    index.update(since=1, revision=2, remove=[version_of(old.chunk)], add=[new])
    assert ids(index, "rain") == []
    assert ids(index, "snow") == ["a"]
    assert index.versions() == {version_of(new.chunk)}
    assert index.revision == 2


def test_an_update_from_another_revision_is_left_to_the_next_to_open_it(tmp_path: Path) -> None:
    index = holding(tmp_path, entry("a", "Rain fell."))
    index.update(since=0, revision=5, add=[entry("b", "Snow fell.")])
    assert index.revision == 1
    assert ids(index, "snow") == []


def test_an_update_that_fails_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index = holding(tmp_path, entry("a", "Rain fell."))

    def entries() -> object:
        yield entry("b", "Snow fell.")
        raise OSError("No space left on device")

    with pytest.raises(IndexUnavailable, match="No space left on device"):
        index.update(since=1, revision=2, remove=[version_of(entry("a", "").chunk)], add=entries())
    again = LexicalIndex.open(tmp_path / "lexical")
    assert (ids(again, "rain snow"), again.revision) == (["a"], 1)
    again.update(since=1, revision=2, add=[entry("b", "Snow fell.")])
    assert ids(again, "snow") == ["b"]


def test_files_of_a_killed_update_are_not_in_the_way_of_the_next(tmp_path: Path) -> None:
    folder, before = tmp_path / "lexical", tmp_path / "before"
    holding(tmp_path, entry("a", "Rain fell."), entry("b", "Snow fell."))
    shutil.copytree(folder, before)
    gone = [version_of(entry("a", "").chunk)]
    LexicalIndex.open(folder).update(since=1, revision=2, remove=gone)
    # Killed just before it was told: the new files are there and known, the old ones are still what counts.
    shutil.copytree(before, folder, ignore=shutil.ignore_patterns(".managed.json"), dirs_exist_ok=True)
    assert LexicalIndex.open(folder).revision == 1

    LexicalIndex.open(folder).update(since=1, revision=2, remove=gone)

    assert ids(LexicalIndex.open(folder), "rain snow") == ["b"]


@pytest.mark.parametrize("harm", ["truncated", "missing", "meta", "stamp"])
def test_damage_is_seen_on_opening_and_the_index_begins_anew(harm: str, tmp_path: Path) -> None:
    holding(tmp_path, entry("a", "Rain fell."))
    folder = tmp_path / "lexical"
    match harm:
        case "truncated":
            next(folder.glob("*.store")).write_bytes(b"")
        case "missing":
            next(folder.glob("*.term")).unlink()
        case "meta":
            (folder / "meta.json").write_text("x" * (folder / "meta.json").stat().st_size)
        case "stamp":
            (folder / "stamp.json").unlink()
    index = LexicalIndex.open(folder)
    assert index.revision == 0
    index.update(since=0, revision=3, add=[entry("b", "Snow fell.")])
    assert ids(index, "rain snow") == ["b"]


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnavailable, match="lexical index") as failure:
        LexicalIndex.open(tmp_path / "file" / "lexical")
    assert "\n" not in str(failure.value)
