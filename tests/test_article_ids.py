"""Which article a file is: no two share an id, and none loses it when its folder moves."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.news_folder import FERRY, OLIVES, TRAIN, indexed, run, write

from ingest.pipeline import Options, ingest
from qa_bot.settings import Settings

pytest_plugins = ["support.news_fixtures"]


def test_the_same_name_in_two_folders_is_two_articles(settings: Settings, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write(one / "x.txt", FERRY)
    write(two / "x.txt", OLIVES)

    first, second = run(settings, one, two), run(settings, two, one)

    assert first.added == ("x.txt", "two/x.txt")
    assert set(second.unchanged) == {"x.txt", "two/x.txt"}
    assert indexed(settings)["two/x.txt"].text == OLIVES


def test_two_folders_of_one_name_do_not_share_ids(settings: Settings, tmp_path: Path) -> None:
    folders = [tmp_path / parent / "news" for parent in ("a", "b", "c")]
    for n, folder in enumerate(folders):
        write(folder / "x.txt", f"{TRAIN} Edition {n}.")

    report = run(settings, *folders)

    assert report.added[:2] == ("x.txt", "news/x.txt") and report.added[2].endswith("/x.txt")
    assert set(run(settings, *reversed(folders)).unchanged) == set(report.added)


def test_two_files_with_the_same_content_are_two_articles_of_one_story(
    settings: Settings, tmp_path: Path
) -> None:
    write(tmp_path / "n" / "a.txt", FERRY)
    write(tmp_path / "n" / "b.txt", FERRY)

    report = run(settings, tmp_path / "n")

    known = indexed(settings)
    assert report.added == ("a.txt", "b.txt")
    assert known["a.txt"].signature == known["b.txt"].signature != ""


def test_a_file_given_alone_is_the_article_of_its_folder(settings: Settings, news: Path) -> None:
    run(settings, news)
    write(news / "south" / "olives.md", OLIVES + "Prices doubled.\n")
    write(news / "south" / "almonds.md", "Almond trees bloom early in Sant Pere. Bees are late.")

    report = run(settings, news / "south" / "olives.md", news / "south" / "almonds.md")

    assert (report.changed, report.added) == (("south/olives.md",), ("south/almonds.md",))
    assert (report.removed, report.notes) == ((), ())
    assert len(run(settings, news).unchanged) == 4


def test_a_moved_folder_is_the_same_source(settings: Settings, news: Path, tmp_path: Path) -> None:
    run(settings, news)
    news.rename(tmp_path / "archive")

    report = run(settings, tmp_path / "archive")
    again = run(settings, tmp_path / "archive")

    assert len(report.unchanged) == len(again.unchanged) == 3 and report.chunks == 0
    assert indexed(settings)["ferry.txt"].path == str(tmp_path / "archive" / "ferry.txt")
    assert {article.source for article in indexed(settings).values()} == {str(tmp_path / "archive")}


def test_a_copied_folder_is_another_source(settings: Settings, news: Path, tmp_path: Path) -> None:
    run(settings, news)
    shutil.copytree(news, tmp_path / "copy")

    assert len(run(settings, tmp_path / "copy").added) == 3


def test_a_renamed_file_keeps_its_versions(settings: Settings, news: Path) -> None:
    run(settings, news)
    first = indexed(settings)["ferry.txt"].content_hash
    write(news / "ferry.txt", TRAIN)
    run(settings, news)
    (news / "ferry.txt").rename(news / "line.txt")

    report = run(settings, news)

    assert report.added == ("line.txt",) and report.removed == ("ferry.txt",)
    assert [version.content_hash for version in indexed(settings)["line.txt"].history] == [first]


def test_a_copied_file_has_no_versions(settings: Settings, news: Path) -> None:
    run(settings, news)
    write(news / "ferry.txt", TRAIN)
    run(settings, news)
    write(news / "copy.txt", TRAIN)

    run(settings, news)

    assert indexed(settings)["copy.txt"].history == () and len(indexed(settings)["ferry.txt"].history) == 1


def test_versions_survive_a_rebuild_in_which_a_file_was_renamed(settings: Settings, news: Path) -> None:
    run(settings, news)
    write(news / "ferry.txt", TRAIN)
    run(settings, news)
    (news / "ferry.txt").rename(news / "line.txt")

    ingest([news], settings, Options(rebuild=True, prune=True))

    assert len(indexed(settings)["line.txt"].history) == 1
