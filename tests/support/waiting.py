"""For what another thread, process or server does: waited for until it is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 60.0  # for what comes at once, however busy the machine is


def eventually(find: Callable[[], T], timeout_s: float = PATIENCE_S, pause_s: float = 0.02) -> T:
    """What `find` returns as soon as that is something; it is asked again after each pause."""
    until = time.monotonic() + timeout_s
    while not (found := find()):
        if time.monotonic() > until:
            raise TimeoutError(f"nothing came within {timeout_s:g} s")
        time.sleep(pause_s)
    return found


def is_alive(process: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
