"""The sources that the latest ingests could not read: a file beside the index, and its first in the head."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from qa_bot import privacy
from qa_bot.settings import Settings

_ROOM = 3000  # characters of names and reasons in the head, which every reader fetches


@dataclass(frozen=True, slots=True)
class FailedSource:
    doc: str
    reason: str
    place: str = ""  # its path or address, where it is known
    source_hash: str = ""  # of the bytes that could not be read as an article, where there were any


def read_failures(settings: Settings) -> tuple[FailedSource, ...]:
    """Those known on this machine; a missing or damaged file only means that they are tried again."""
    try:
        return tuple(FailedSource(**one) for one in json.loads(_path(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return ()


def write_failures(settings: Settings, failures: Iterable[FailedSource]) -> None:
    path = _path(settings)
    privacy.make_folder(path.parent)  # of an index on a server only this is kept here
    privacy.write(path, json.dumps([asdict(one) for one in failures], ensure_ascii=False).encode())


def abridged(failures: Sequence[FailedSource]) -> str:
    """As many of the first as the head of an index has room for."""
    sizes = accumulate(len(one.doc) + len(one.reason) for one in failures)
    return json.dumps(
        [(one.doc, one.reason) for one, size in zip(failures, sizes, strict=True) if size <= _ROOM]
    )


def of_head(text: str) -> tuple[FailedSource, ...]:
    """Those that `abridged` made `text` of."""
    return tuple(FailedSource(doc, reason) for doc, reason in json.loads(text or "[]"))


def _path(settings: Settings) -> Path:
    return settings.index.path / f"{settings.index.name}.failures.json"
