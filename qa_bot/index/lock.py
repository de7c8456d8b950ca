"""One writer at a time: a file lock beside an embedded index, a lease on a server."""

from __future__ import annotations

import os
import socket
from datetime import datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from qa_bot.errors import IndexLocked, IndexUnavailable
from qa_bot.index.lease import Lease
from qa_bot.settings import Settings


class WriterLock(Protocol):
    """Held until it is released; `check` raises IndexLocked where it was lost."""

    def check(self) -> None: ...

    def release(self) -> None: ...


def writer_lock(settings: Settings) -> WriterLock:
    """Waits `ingest.lock_wait_s` for the lock and returns it held.

    A crash of its holder frees it, on a server after some seconds. Raises IndexLocked naming the holder,
    IndexUnavailable if the folder cannot be written.
    """
    holder = f"process {os.getpid()} on {socket.gethostname()} since {datetime.now():%Y-%m-%d %H:%M:%S}"
    return Lease.acquire(settings, holder) if settings.index.url else _FolderLock(settings, holder)


class _FolderLock:
    """Between the processes of one host, which frees it when its holder dies."""

    def __init__(self, settings: Settings, holder: str) -> None:
        path = settings.index.path / f"{settings.index.name}.lock"
        # The thread that leaves the writer's block may be another than the one that opened it.
        self._lock = FileLock(path, timeout=settings.ingest.lock_wait_s, thread_local=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            _note(path).write_text(holder)
        except Timeout:
            raise IndexLocked(
                f"Another ingest is writing this index ({_holder(path)}); "
                "wait until it ends, or raise ingest.lock_wait_s."
            ) from None
        except OSError as error:
            raise IndexUnavailable(
                f"The index folder {path.parent} cannot be written ({error.strerror}); check its "
                "permissions and disk, or choose another with --index."
            ) from None

    def check(self) -> None:
        """It cannot be lost."""

    def release(self) -> None:
        self._lock.release()


def _note(lock: Path) -> Path:
    return lock.with_suffix(".holder")  # the lock file itself is the library's


def _holder(lock: Path) -> str:
    try:
        return _note(lock).read_text()
    except OSError:
        return "by a process unknown"
