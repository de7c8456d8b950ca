"""Files that cannot be read: reported, not tried again in vain, and their earlier versions kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support.news_folder import FERRY, OLIVES, indexed, run, write, write_lines

from ingest import pipeline
from ingest.executors import local
from ingest.pipeline import Options, ingest
from ingest.run import Failure
from qa_bot.index import Index
from qa_bot.index.failures import read_failures
from qa_bot.index.status import read_status
from qa_bot.rendering.text import status_text
from qa_bot.settings import Settings
from qa_bot.types import Spent

pytest_plugins = ["support.news_fixtures"]


def test_a_bad_file_is_reported_and_keeps_its_old_version(settings: Settings, news: Path) -> None:
    run(settings, news)
    (news / "ferry.txt").write_bytes(bytes(range(256)) * 40)
    write(news / "new.txt", "The mayor of Brück opened a library. It has 4,000 books.")

    report = run(settings, news)

    assert [failure.doc for failure in report.failed] == ["ferry.txt"] and report.added == ("new.txt",)
    assert report.removed == () and indexed(settings)["ferry.txt"].text == FERRY


def test_a_broken_line_keeps_the_known_articles_of_its_file(settings: Settings, tmp_path: Path) -> None:
    lines = [{"id": f"w{n}", "text": f"{OLIVES} It was the {n}th."} for n in range(4)]
    path = write_lines(tmp_path / "wire.jsonl", *lines)
    run(settings, path)
    path.write_text(path.read_text().replace('"id": "w2"', '"id": w2'))

    report = run(settings, path)

    assert report.removed == () and len(report.unchanged) == 3 and "line 3" in report.failed[0].reason
    assert set(indexed(settings)) == {"w0", "w1", "w2", "w3"}


def test_an_empty_file_is_no_failure_of_the_run(settings: Settings, news: Path) -> None:
    write(news / "empty.txt", " \n\n")

    report = run(settings, news)

    assert report.failed == (Failure("empty.txt", "is empty"),) and len(report.added) == 3
    assert not report.nothing_read


def test_bytes_that_could_not_be_read_are_not_tried_again(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "bad.pdf").write_bytes(b"%PDF-1.7 nonsense")
    first = run(settings, news)
    monkeypatch.setattr(local, "build_embedder", lambda settings: pytest.fail("something was parsed"))

    second = run(settings, news)

    assert second.failed == first.failed and [each.doc for each in first.failed] == ["bad.pdf"]
    assert [each.doc for each in read_failures(settings)] == ["bad.pdf"]
    assert Index.open(settings).state().failed == 1


def test_a_rebuild_tries_again_what_failed(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "bad.pdf").write_bytes(b"%PDF-1.7 nonsense")
    run(settings, news)
    tried: list[str] = []
    batches = pipeline.batches
    monkeypatch.setattr(
        pipeline,
        "batches",
        lambda changes, of: batches((tried.append(each.file.doc) or each for each in changes), of),
    )

    ingest([news], settings, Options(rebuild=True))

    assert "bad.pdf" in tried


def test_a_failure_is_forgotten_with_its_file_and_by_no_other_source(
    settings: Settings, news: Path, tmp_path: Path
) -> None:
    (news / "bad.pdf").write_bytes(b"%PDF-1.7 nonsense")
    run(settings, news)
    write(tmp_path / "wire" / "comet.txt", "A comet was seen over Ardal. It comes back in 76 years.")
    run(settings, tmp_path / "wire")
    kept = read_failures(settings)
    (news / "bad.pdf").unlink()
    run(settings, news)

    assert [each.doc for each in kept] == ["bad.pdf"] and read_failures(settings) == ()
    assert Index.open(settings).state().failed == 0


def test_readers_on_other_hosts_know_the_first_failures(
    server_settings: Settings, news: Path, tmp_path: Path
) -> None:
    for n in range(30):
        (news / f"{'blank' * 20}-{n:02}.txt").touch()
    run(server_settings, news)
    index = server_settings.index.model_copy(update={"path": tmp_path / "elsewhere"})

    here, there = (
        read_status(server_settings),
        read_status(server_settings.model_copy(update={"index": index})),
    )

    assert here.state.failed == there.state.failed == len(here.failures) == 30
    assert [one.doc for one in there.failures] == [one.doc for one in here.failures[: len(there.failures)]]
    assert 20 < len(there.failures) < 30 and {one.reason for one in there.failures} == {"is empty"}
    spent, prices = Spent(date(2026, 12, 1), 0, 0.0), server_settings.cost
    assert status_text(here, spent, prices).endswith("… and 10 more; --json lists all.")
    assert status_text(there, spent, prices).endswith("… and 10 more; the ingest names them.")
