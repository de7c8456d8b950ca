"""Processes that work for this one and end with it; objects cross to them as pickles.

Not by multiprocessing, which would run the caller's own script again.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from ingest.formats import Readers

_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


def started(module: str, arguments: Sequence[str] = (), *, quiet: bool = False) -> subprocess.Popen[bytes]:
    """A process that runs the module, and finds what is found here; `quiet` discards its errors."""
    path = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if quiet else None,
        env={**os.environ, "PYTHONPATH": path},
    )


def send(what: object, pipe: IO[bytes]) -> None:
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def can_send(readers: Readers) -> bool:
    """Whether another process can have the readers: not those of a script or notebook that is running."""
    try:
        pickle.dumps(readers)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return all(type(reader).__module__ != "__main__" for reader in readers.values())


def pipes() -> tuple[IO[bytes], IO[bytes]]:
    """In such a process: what it is asked, and where its results go; what a library prints goes elsewhere."""
    asked, results = os.fdopen(0, "rb", closefd=False), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return asked, results


def obey_parent_alone() -> None:
    """Ends this process with the one that started it, and leaves signals to that one.

    Ctrl-C comes to the whole group. Elsewhere than on Linux an orphan ends when it next reads or writes.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
