"""The sources that the latest ingests could not read, in a file beside the index."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from qa_bot.settings import Settings


@dataclass(frozen=True, slots=True)
class FailedSource:
    doc: str
    reason: str
    place: str  # its path or address
    source_hash: str = ""  # of the bytes that could not be read as an article, where there were any


def read_failures(settings: Settings) -> tuple[FailedSource, ...]:
    """Those known on this machine; a missing or damaged file only means that they are tried again."""
    try:
        return tuple(FailedSource(**one) for one in json.loads(_path(settings).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return ()


def write_failures(settings: Settings, failures: Iterable[FailedSource]) -> None:
    path = _path(settings)
    new = path.with_suffix(".new")
    path.parent.mkdir(parents=True, exist_ok=True)  # of an index on a server only this is kept here
    new.write_text(json.dumps([asdict(one) for one in failures], ensure_ascii=False), encoding="utf-8")
    new.replace(path)


def _path(settings: Settings) -> Path:
    return settings.index.path / f"{settings.index.name}.failures.json"
