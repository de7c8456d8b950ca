"""Ingests the demo articles into ./.demo and asks a few questions, showing each command it runs."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from qa_bot.errors import IndexMismatch

PACKAGED = Path(__file__).parent
FOLDER = Path(".demo")
ARTICLES = FOLDER / "articles"
INDEX = FOLDER / "index"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m qa_bot.cli.demo", description=__doc__)
    parser.add_argument("--update", action="store_true", help="add, change and remove an article first")
    if parser.parse_args().update:
        update(ARTICLES)
    else:
        lay_out(ARTICLES)
    if code := _ingest():
        return code
    questions = (PACKAGED / "questions.txt").read_text(encoding="utf-8").splitlines()
    codes = (_run("qa-bot", "ask", question) for question in questions)
    return next((code for code in codes if code), 0)  # the first that fails is the last one run


def _ingest() -> int:
    """Again from the start where an index lies there that another version or setting made."""
    code = _run("qa-ingest", str(ARTICLES))
    return _run("qa-ingest", str(ARTICLES), "--rebuild") if code == IndexMismatch.exit_code else code


def lay_out(articles: Path) -> None:
    """The articles as they are shipped, whatever the folder held before."""
    shutil.rmtree(articles, ignore_errors=True)
    shutil.copytree(PACKAGED / "articles", articles)


def update(articles: Path) -> None:
    """The articles as they look later: one new, one in a new version, one gone."""
    lay_out(articles)
    shutil.copytree(
        PACKAGED / "update", articles, dirs_exist_ok=True, ignore=shutil.ignore_patterns("removed.txt")
    )
    for name in (PACKAGED / "update" / "removed.txt").read_text(encoding="utf-8").split():
        (articles / name).unlink()


def _run(command: str, *arguments: str) -> int:
    """Shows a command on the demo's index and runs it; its output goes where ours goes."""
    line = [command, *arguments, "--index", str(INDEX)]
    sys.stdout.write(f"\n$ {shlex.join(line)}\n")
    sys.stdout.flush()
    executable = Path(sysconfig.get_path("scripts")) / command
    return subprocess.run([executable, *line[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
