"""The lines of a JSONL file as sources: one article a line, named by its id."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingest.formats import LINES, storable
from ingest.scan.source_file import MB, Problem, SourceFile, as_text, opened, too_large
from qa_bot.errors import ArticleError

_NUMBERED = 5  # of the lines after the first
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BadLines:
    """The lines of one file that name no article, told as one problem: a file may have a million of them."""

    def __init__(self) -> None:
        self._first = ""
        self._others = 0
        self._numbers: list[int] = []

    def add(self, number: int, reason: str) -> None:
        if not self._first:
            self._first = f"line {number} {reason}"
            return
        self._others += 1
        if len(self._numbers) < _NUMBERED:
            self._numbers.append(number)

    @property
    def reason(self) -> str:
        """Why the first is none, and which others are none either; "" where all are well."""
        if not self._others:
            return self._first
        numbers = ", ".join(map(str, self._numbers)) + (", …" if self._others > _NUMBERED else "")
        return f"{self._first}; {self._others} more cannot be read either (line {numbers})"


def lines(path: Path, max_bytes: int) -> Iterator[SourceFile | Problem]:
    """The article of each line, or why it is none; lines that name no article are one problem, at the end."""
    try:
        with opened(path) as file:
            yield from _read(path, file, max_bytes)
    except ArticleError as error:
        yield _problem(path, str(error))
    except OSError as error:
        yield _problem(path, f"cannot be read: {error.strerror}")


def count(path: Path) -> int:
    """How many lines it has; 0 where it cannot be read."""
    try:
        with opened(path) as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(MB), b""))
    except (ArticleError, OSError):
        return 0


def _read(path: Path, file: BinaryIO, max_bytes: int) -> Iterator[SourceFile | Problem]:
    first_seen: dict[str, int] = {}
    bad = BadLines()
    for number, line in enumerate(_bounded_lines(file, max_bytes), 1):
        if number == 1 and line.startswith(_UTF_16):
            yield _problem(path, "is in UTF-16; save it as UTF-8")
            return
        try:
            if line.strip():
                yield _line(path, number, line.strip(), max_bytes, first_seen)
        except ArticleError as error:
            bad.add(number, str(error))
    if bad.reason:
        yield _problem(path, bad.reason)


def _problem(path: Path, reason: str) -> Problem:
    return Problem(as_text(path), as_text(path.name), reason, hides=True)


def _line(
    path: Path, number: int, line: bytes, max_bytes: int, first_seen: dict[str, int]
) -> SourceFile | Problem:
    """The article of one line; its id is `id`, or `url` where there is none: line numbers would move.

    Raises ArticleError for a line that names none.
    """
    source, name = as_text(path), as_text(path.name)
    record = _record(line, max_bytes)
    doc = _id(record)
    if not doc:
        raise ArticleError("has no id (and no url)")
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        return Problem(source, doc, f"line {number} of {name} has no text")
    if doc in first_seen:
        return Problem(source, doc, f"line {number} of {name} repeats the id of line {first_seen[doc]}")
    first_seen[doc] = number
    return SourceFile(path, source, doc, LINES, max_bytes, line)


def _record(line: bytes, max_bytes: int) -> dict[str, object]:
    if len(line) > max_bytes:
        raise ArticleError(too_large(max_bytes))
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        raise ArticleError(f"is not valid JSON: {what} at column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is not valid JSON: {error}") from None
    if not isinstance(record, dict):
        raise ArticleError("is not a JSON object")
    return record


def _id(record: dict[str, object]) -> str:
    given = record.get("id")
    chosen = given if isinstance(given, str | int) and given != "" else record.get("url")
    return storable(str(chosen)).strip() if isinstance(chosen, str | int) else ""


def _bounded_lines(file: BinaryIO, max_bytes: int) -> Iterator[bytes]:
    """Lines, each cut after max_bytes + 1: a file without line ends must not fill the memory."""
    while line := file.readline(max_bytes + 1):
        if not line.endswith(b"\n") and len(line) > max_bytes:
            _skip_line(file)
        yield line.removeprefix(b"\xef\xbb\xbf")


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(MB)) and not rest.endswith(b"\n"):
        pass
