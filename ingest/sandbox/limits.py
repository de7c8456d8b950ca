"""What one piece of work may take, how a process is held to it, and what is told of one that took more."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.formats.faults import in_words

if TYPE_CHECKING:
    from qa_bot.settings import IngestSettings

MB = 1_000_000
NO_MEMORY = 77  # exit code of a process that ran out of it
_EXITED = 1  # exit code where a clock stands in for CPU time
_PATIENCE = 10.0  # seconds a second of CPU may take on a busy machine, or while a reader waits
_STATM = Path("/proc/self/statm")
_FROM_OUTSIDE = {"SIGKILL", "SIGHUP"}  # as by a system that is short of memory
_CHANGES = "it is left out until it changes"
_AGAIN = "it is tried again at the next ingest"


@dataclass(frozen=True, slots=True)
class Limits:
    cpu_s: float  # for one piece of work
    memory_mb: float  # for the process

    @classmethod
    def of(cls, settings: IngestSettings) -> Limits:
        return cls(settings.read_cpu_s, settings.read_memory_mb)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a piece of work has no result."""

    reason: str
    is_lasting: bool  # the same bytes would end the same way again

    @classmethod
    def of_fault(cls, error: BaseException) -> Refusal:
        """Not lasting, for the fault may be ours."""
        return cls(f"cannot be indexed ({in_words(error)}); {_AGAIN}", is_lasting=False)


def limit_memory(limits: Limits) -> None:
    """Of this process; only where the system can, which Windows cannot."""
    if sys.platform != "win32":
        import resource

        # What is written to, not what is mapped: of libraries a large part is never touched.
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (int(limits.memory_mb * MB), most))


def has_grown(limits: Limits) -> bool:
    """Whether this process holds so much that the next piece may lack memory for no fault of its own."""
    if sys.platform != "linux":
        return False
    data = int(_STATM.read_text().split()[5])  # pages; what the limit counts
    return data * os.sysconf("SC_PAGE_SIZE") > limits.memory_mb * MB / 2


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Ends this process if what is done meanwhile takes longer; the system does, for Python may be stuck."""
    _allow(limits.cpu_s)
    try:
        yield
    finally:
        _allow(0)


def ran_out_of_time(code: int) -> bool:
    if sys.platform == "win32":
        return code == _EXITED
    return code in (-signal.SIGPROF, -signal.SIGALRM)


def refusal(code: int, limits: Limits) -> Refusal:
    """What the exit code of a process says about its last piece of work."""
    if code == NO_MEMORY:
        return Refusal(f"takes more than {limits.memory_mb:g} MB of memory to read; {_CHANGES}", True)
    if ran_out_of_time(code):
        return _overtime(code, limits)
    if code < 0 and signal.Signals(-code).name in _FROM_OUTSIDE:
        return Refusal(f"was not read, for the process that read it was ended from outside; {_AGAIN}", False)
    what = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return Refusal(f"makes the process that reads it crash ({what}); {_CHANGES}", True)


def _overtime(code: int, limits: Limits) -> Refusal:
    if sys.platform == "win32":
        return Refusal(f"takes longer than {limits.cpu_s:g} s to read; {_CHANGES}", True)
    if code == -signal.SIGPROF:
        return Refusal(f"takes more than {limits.cpu_s:g} s of CPU to read; {_CHANGES}", True)
    return Refusal(f"was not read within {limits.cpu_s * _PATIENCE:g} s; {_AGAIN}", False)


def _allow(cpu_s: float) -> None:
    """From now on; 0 is without limit."""
    if sys.platform == "win32":
        import faulthandler

        if cpu_s:
            faulthandler.dump_traceback_later(cpu_s, exit=True, file=_nowhere)
        else:
            faulthandler.cancel_dump_traceback_later()
    else:
        signal.setitimer(signal.ITIMER_PROF, cpu_s)
        signal.setitimer(signal.ITIMER_REAL, cpu_s * _PATIENCE)


if sys.platform == "win32":
    _nowhere = open(os.devnull, "wb")  # noqa: SIM115, PTH123
