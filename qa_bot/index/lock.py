"""One writer at a time: a file lock with a note beside it that says who holds it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from qa_bot.errors import IndexLocked, IndexUnavailable
from qa_bot.settings import Settings


def writer_lock(settings: Settings) -> FileLock:
    """Waits `ingest.lock_wait_s` for the lock and returns it held.

    A crash of its holder frees it. Raises IndexLocked naming the holder, IndexUnavailable if the folder
    cannot be written.
    """
    path = settings.index.path / f"{settings.index.name}.lock"
    # The thread that leaves the writer's block may be another than the one that opened it.
    lock = FileLock(path, timeout=settings.ingest.lock_wait_s, thread_local=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        _note(path).write_text(f"process {os.getpid()} since {datetime.now():%Y-%m-%d %H:%M:%S}")
    except Timeout:
        raise IndexLocked(
            f"Another ingest is writing this index ({_holder(path)}); "
            "wait until it ends, or raise ingest.lock_wait_s."
        ) from None
    except OSError as error:
        raise IndexUnavailable(
            f"The index folder {path.parent} cannot be written ({error.strerror}); check its permissions "
            "and disk, or choose another with --index."
        ) from None
    return lock


def _note(lock: Path) -> Path:
    return lock.with_suffix(".holder")  # the lock file itself is the library's


def _holder(lock: Path) -> str:
    try:
        return _note(lock).read_text()
    except OSError:
        return "by a process unknown"
