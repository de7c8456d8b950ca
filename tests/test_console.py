"""How a command ends when it does not end well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from support.interrupts import heard

from qa_bot.cli import console


@pytest.mark.parametrize(
    ("module", "command"),
    [
        ("qa_bot.cli.main", ["qa_bot", "ask", "Who?"]),
        ("qa_bot.responder", ["qa_bot", "ask", "Who?"]),
        ("ingest.cli", ["ingest", "news"]),
    ],
)
def test_ctrl_c_while_the_command_loads_is_quiet(tmp_path: Path, module: str, command: list[str]) -> None:
    loading = "import os, signal\nclass Finder:\n    def find_spec(self, name, *_):\n"
    loading += f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
    (tmp_path / "sitecustomize.py").write_text(f"{loading}import sys\nsys.meta_path.insert(0, Finder())\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    whole = [sys.executable, "-m", *command]
    ended = subprocess.run(whole, capture_output=True, text=True, env=env, cwd=tmp_path, preexec_fn=heard)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_a_defect_ends_in_a_sentence_and_shows_its_trace_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def broken() -> None:
        raise ZeroDivisionError("by zero")

    with pytest.raises(SystemExit) as ended:
        console.run(broken, [])
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "Something went wrong inside (ZeroDivisionError: by zero); QA_BOT_TRACE=1 shows where.\n"
    )
    monkeypatch.setenv("QA_BOT_TRACE", "1")
    with pytest.raises(ZeroDivisionError):
        console.run(broken, [])


def test_output_that_was_closed_is_no_defect(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m qa_bot why --json --index "{tmp_path}/index" >&-'
    ended = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
