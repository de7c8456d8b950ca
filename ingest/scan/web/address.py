"""What a user may name instead of a folder: an address, or a file that lists some."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ingest.scan.parts import BadParts
from ingest.scan.source_file import Problem, as_text, opened
from qa_bot.errors import ArticleError, UsageError
from qa_bot.privacy import without_credentials

LIST = ".urls"
_SCHEMES = ("http", "https")
_SHOWN = 80  # characters of a line that is none


@dataclass(frozen=True, slots=True)
class Address:
    """A feed or a page, by the address that it is fetched from, with credentials if it has any."""

    url: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The addresses whose articles belong to one source."""

    place: str  # of the list, or the address itself, without credentials
    urls: tuple[str, ...]
    problem: Problem | None = None  # lines that are no addresses


def is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(parts.hostname)


def is_list(named: Path) -> bool:
    return named.suffix.lower() == LIST


def listed(named: Address | Path) -> Listed:
    """The addresses of a list: one a line; blank lines and those that begin with # say nothing.

    Raises UsageError for a list that cannot be read.
    """
    if isinstance(named, Address):
        return Listed(without_credentials(named.url), (named.url,))
    try:
        with opened(named) as file:
            lines = file.read().decode("utf-8-sig").splitlines()
    except ArticleError as error:
        raise UsageError(f"The list {str(named)!r} {error}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The list {str(named)!r} cannot be read: {error}.") from None
    urls, bad = [], BadParts("line")
    for number, line in enumerate(map(str.strip, lines), start=1):
        if is_address(line):
            urls.append(line)
        elif line and not line.startswith("#"):
            bad.add(number, f"is no http or https address: {without_credentials(line)[:_SHOWN]!r}")
    path = named.resolve()
    problem = Problem(as_text(path.parent), as_text(path.name), bad.reason) if bad.reason else None
    return Listed(as_text(path), tuple(urls), problem)
