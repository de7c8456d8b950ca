"""Which paths changed and have been left alone since: a file that is still being written has to wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from ingest.formats import READERS
from ingest.scan.folders import files_below


@dataclass(frozen=True, slots=True)
class _Look:
    """A path as it was when it last looked otherwise than before."""

    size_and_time: tuple[int, int] | None  # None: gone
    since: float


class Changes:
    def __init__(
        self, settle_s: float, files: Iterable[Path] = (), suffixes: Collection[str] = frozenset(READERS)
    ) -> None:
        """`files` are looked at every time: a watch of a single file ends when another takes its place."""
        self._settle_s, self._suffixes = settle_s, suffixes
        self._files = {path: _size_and_time(path) for path in files}
        self._pending: dict[Path, _Look | None] = {}
        self._last_gone = 0.0

    def note(self, paths: Iterable[Path]) -> None:
        """Takes paths that were touched; a folder stands for what lies in it."""
        for path in paths:
            if path.is_dir():
                self._pending.update(dict.fromkeys(files_below(path, self._suffixes)))
            elif path.suffix.lower() in self._suffixes or not path.exists():  # what is gone may be a folder
                self._pending[path] = None

    def settled(self) -> list[Path]:
        """Those that look as they did `settle_s` ago; they are forgotten here.

        What is gone waits until nothing more goes, so that all of it is judged together: it may be a disk.
        """
        now = monotonic()
        for path, known in self._files.items():
            if (look := _size_and_time(path)) != known:
                self._files[path], self._pending[path] = look, None
        for path, before in self._pending.items():
            look = _size_and_time(path)
            if before is None or before.size_and_time != look:
                self._pending[path] = _Look(look, now)
                self._last_gone = self._last_gone if look else now
        ready = [path for path, look in self._pending.items() if look and self._is_ready(look, now)]
        for path in ready:
            del self._pending[path]
        return ready

    def _is_ready(self, look: _Look, now: float) -> bool:
        since = look.since if look.size_and_time else self._last_gone
        return now - since >= self._settle_s


def _size_and_time(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
