"""One article's bytes before they are read, and what stands in for one that cannot be found."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from qa_bot.errors import ArticleError

PAGE = ".page"  # a web page as the archive keeps it; no file of a user's
MB = 1_000_000
NOT_A_FILE = "is a pipe, device or socket, not a file; save what it gives as a file, and ingest that"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where one article's bytes are: a file, a part of one (a JSON line, a mail), or a page of the web."""

    path: Path
    source: str  # absolute path of the folder given, or of the file of many; a page's feed or list
    doc: str  # posix path below that folder; for a part its id, for a page its address
    kind: str  # the suffix, lower case
    max_bytes: int
    line: bytes = b""  # the part or the page itself, already read
    url: str = ""  # a page's address

    @property
    def place(self) -> str:
        """The path, or a page's address, as the index keeps it."""
        return self.url or as_text(self.path)

    def read(self) -> bytes:
        """Raises ArticleError if the file is gone, locked away, too large or no regular file."""
        return self.line or _read(self.path, self.max_bytes)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A source whose bytes are new to the index."""

    file: SourceFile
    raw: bytes
    known_content: str = ""  # the content_hash in the index, "" for a new article


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that did not become a source, with a reason for the user."""

    source: str
    doc: str
    reason: str
    hides: bool = False  # unknown articles may lie behind it: none of this source counts as removed
    source_hash: str = ""  # of bytes that are not to be tried again

    @property
    def place(self) -> str:
        """Where it is: a path, or an address."""
        return self.doc if "://" in self.doc else str(Path(self.source, self.doc))


def source_hash(raw: bytes) -> str:
    """Names the bytes an article was read from: sha256 of the file, its part or the archived page."""
    return hashlib.sha256(raw).hexdigest()


def as_text(path: Path | str) -> str:
    """A path for storing and printing: the bytes of a name may be no text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def too_large(max_bytes: int) -> str:
    return f"is larger than {max_bytes / MB:g} MB; raise ingest.max_file_mb or split it"


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """A file to read from. Raises OSError, and ArticleError for a pipe, device or socket, which may not end.

    What it is, is asked of the open file too, for another may have taken its name meanwhile; a pipe that
    nobody writes to is opened without waiting.
    """
    _check(path.stat())
    with open(path, "rb", opener=_at_once) as file:
        _check(os.fstat(file.fileno()))
        yield file


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows has no such pipes


def _check(status: os.stat_result) -> None:
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):  # a folder does not open at all
        raise ArticleError(NOT_A_FILE)


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        with opened(path) as file:
            if os.fstat(file.fileno()).st_size > max_bytes:
                raise ArticleError(too_large(max_bytes))
            return file.read()
    except FileNotFoundError:
        raise ArticleError("vanished while it was read; ingest again") from None
    except PermissionError:
        raise ArticleError("may not be read; change its permissions") from None
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}") from None
