"""A watching ingest follows what happens in its folders, and looks at nothing else."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from support.news_folder import FERRY, OLIVES
from support.watching import FOLLOW, Start, Watching

from ingest.pipeline import ingest
from ingest.watch import Rhythm
from qa_bot.index import Index
from qa_bot.settings import Settings

pytest_plugins = ["support.news_fixtures", "support.watch_fixtures"]


@pytest.fixture
def settle_s() -> float:
    return 0.2


@pytest.fixture
def settings(tmp_path: Path, settle_s: float) -> Settings:
    rhythm = {"settle_s": settle_s, "every_s": 600, "retry_s": 0.5}
    return Settings.load(index={"path": tmp_path / "index"}, watch=rhythm)


def test_what_is_added_changed_renamed_and_removed_is_followed(start: Start, news: Path) -> None:
    watching = start(news)
    assert len(watching.reports[0].added) == 3

    (news / "mayor.txt").write_text("The mayor of Brück opened a library. It has 4,000 books.")
    watching.until(lambda: "mayor.txt" in watching.texts())
    (news / "mayor.txt").write_text("The mayor of Brück opened a library. It has 5,000 books.")
    watching.until(lambda: "5,000" in watching.texts()["mayor.txt"])
    (news / "mayor.txt").rename(news / "south" / "library.txt")
    watching.until(lambda: "south/library.txt" in watching.texts() and "mayor.txt" not in watching.texts())
    (news / "south" / "library.txt").unlink()
    watching.until(lambda: "south/library.txt" not in watching.texts())

    assert len(watching.texts()) == 3 and watching.warnings == []


def test_only_what_changed_is_looked_at(start: Start, news: Path) -> None:
    watching = start(news)

    (news / "ferry.txt").write_text(FERRY + "It was towed to Brück.")
    watching.until(lambda: len(watching.reports) > 1)

    assert (watching.reports[1].changed, watching.reports[1].unchanged) == (("ferry.txt",), ())


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settle_s", [1.5])  # no pause of a writer on a busy machine is as long
def test_a_file_that_is_still_being_written_waits(start: Start, news: Path) -> None:
    watching = start(news)

    with (news / "long.txt").open("w") as file:
        for n in range(25):
            file.write(f"Sentence {n} of a long report about the harbour of Elsmouth. ")
            file.flush()
            time.sleep(0.08)
    watching.until(lambda: "Sentence 24" in watching.texts().get("long.txt", ""))

    assert sum("long.txt" in each.added + each.changed for each in watching.reports) < 3


def test_a_folder_moved_in_and_out_again_is_followed(start: Start, news: Path, tmp_path: Path) -> None:
    watching = start(news, prune=True)

    (news / "south").rename(tmp_path / "elsewhere")
    watching.until(lambda: "south/olives.md" not in watching.texts())
    (tmp_path / "elsewhere").rename(news / "back")
    watching.until(lambda: "back/olives.md" in watching.texts())


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize("settle_s", [1.5])
def test_many_removals_are_judged_together(start: Start, news: Path) -> None:
    for n in range(9):
        (news / f"wire{n}.txt").write_text(f"{OLIVES} It was the {n}th.")
    watching = start(news)

    for path in sorted(news.glob("wire*.txt")):
        path.unlink()
        time.sleep(0.05)
    watching.until(lambda: any("9 of 12" in note for each in watching.reports for note in each.notes))

    assert len(watching.texts()) == 12


def test_another_ingest_goes_between_and_both_are_kept(
    either: Settings, start: Start, news: Path, tmp_path: Path
) -> None:
    watching = start(news)
    (tmp_path / "wire").mkdir()
    (tmp_path / "wire" / "comet.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")

    ingest([tmp_path / "wire"], either)
    (news / "ferry.txt").write_text(FERRY + "It was towed to Brück.")
    watching.until(lambda: "towed" in watching.texts()["ferry.txt"])

    index = Index.open(either)
    assert len(watching.texts()) == 4 and index.chunk_count() == 4
    assert {one.id for one in index.list_articles()} >= {"comet.txt", "ferry.txt"}


def test_a_single_file_is_followed_through_replacements(start: Start, tmp_path: Path) -> None:
    wire = tmp_path / "wire.jsonl"
    wire.write_text(json.dumps({"id": "w1", "text": FERRY}) + "\n")
    watching = start(wire)

    for n in (2, 3):
        (tmp_path / "new").write_text(wire.read_text() + json.dumps({"id": f"w{n}", "text": OLIVES}) + "\n")
        (tmp_path / "new").replace(wire)
        watching.until(lambda n=n: f"w{n}" in watching.texts())


def test_an_index_inside_the_folder_does_not_keep_it_busy(news: Path) -> None:
    settings = Settings.load(index={"path": news / "index"}, watch={"settle_s": 0.1, "every_s": 600})
    watching = Watching(settings, news, rhythm=FOLLOW)
    watching.thread.start()
    watching.until(lambda: watching.reports)

    (news / "comet.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    watching.until(lambda: len(watching.reports) == 2)
    quiet = any(rests(settings) for _ in range(5))  # a run of its own making would be followed by the next
    watching.stop.set()
    watching.thread.join()

    assert quiet


def rests(settings: Settings) -> bool:
    """Whether no run ends within a while."""
    before = Index.open(settings).state().ingested_at
    time.sleep(1.5)
    return Index.open(settings).state().ingested_at == before


def test_every_looks_again_without_following(start: Start, news: Path) -> None:
    watching = start(news, rhythm=Rhythm(0.5, follow=False))

    (news / "comet.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    watching.until(lambda: len(watching.reports) == 2)

    assert watching.reports[1].added == ("comet.txt",)
