"""One writer at a time: a file lock beside an embedded index, a lease on a server.

And one process at a time at the files Chroma keeps vectors in: even a reader writes those, as a client
applies the log to the vectors when it first uses a collection, and saves them where the log was long.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from qa_bot import privacy
from qa_bot.errors import IndexLocked, IndexUnavailable
from qa_bot.index.lease import Lease
from qa_bot.settings import Settings

_LOOK = 0.01  # seconds between two looks at the files' lock: a writer leaves it for some more at a time
_QUIET = 3.0  # seconds of waiting for it that nobody needs to know of
_PATIENCE = 60.0  # seconds of waiting after which something is wrong: a step of a writer takes one or two

_log = logging.getLogger(__name__)


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
        self._lock = FileLock(path, settings.ingest.lock_wait_s, privacy.FILE, thread_local=False)
        try:
            privacy.make_folder(path.parent)
            self._lock.acquire()
            privacy.write(_note(path), holder.encode())
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


class FilesLock:
    """Held while a process reads the vectors' files in or may write them; threads and processes take turns.

    A writer holds it for a step at a time, so readers never wait for a whole ingest. A server needs none.
    """

    def __init__(self, settings: Settings) -> None:
        path = settings.index.path / f"{settings.index.name}.files.lock"
        self._lock = None if settings.index.url else FileLock(path, mode=privacy.FILE, poll_interval=_LOOK)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises IndexLocked where another process does not let go."""
        if self._lock is None:
            yield
            return
        self._acquire(self._lock)
        try:
            yield
        finally:
            self._lock.release()

    @staticmethod
    def _acquire(lock: FileLock) -> None:
        with suppress(Timeout):
            lock.acquire(timeout=_QUIET)
            return
        _log.warning("Waiting for another process that holds %s ...", lock.lock_file)
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout:
            raise IndexLocked(
                f"Another process has held {lock.lock_file} for {_PATIENCE:.0f} seconds; "
                "wait until it ends, or stop it if it hangs."
            ) from None


def _note(lock: Path) -> Path:
    return lock.with_suffix(".holder")  # the lock file itself is the library's


def _holder(lock: Path) -> str:
    try:
        return _note(lock).read_text()
    except OSError:
        return "by a process unknown"
