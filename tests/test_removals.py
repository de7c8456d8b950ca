"""What an ingest removes, and what it keeps because its absence may be a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.news_folder import FERRY, OLIVES, indexed, run, write, write_lines

from qa_bot.settings import Settings

pytest_plugins = ["support.news_fixtures"]


def test_a_removed_file_is_removed_and_its_copies_elsewhere_stay(settings: Settings, news: Path) -> None:
    write(news / "copy.txt", FERRY)
    run(settings, news)
    (news / "ferry.txt").unlink()

    report = run(settings, news)

    assert report.removed == ("ferry.txt",)
    assert set(indexed(settings)) == {"copy.txt", "trains.txt", "south/olives.md"}


def test_many_removals_need_prune(settings: Settings, news: Path) -> None:
    run(settings, news)
    (news / "ferry.txt").unlink()
    (news / "trains.txt").unlink()

    asked = run(settings, news)
    told = run(settings, news, prune=True)

    assert asked.removed == () and "2 of 3 articles" in asked.notes[0] and "--prune" in asked.notes[0]
    assert told.removed == ("ferry.txt", "trains.txt") and told.notes == ()


def test_no_prune_removes_nothing_and_says_nothing(settings: Settings, news: Path) -> None:
    run(settings, news)
    (news / "ferry.txt").unlink()

    report = run(settings, news, prune=False)

    assert (report.removed, report.notes, len(indexed(settings))) == ((), (), 3)


def test_a_folder_that_lost_everything_is_taken_for_unmounted(settings: Settings, news: Path) -> None:
    run(settings, news)
    shutil.rmtree(news)
    news.mkdir()

    report = run(settings, news)

    assert report.removed == () and "not mounted" in report.notes[0]
    assert len(indexed(settings)) == 3


def test_an_empty_folder_that_never_had_any_is_said_to_be_empty(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()

    report = run(settings, tmp_path / "none")

    assert report.added == () and "No articles were found" in report.notes[0]


def test_other_sources_are_left_alone(settings: Settings, news: Path, tmp_path: Path) -> None:
    run(settings, news)
    write(tmp_path / "wire" / "a.txt", "A comet was seen over Ardal. It comes back in 76 years.")

    report = run(settings, tmp_path / "wire")

    assert (report.added, report.removed, len(indexed(settings))) == (("a.txt",), (), 4)


def test_a_line_that_left_its_file_is_removed(settings: Settings, tmp_path: Path) -> None:
    lines = [{"id": f"w{n}", "text": f"{OLIVES} It was the {n}th."} for n in range(4)]
    path = write_lines(tmp_path / "wire.jsonl", *lines)
    run(settings, path)
    write_lines(path, *lines[1:])

    report = run(settings, path)

    assert (report.removed, len(report.unchanged)) == (("w0",), 3)


def test_renamed_files_are_renamed_however_many(settings: Settings, news: Path) -> None:
    run(settings, news)
    for name in ("ferry.txt", "trains.txt"):
        (news / name).rename(news / f"2024-{name}")

    report = run(settings, news)

    assert (report.removed, report.notes) == (("ferry.txt", "trains.txt"), ())
    assert set(report.added) == {"2024-ferry.txt", "2024-trains.txt"}
