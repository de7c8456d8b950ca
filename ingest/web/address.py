"""What a user may name instead of a folder: an address, or a file that lists some."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from qa_bot.errors import UsageError

LIST = ".urls"
_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Address:
    """A feed or a page."""

    url: str


def is_address(text: str) -> bool:
    return text.lower().startswith(tuple(f"{scheme}://" for scheme in _SCHEMES))


def is_list(named: Path) -> bool:
    return named.suffix.lower() == LIST


def listed(path: Path) -> Iterator[str]:
    """The addresses of a list: one a line; blank lines and those that begin with # say nothing.

    Raises UsageError for a line that is no address, or a list that cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The list {str(path)!r} cannot be read: {error}.") from None
    for number, line in enumerate(map(str.strip, lines), start=1):
        if not line or line.startswith("#"):
            continue
        if not is_address(line) or not urlsplit(line).hostname:
            raise UsageError(f"Line {number} of {str(path)!r} is no http or https address: {line!r}.")
        yield line
