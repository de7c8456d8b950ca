"""The lines of a JSONL file as sources: one article a line, named by its id."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingest.formats.record import Record
from ingest.scan.parts import Named, Parts, problem
from ingest.scan.source_file import MB, Problem, SourceFile, opened
from qa_bot.errors import ArticleError

SUFFIXES = (".jsonl", ".ndjson")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def lines(file: SourceFile) -> Iterator[SourceFile | Problem]:
    """The article of each line, or why it is none."""
    try:
        with opened(file.path) as opened_file:
            if opened_file.read(2) in _UTF_16:
                raise ArticleError("is in UTF-16; save it as UTF-8")
            opened_file.seek(0)
            yield from Parts(file, "line").sources(_bounded_lines(opened_file, file.max_bytes), named)
    except ArticleError as error:
        yield problem(file, str(error))
    except OSError as error:
        yield problem(file, f"cannot be read: {error.strerror}")


def count(path: Path) -> int:
    """How many lines it has; 0 where it cannot be read."""
    try:
        with opened(path) as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(MB), b""))
    except (ArticleError, OSError):
        return 0


def has_line_of(path: Path, size: int) -> bool:
    """Whether a line has that many bytes or more. Raises OSError and ArticleError."""
    with opened(path) as file:
        return any(len(line) >= size for line in iter(lambda: file.readline(size), b""))


def named(raw: bytes) -> Named:
    """A record's id is its `id`, or its address where there is none: line numbers would move.

    Raises ArticleError for what is no record.
    """
    loaded = parsed(raw)
    if not isinstance(loaded, dict):
        raise ArticleError("is not a JSON object")
    record = Record.of(loaded)
    return Named(record.id, bool(record.text or record.summary))


def parsed(raw: bytes) -> object:
    """Raises ArticleError that says where it is no JSON."""
    try:
        return json.loads(raw)
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        where = f"line {error.lineno}, column" if error.lineno > 1 else "column"
        raise ArticleError(f"is not valid JSON: {what} at {where} {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is not valid JSON: {error}") from None


def _bounded_lines(file: BinaryIO, max_bytes: int) -> Iterator[bytes]:
    """Lines, each cut after max_bytes + 1: a file without line ends must not fill the memory."""
    while line := file.readline(max_bytes + 1):
        if not line.endswith(b"\n") and len(line) > max_bytes:
            _skip_line(file)
        yield line.removeprefix(codecs.BOM_UTF8).strip()


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(MB)) and not rest.endswith(b"\n"):
        pass
