"""qa-ingest: the summary on standard output, everything else on standard error, an exit code that tells."""

from __future__ import annotations

import errno
import json
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from filelock import FileLock
from support.interrupts import heard

from ingest import pipeline, watch
from ingest.cli import command, main
from ingest.executors import local
from ingest.run import IngestReport
from ingest.watch import Listener, Rhythm
from qa_bot.cli.console import run
from qa_bot.cli.main import qa_bot
from qa_bot.errors import ModelUnavailable
from qa_bot.settings import Settings

FERRY = "The ferry Margarethe ran aground off Elsmouth on Tuesday. Divers found a tear in the hull.\n"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY, encoding="utf-8")
    (folder / "blank.txt").write_text("\n", encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def exit_code(*args: object) -> int:
    with pytest.raises(SystemExit) as ended:
        run(command, [str(arg) for arg in args])
    return int(ended.value.code or 0)


def test_the_summary_counts_what_was_done(
    news: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = exit_code(news, "--index", index)

    out, err = capsys.readouterr()
    assert code == 0
    assert out.startswith("Done: 1 added, 0 changed, 0 unchanged, 0 removed, 1 failed; 1 chunk embedded in ")
    assert err == "blank.txt: is empty\n"


def test_json_is_one_object_with_every_doc_id(
    news: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code(news, "--index", index, "--json")

    said = json.loads(capsys.readouterr().out)
    assert said["added"] == ["ferry.txt"] and said["failed"] == [{"doc": "blank.txt", "reason": "is empty"}]
    assert said["chunks"] == 1 and said["index"]["articles"] == 1 and said["index"]["revision"] > 0


def test_a_dry_run_leaves_no_index(news: Path, index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(news, "--index", index, "--dry-run") == 0

    assert capsys.readouterr().out.startswith("Would be done: 1 added")
    assert not index.exists()


def test_a_dry_run_takes_no_damaged_index_for_none(
    news: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (index / "chroma").mkdir(parents=True)
    (index / "chroma" / "chroma.sqlite3").write_bytes(b"no database at all" * 100)

    assert exit_code(news, "--index", index, "--dry-run") == 4
    assert "is damaged" in capsys.readouterr().err


def test_nothing_readable_is_a_failure(news: Path, index: Path) -> None:
    (news / "ferry.txt").unlink()

    assert exit_code(news, "--index", index) == 1


def test_an_empty_folder_is_no_failure_but_is_said(
    tmp_path: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none").mkdir()

    assert exit_code(tmp_path / "none", "--index", index) == 0
    assert "No articles were found" in capsys.readouterr().out


def test_files_of_other_kinds_are_counted_by_kind(
    news: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.xyz", "sub/b.XYZ", "c.key", "Talk with Dr. Holm", ".hidden.xyz", ".git/x.xyz", "p.urls"):
        (news / name).parent.mkdir(exist_ok=True)
        (news / name).touch()
    own = news / "index"

    exit_code(news, "--index", own)
    assert "4 files of kinds that are not read: .xyz 2, .key 1, no suffix 1." in capsys.readouterr().out
    exit_code(news, "--index", own, "--json")
    said = json.loads(capsys.readouterr().out)
    shown = CliRunner().invoke(qa_bot, ["status", "--index", str(own)]).output
    told = json.loads(CliRunner().invoke(qa_bot, ["status", "--json", "--index", str(own)]).output)

    kinds = [{"kind": ".xyz", "files": 2}, {"kind": ".key", "files": 1}, {"kind": "no suffix", "files": 1}]
    assert said["unread"] == told["index"]["unread"] == kinds
    assert "not read  .xyz 2, .key 1, no suffix 1\n" in shown


def test_nothing_but_other_kinds_is_a_failure(
    tmp_path: Path, index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n").mkdir()
    (tmp_path / "n" / "a.xyz").touch()

    assert exit_code(tmp_path / "n", "--index", index) == 1
    assert "1 file of a kind that is not read: .xyz 1." in capsys.readouterr().out


def test_a_missing_path_is_a_usage_error(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("nowhere", "--index", index) == 2

    assert "'nowhere'" in capsys.readouterr().err
    assert not index.exists()


@pytest.mark.parametrize("named", ["ftp://example.org/feed", "http://", "http://["])
def test_what_is_no_address_is_a_usage_error(
    index: Path, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(named, "--index", index) == 2
    assert f"{named!r} is no http or https address" in capsys.readouterr().err


def test_an_unknown_option_is_a_usage_error(news: Path) -> None:
    assert exit_code(news, "--fast") == 2
    assert exit_code() == 2


def test_a_second_ingest_at_once_says_who_holds_the_index(
    news: Path, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_code(news, "--index", index)
    monkeypatch.setenv("QA_BOT__INGEST__LOCK_WAIT_S", "0")
    (lock,) = index.rglob("articles.lock")

    with FileLock(lock):
        assert exit_code(news, "--index", index) == 4

    assert (
        capsys.readouterr().err.count("\n") == 2
    )  # the failed file of the first, the sentence of the second


def test_an_unreachable_model_ends_with_its_sentence(
    news: Path, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable(settings: object) -> None:
        raise ModelUnavailable("The embeddings server does not answer; start it.")

    monkeypatch.setattr(local, "build_embedder", unreachable)

    assert exit_code(news, "--index", index) == 5
    assert "does not answer" in capsys.readouterr().err


def test_a_full_disk_is_one_sentence(
    news: Path, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> IngestReport:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/index")

    monkeypatch.setattr(pipeline, "ingest", full)

    assert exit_code(news, "--index", index) == 1
    assert capsys.readouterr().err == (
        "The disk is full (/data/index); free some space and run the command again.\n"
    )


def test_help_has_an_example_and_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code("--help") == 0

    out = capsys.readouterr().out
    assert "qa-ingest news/" in out and "Exit codes" in out


@pytest.mark.parametrize("time", ["15", "soon", "0m", "-5m", "5 m"])
def test_a_time_that_is_none_is_a_usage_error(
    news: Path, index: Path, time: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(news, "--index", index, f"--every={time}") == 2

    assert "15m" in capsys.readouterr().err and not index.exists()


@pytest.mark.parametrize("option", ["--dry-run", "--rebuild"])
def test_what_is_done_once_does_not_go_with_watching(news: Path, index: Path, option: str) -> None:
    assert exit_code(news, "--index", index, "--watch", option) == 2
    assert not index.exists()


def test_watching_prints_a_line_a_run_and_ends_when_stopped(
    news: Path, index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def watched(
        named: object, settings: object, options: object, rhythm: Rhythm, listener: Listener, stop: object
    ) -> None:
        listener.say(pipeline.ingest([news], Settings.load(index={"path": index})))
        listener.warn(f"Every {rhythm.every_s:g} s, {rhythm.follow}.")

    monkeypatch.setattr(watch, "watch", watched)

    assert exit_code(news, "--index", index, "--watch", "--every", "15m") == 0
    out, err = capsys.readouterr()
    assert "Done: 1 added" in out and out.count("\n") == 1
    assert "blank.txt: is empty" in err and "Every 900 s, True." in err


def test_the_status_names_what_failed(news: Path, index: Path) -> None:
    exit_code(news, "--index", index)

    shown = CliRunner().invoke(qa_bot, ["status", "--index", str(index)]).output
    said = json.loads(CliRunner().invoke(qa_bot, ["status", "--json", "--index", str(index)]).output)

    assert "1 failed" in shown and "blank.txt: is empty" in shown
    assert said["index"]["failures"] == [{"doc": "blank.txt", "reason": "is empty"}]
    assert said["index"]["failed"] == 1 and said["index"]["ingested_at"].startswith("20")


def test_an_interrupt_ends_with_one_sentence_and_the_next_run_finishes(tmp_path: Path, index: Path) -> None:
    lines = tmp_path / "wire.jsonl"
    records = ({"id": f"w{n}", "text": f"{FERRY} It was ferry {n}."} for n in range(3_000))
    lines.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", "from ingest.cli import main; main()", str(lines), "--index", str(index)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heard,
    )
    while not index.exists() and process.poll() is None:
        time.sleep(0.05)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):  # an import of a library may swallow the first
            process.wait(timeout=5)
    out, err = process.communicate()

    assert (process.returncode, out, err.strip()) == (130, "", "Interrupted; what was finished is kept.")
    assert exit_code(lines, "--index", index) == 0


def test_main_is_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["qa-ingest", "--help"])

    with pytest.raises(SystemExit):
        main()

    assert "PATH" in capsys.readouterr().out
