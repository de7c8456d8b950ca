"""The wheel is complete and the README tells the truth."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from qa_bot.cli.main import qa_bot

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(folder.glob("*.whl"))) as archive:
        return set(archive.namelist())


def block(language: str, after: str) -> str:
    """The first fenced block of the README after a heading."""
    _, _, rest = README.partition(f"## {after}\n")
    assert rest, f"the README has no section {after!r}"
    fenced = re.search(rf"```{language}\n(.*?)```", rest, re.DOTALL)
    assert fenced
    return fenced[1]


def test_the_wheel_brings_settings_models_and_demo_articles(wheel: set[str]) -> None:
    assert {
        "qa_bot/default.toml",
        "qa_bot/slack-manifest.json",
        "qa_bot/models/data/minilm-vocab.txt",
        "qa_bot/text/english.toml",
        "qa_bot/text/languages.toml",
        "qa_bot/text/units.toml",
        "qa_bot/cli/demo/questions.txt",
    } <= wheel
    shipped = {path.relative_to(ROOT).as_posix() for path in (ROOT / "qa_bot" / "cli" / "demo").glob("*/*.*")}
    assert {path for path in shipped if "__pycache__" not in path} <= wheel


def test_the_wheel_brings_every_module_and_no_tests(wheel: set[str]) -> None:
    modules = {
        path.relative_to(ROOT).as_posix()
        for package in ("qa_bot", "ingest")
        for path in (ROOT / package).rglob("*.py")
    }
    assert modules <= wheel
    assert not [name for name in wheel if name.startswith(("tests/", "config/"))]


def test_the_constraints_name_exact_versions_and_no_places() -> None:
    lines = (ROOT / "config" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    assert all(re.fullmatch(r"[a-z0-9._-]+==[^ ;]+( ; .+)?", pin) for pin in pins)


def test_the_readme_shows_the_real_help() -> None:
    shown = CliRunner().invoke(qa_bot, ["--help"], prog_name="qa-bot", terminal_width=80).output
    assert block("text", "Commands") == shown


def test_the_map_of_the_readme_names_every_wing_and_nothing_else() -> None:
    lines = block("text", "Files").splitlines()
    assert len(lines) <= 40
    named = set(tree(lines))
    wings = {
        path.relative_to(ROOT).as_posix()
        for package in ("qa_bot", "ingest")
        for path in (ROOT / package).iterdir()
        if path.name not in {"__init__.py", "__main__.py", "__pycache__", "py.typed"}
    }
    assert wings - named == set()
    assert [name for name in named if not (ROOT / name).exists()] == []


def tree(lines: list[str]) -> list[str]:
    """Paths of an indented listing: two spaces a level, folders end with a slash, two spaces end a name."""
    names: list[str] = []
    folders: list[str] = []
    for line in filter(str.strip, lines):
        depth = (len(line) - len(line.lstrip())) // 2
        name = re.split(r"\s{2,}", line.strip())[0]
        folders = folders[:depth]
        names.append("".join(folders) + name.rstrip("/"))
        if name.endswith("/"):
            folders.append(name)
    return names
