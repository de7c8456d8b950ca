"""Folders, files and JSON lines -> the sources of articles. Follows no symbolic link, parses no article."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qa_bot.errors import ArticleError, UsageError

LINES = ".jsonl"
SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx", LINES})
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where one article's bytes are: a file, or one line of a JSONL file."""

    path: Path
    source: (
        str  # absolute path of the folder given; a JSONL file is a source of its own, also inside a folder
    )
    doc: str  # posix path below that folder; for a JSON line its id
    kind: str  # the suffix, lower case
    max_bytes: int
    line: bytes = b""  # the JSON line itself, already read

    @property
    def place(self) -> str:
        """The path as the index keeps it."""
        return as_text(self.path)

    def read(self) -> bytes:
        """Raises ArticleError if the file is gone, locked away, too large or no regular file."""
        return self.line or _read(self.path, self.max_bytes)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that did not become a source, with a reason for the user."""

    source: str
    doc: str
    reason: str
    hides: bool = False  # unknown articles may lie behind it: none of this source counts as removed


def find(paths: Sequence[Path], max_file_mb: float) -> Iterator[SourceFile | Problem]:
    """Yields what lies under `paths`, sorted, each file once; hidden and unsupported names are left out.

    Raises UsageError before anything is yielded if a path does not exist.
    """
    roots = [_root(path) for path in paths]
    outer = {root for root in roots if not any(other in root.parents for other in roots)}
    return _walk_all(sorted(outer), int(max_file_mb * _MB))


def source_hash(raw: bytes) -> str:
    """Names the bytes an article was read from: sha256 of the file or of the JSON line."""
    return hashlib.sha256(raw).hexdigest()


def as_text(path: Path | str) -> str:
    """A path for storing and printing: the bytes of a name may be no text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _root(path: Path) -> Path:
    try:
        if path.is_dir():
            return path.resolve()
        if path.exists():
            return path.parent.resolve() / path.name
    except OSError as error:
        raise UsageError(f"{str(path)!r} cannot be opened: {error.strerror}.") from None
    raise UsageError(f"There is no file or folder {str(path)!r}; check the path, or mount it.")


def _walk_all(roots: Sequence[Path], max_bytes: int) -> Iterator[SourceFile | Problem]:
    for root in roots:
        if root.is_dir():
            yield from _folder(root, max_bytes)
        elif root.suffix.lower() in SUFFIXES:
            yield from _file(root, root.parent, max_bytes)  # a link named by the user is meant
        else:
            known = " ".join(sorted(SUFFIXES))
            yield Problem(
                as_text(root.parent), as_text(root.name), f"is of no kind that can be read ({known})"
            )


def _folder(root: Path, max_bytes: int) -> Iterator[SourceFile | Problem]:
    unreadable: list[OSError] = []
    for name, folders, files in os.walk(root, onerror=unreadable.append):
        folder = Path(name)
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for each in folders:
            if (folder / each).is_symlink():
                yield _link(folder / each, root)
        for each in sorted(files):
            if each.startswith(".") or Path(each).suffix.lower() not in SUFFIXES:
                continue
            if (folder / each).is_symlink():
                yield _link(folder / each, root)
            else:
                yield from _file(folder / each, root, max_bytes)
    for error in unreadable:
        path = Path(error.filename)
        yield Problem(
            as_text(root), _doc(path, root), f"is a folder without access: {error.strerror}", hides=True
        )


def _file(path: Path, root: Path, max_bytes: int) -> Iterator[SourceFile | Problem]:
    kind = path.suffix.lower()
    if kind == LINES:
        yield from _lines(path, max_bytes)
    else:
        yield SourceFile(path, as_text(root), _doc(path, root), kind, max_bytes)


def _link(path: Path, root: Path) -> Problem:
    return Problem(
        as_text(root), _doc(path, root), f"is a symbolic link {_leads(path, root)} and is not followed"
    )


def _leads(path: Path, root: Path) -> str:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "to nothing or to itself"
    if target in path.parents:
        return "in a circle"
    return "to another article" if target.is_relative_to(root) else "out of the folder"


def _doc(path: Path, root: Path) -> str:
    return as_text(path.relative_to(root).as_posix())


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError("is no regular file")
        if status.st_size > max_bytes:
            raise ArticleError(_too_large(max_bytes))
        return path.read_bytes()
    except FileNotFoundError:
        raise ArticleError("vanished while it was read; ingest again") from None
    except PermissionError:
        raise ArticleError("may not be read; change its permissions") from None
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}") from None


def _too_large(max_bytes: int) -> str:
    return f"is larger than {max_bytes / _MB:g} MB; raise ingest.max_file_mb or split it"


def _lines(path: Path, max_bytes: int) -> Iterator[SourceFile | Problem]:
    first_seen: dict[str, int] = {}
    try:
        with path.open("rb") as file:
            for number, line in enumerate(_bounded_lines(file, max_bytes), 1):
                if line.strip():
                    yield _line(path, number, line.strip(), max_bytes, first_seen)
    except OSError as error:
        yield Problem(as_text(path), as_text(path.name), f"cannot be read: {error.strerror}", hides=True)


def _line(
    path: Path, number: int, line: bytes, max_bytes: int, first_seen: dict[str, int]
) -> SourceFile | Problem:
    """The article of one line; its id is `id`, or `url` where there is none: line numbers would move."""
    source, name = as_text(path), as_text(path.name)
    if len(line) > max_bytes:
        reason = f"line {number} {_too_large(max_bytes)}"
        return Problem(source, name, reason, hides=True)
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        where = f"{error.msg} at column {error.colno}" if isinstance(error, json.JSONDecodeError) else error
        return Problem(source, name, f"line {number} is not valid JSON: {where}", hides=True)
    if not isinstance(record, dict):
        return Problem(source, name, f"line {number} is not a JSON object", hides=True)
    doc = _id(record)
    if not doc:
        return Problem(source, name, f"line {number} has no id (and no url)", hides=True)
    if not isinstance(record.get("text"), str) or not record["text"].strip():
        return Problem(source, doc, f"line {number} of {name} has no text")
    if doc in first_seen:
        return Problem(source, doc, f"line {number} of {name} repeats the id of line {first_seen[doc]}")
    first_seen[doc] = number
    return SourceFile(path, source, doc, LINES, max_bytes, line)


def _id(record: dict[str, object]) -> str:
    given = record.get("id")
    chosen = given if isinstance(given, str | int) and given != "" else record.get("url")
    # JSON can spell half a character, which no database keeps.
    return str(chosen).encode("utf-8", "replace").decode().strip() if isinstance(chosen, str | int) else ""


def _bounded_lines(file: BinaryIO, max_bytes: int) -> Iterator[bytes]:
    """Lines, each cut after max_bytes + 1: a file without line ends must not fill the memory."""
    while line := file.readline(max_bytes + 1):
        if not line.endswith(b"\n") and len(line) > max_bytes:
            _skip_line(file)
        yield line.removeprefix(b"\xef\xbb\xbf")


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(_MB)) and not rest.endswith(b"\n"):
        pass
