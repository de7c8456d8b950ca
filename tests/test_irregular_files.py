"""Pipes, sockets and devices among articles: none is opened, so none is waited for."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ingest.scan.folders import count, find
from ingest.scan.source_file import Problem, SourceFile
from ingest.scan.web.address import listed
from qa_bot.errors import ArticleError, UsageError


def found(*paths: Path) -> list[SourceFile]:
    return [each for each in find(paths, 1) if isinstance(each, SourceFile)]


def problems(*paths: Path) -> list[Problem]:
    return [each for each in find(paths, 1) if isinstance(each, Problem)]


def test_a_pipe_with_an_articles_name_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (source_file,) = found(tmp_path)
    with pytest.raises(ArticleError, match="is a pipe, device or socket, not a file; save what it gives"):
        source_file.read()


def test_a_pipe_among_json_lines_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "wire.jsonl")
    (tmp_path / "a.txt").write_text("The ferry sank.")

    article, problem = sorted(find([tmp_path], 1), key=lambda each: each.doc)

    assert article.doc == "a.txt"
    assert isinstance(problem, Problem) and "is a pipe" in problem.reason and problem.hides
    assert count([tmp_path]) == 1


def test_a_socket_with_an_articles_name_is_a_problem(tmp_path: Path) -> None:
    for name in ("wire.jsonl", "a.txt"):
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(os.path.relpath(tmp_path / name))  # a full path may be too long

    source_file, problem = sorted(find([tmp_path], 1), key=lambda each: each.doc)

    assert isinstance(problem, Problem) and "socket" in problem.reason
    assert isinstance(source_file, SourceFile)
    with pytest.raises(ArticleError, match="socket"):
        source_file.read()


def test_a_device_behind_a_link_given_outright_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "zero.jsonl").symlink_to("/dev/zero")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")

    (problem,) = find([tmp_path / "zero.jsonl"], 1)
    (source_file,) = found(tmp_path / "zero.txt")

    assert isinstance(problem, Problem) and "device" in problem.reason
    with pytest.raises(ArticleError, match="device"):
        source_file.read()


def test_a_pipe_named_outright_is_told_what_to_do(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fd")

    (problem,) = find([tmp_path / "fd"], 1)

    assert isinstance(problem, Problem)
    assert problem.reason == (
        "is a pipe, device or socket, not a file; save what it gives as a file, and ingest that"
    )


def test_a_file_that_becomes_a_pipe_while_it_is_opened_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("The ferry sank.")
    looked_at = path.stat()
    (source_file,) = found(path)
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: looked_at)

    with pytest.raises(ArticleError, match="is a pipe"):
        source_file.read()


def test_a_list_of_addresses_that_is_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pages.urls")

    with pytest.raises(UsageError, match=r"The list '.*pages\.urls' is a pipe"):
        listed(tmp_path / "pages.urls")
