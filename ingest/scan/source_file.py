"""One article's bytes before they are read, and what stands in for one that cannot be found."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from qa_bot.errors import ArticleError

LINES = ".jsonl"
PAGE = ".page"  # a web page as the archive keeps it; no file of a user's
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """Where one article's bytes are: a file, one line of a JSONL file, or a page fetched from the web."""

    path: Path
    source: str  # absolute path of the folder given, or of the JSONL file; for a page the feed or list given
    doc: str  # posix path below that folder; for a JSON line its id, for a page its address
    kind: str  # the suffix, lower case
    max_bytes: int
    line: bytes = b""  # the JSON line or the page itself, already read
    url: str = ""  # a page's address

    @property
    def place(self) -> str:
        """The path, or a page's address, as the index keeps it."""
        return self.url or as_text(self.path)

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

    @property
    def place(self) -> str:
        """Where it is: a path, or an address."""
        return self.doc if "://" in self.doc else str(Path(self.source, self.doc))


def source_hash(raw: bytes) -> str:
    """Names the bytes an article was read from: sha256 of the file, the JSON line or the archived page."""
    return hashlib.sha256(raw).hexdigest()


def as_text(path: Path | str) -> str:
    """A path for storing and printing: the bytes of a name may be no text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def too_large(max_bytes: int) -> str:
    return f"is larger than {max_bytes / MB:g} MB; raise ingest.max_file_mb or split it"


def _read(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError("is no regular file")
        if status.st_size > max_bytes:
            raise ArticleError(too_large(max_bytes))
        return path.read_bytes()
    except FileNotFoundError:
        raise ArticleError("vanished while it was read; ingest again") from None
    except PermissionError:
        raise ArticleError("may not be read; change its permissions") from None
    except OSError as error:
        raise ArticleError(f"cannot be read: {error.strerror}") from None
