"""The pages fetched from the web, kept beside the index: what left its feed can still be ingested again.

Addresses stand here without credentials.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.scan.source_file import PAGE, Problem, SourceFile
from qa_bot import privacy

if TYPE_CHECKING:
    from qa_bot.settings import Settings

_VISITS = "visits.json"


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """An article as it was fetched, and what its feed says of it."""

    url: str
    source: str  # the feed, list or address it was found by
    kind: str  # as a file's suffix
    body: bytes
    title: str = ""
    published: date | None = None
    outlet: str = ""

    def dumped(self) -> bytes:
        """The same bytes for the same page."""
        fields = {**asdict(self), "body": b64encode(self.body).decode()}
        return json.dumps(fields, default=str, ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def loaded(cls, raw: bytes) -> ArchivedPage:
        fields: dict[str, Any] = json.loads(raw)
        day = date.fromisoformat(fields["published"]) if fields["published"] else None
        return cls(**{**fields, "body": b64decode(fields["body"]), "published": day})


@dataclass(frozen=True, slots=True)
class Visit:
    """When an address was asked for the last time, and what came of it."""

    at: float  # seconds since 1970
    etag: str = ""
    last_modified: str = ""
    stamp: str = ""  # what its feed said of it then
    error: str = ""


class Archive:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._visits = _read_visits(folder)

    @classmethod
    def of(cls, settings: Settings) -> Archive:
        return cls(settings.index.path / f"{settings.index.name}-web")

    def visit(self, url: str) -> Visit | None:
        return self._visits.get(url)

    def note(self, url: str, visit: Visit) -> None:
        self._visits[url] = visit

    def save(self) -> None:
        """Writes the visits; the pages are written as they come."""
        visits = {url: asdict(visit) for url, visit in self._visits.items()}
        self._write(_VISITS, json.dumps(visits, ensure_ascii=False).encode("utf-8", "replace"))

    def keep(self, page: ArchivedPage) -> None:
        self._write(_name(page.url, PAGE), page.dumped())

    def has(self, url: str) -> bool:
        return (self._folder / _name(url, PAGE)).exists()

    def keep_feed(self, url: str, body: bytes) -> None:
        self._write(_name(url, ".feed"), body)

    def drop_feed(self, url: str) -> None:
        (self._folder / _name(url, ".feed")).unlink(missing_ok=True)

    def feed(self, url: str) -> bytes | None:
        path = self._folder / _name(url, ".feed")
        return path.read_bytes() if path.exists() else None

    def sources(self) -> Iterator[SourceFile | Problem]:
        """Every page that was ever fetched."""
        for path in sorted(self._folder.glob(f"*{PAGE}")):
            raw = path.read_bytes()
            try:
                page = json.loads(raw)
                yield SourceFile(path, page["source"], page["url"], PAGE, len(raw), raw, page["url"])
            except (ValueError, LookupError, TypeError):
                yield Problem(str(self._folder), path.name, "is a damaged page; delete the file")

    def _write(self, name: str, content: bytes) -> None:
        privacy.make_own_folder(self._folder)
        privacy.write(self._folder / name, content)


def _read_visits(folder: Path) -> dict[str, Visit]:
    """None of a file that is missing or damaged: everything is asked for again."""
    try:
        found = json.loads((folder / _VISITS).read_text(encoding="utf-8"))
        return {url: Visit(**visit) for url, visit in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _name(url: str, suffix: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32] + suffix
