"""What a user sees of bad input, through the commands: one clear sentence each, and nothing lost."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest

from ingest import cli
from ingest.cleaning.cleaner import clean
from qa_bot.cli.console import run
from qa_bot.cli.main import qa_bot
from qa_bot.types import Article

DAM = "Orrin dam opens\n\nThe dam above Orrin was opened on Friday by the engineer Maud Tiller.\n"
BRIDGE = "Bridge over the Sill\n\nThe old bridge over the Sill will be repaired from August.\n"


@dataclass(frozen=True)
class Said:
    exit_code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "dam.txt").write_text(DAM, encoding="utf-8")
    return folder


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs qa-ingest or qa-bot in a folder of its own, where the index lies at its default place."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QA_BOT__INGEST__LOCK_WAIT_S", "0")

    def called(name: str, *args: object) -> Said:
        command = cli.command if name == "qa-ingest" else qa_bot
        with pytest.raises(SystemExit) as ended:
            run(command, [str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Said(int(ended.value.code or 0), out, err)

    return called


def test_each_bad_file_is_one_line_and_the_good_ones_go_in(news: Path, call: Command) -> None:
    (news / "empty.txt").touch()
    (news / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (news / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    (news / "gone.txt").symlink_to("nowhere.txt")
    (news / "wire.jsonl").write_text(
        '{"id": "a", "text": "Rain fell on Varn."}\n{"id": "b"', encoding="utf-8"
    )
    said = call("qa-ingest", news)
    assert said.exit_code == 0
    assert said.out.startswith("Done: 2 added, 0 changed, 0 unchanged, 0 removed, 5 failed")
    reasons = dict(line.split(": ", 1) for line in said.err.splitlines())
    assert reasons["empty.txt"] == "is empty"
    assert reasons["image.txt"] == "is a binary file, not text"
    assert reasons["cut.pdf"].startswith("is a damaged PDF")
    assert reasons["gone.txt"] == "is a symbolic link to nothing or to itself and is not followed"
    assert reasons["wire.jsonl"] == "line 2 is not valid JSON: Expecting ',' delimiter at column 11"
    assert "Maud Tiller" in call("qa-bot", "search", "Orrin dam").out


@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's memory from /proc")
def test_huge_and_hostile_files_end_within_seconds_and_a_small_memory(tmp_path: Path, news: Path) -> None:
    for name in ("huge.txt", "huge.jsonl"):
        with (news / name).open("wb") as file:
            file.truncate(200_000_000)  # sparse
    (news / "nested.html").write_text("<div>" * 100_000 + "Rain fell on Varn.", encoding="utf-8")
    (news / "bomb.docx").write_bytes(zip_bomb(stated_size=300_000_000))
    (news / "liar.docx").write_bytes(zip_bomb(stated_size=1_000))
    script = (
        "import sys\n"
        "from ingest.cli import main\n"
        "try: main()\n"
        "finally: sys.stderr.write(next(line for line in open('/proc/self/status') if 'VmHWM' in line))\n"
    )
    command = [sys.executable, "-c", script, news, "--index", tmp_path / "index"]
    started = time.monotonic()
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    *reasons, peak = ended.stderr.splitlines()
    assert sorted(line.split(":")[0] for line in reasons) == [
        *("bomb.docx", "huge.jsonl", "huge.txt", "liar.docx", "nested.html"),
    ]
    assert int(peak.split()[1]) < 450_000  # kB
    assert time.monotonic() - started < 90


def zip_bomb(stated_size: int) -> bytes:
    """A DOCX of a third of a megabyte whose text has 300 MB."""
    plain = io.BytesIO()
    docx.Document().save(plain)
    packed = io.BytesIO()
    with zipfile.ZipFile(plain) as whole, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in whole.namelist():
            if name != "word/document.xml":
                bomb.writestr(name, whole.read(name))
        with bomb.open("word/document.xml", "w") as body:
            for _ in range(300):
                body.write(b"A" * 1_000_000)
    real = (300_000_000).to_bytes(4, "little")
    return packed.getvalue().replace(real, stated_size.to_bytes(4, "little"))


def test_a_long_line_of_a_large_text_is_read_in_seconds() -> None:
    text = "Rain fell on Varn.\n\n" + "The river Sill rose by a hand on that day. " * 500_000
    started = time.process_time()
    clean(Article("rain.txt", text, "Rain fell on Varn."))
    assert time.process_time() - started < 8


def test_a_file_name_that_is_no_text_is_an_article_like_any_other(news: Path, call: Command) -> None:
    Path(os.fsdecode(os.fsencode(news) + b"/caf\xe9.txt")).write_text(BRIDGE, encoding="utf-8")
    assert call("qa-ingest", news).out.startswith("Done: 2 added")
    assert call("qa-ingest", news).out.startswith("Done: 0 added, 0 changed, 2 unchanged")
    assert "caf\\xe9.txt" in call("qa-bot", "articles").out


def test_a_json_line_may_spell_what_no_database_keeps(news: Path, call: Command) -> None:
    (news / "wire.jsonl").write_text(
        '{"id": "\\ud800", "text": "Rain \\ud800 fell on Varn."}\n', encoding="utf-8"
    )
    assert call("qa-ingest", news).out.startswith("Done: 2 added")


def test_an_unmounted_folder_keeps_its_articles(news: Path, call: Command) -> None:
    call("qa-ingest", news)
    (news / "dam.txt").rename(news.parent / "dam.txt")
    emptied = call("qa-ingest", news)
    assert emptied.exit_code == 0 and "perhaps because it is not mounted" in emptied.out
    rebuilt = call("qa-ingest", news, "--rebuild")
    assert (rebuilt.exit_code, rebuilt.out) == (2, "")
    assert "would lose 1 of 1 articles" in rebuilt.err
    news.rmdir()
    assert call("qa-ingest", news).exit_code == 2
    assert "Maud Tiller" in call("qa-bot", "search", "Orrin dam").out


def test_a_rebuild_from_some_of_the_sources_names_the_others(
    news: Path, tmp_path: Path, call: Command
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    call("qa-ingest", news, other)
    for options in (["--rebuild"], ["--rebuild", "--dry-run"]):
        refused = call("qa-ingest", news, *options)
        assert refused.exit_code == 2
        assert len(refused.err.splitlines()) == 1 and str(other) in refused.err
    assert json.loads(call("qa-bot", "status", "--json").out)["index"]["articles"] == 2
    assert call("qa-ingest", news, "--rebuild", "--prune").out.startswith("Done: 1 added, 0 changed, 0 unch")
    assert json.loads(call("qa-bot", "status", "--json").out)["index"]["articles"] == 1


def test_a_rebuild_repairs_an_index_built_otherwise(
    news: Path, call: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("qa-ingest", news)
    monkeypatch.setenv("QA_BOT__INGEST__CHUNK_WORDS", "100")
    for name, *args in (["qa-ingest", news], ["qa-bot", "ask", "Who opened the dam?"]):
        refused = call(name, *args)
        assert (refused.exit_code, refused.out) == (4, "")
        assert "qa-ingest --rebuild" in refused.err and len(refused.err.splitlines()) == 1
    assert call("qa-ingest", news, "--rebuild").exit_code == 0
    assert "Maud Tiller" in call("qa-bot", "search", "Orrin dam").out


def test_an_empty_name_is_not_taken_for_the_current_folder(news: Path, call: Command) -> None:
    assert call("qa-ingest", "").exit_code == 2
    assert call("qa-ingest", news, "--index", "").exit_code == 2
    assert call("qa-bot", "status", "--index", "").exit_code == 2


def test_the_folder_named_wins_over_a_server_in_both_commands(
    news: Path, call: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMA_URL", "http://localhost:9")
    assert call("qa-ingest", news, "--index", "own").exit_code == 0
    assert call("qa-bot", "status", "--index", "own").exit_code == 0


def test_an_index_without_articles_says_how_to_fill_it(tmp_path: Path, call: Command) -> None:
    (tmp_path / "none").mkdir()
    call("qa-ingest", "none")
    assert "qa-ingest" in call("qa-bot", "articles").err
    doctor = call("qa-bot", "doctor")
    assert doctor.exit_code == 4 and "has no articles yet" in doctor.out
