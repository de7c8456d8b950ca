"""Where questions wait for a free thread and are told their place meanwhile; knows nothing of Slack."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Protocol

_log = logging.getLogger(__name__)


class Job(Protocol):
    """Both methods run on the desk's threads, one after the other."""

    def run(self) -> None: ...

    def tell_place(self, place: int) -> None:
        """`place` is 1 for the one that comes next."""


class Desk:
    """Runs as many jobs at once as it has workers, the others in the order in which they came."""

    def __init__(self, workers: int) -> None:
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._herald = ThreadPoolExecutor(1, thread_name_prefix="herald")
        self._changing = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._running: set[Future[None]] = set()
        self._free = workers

    def put(self, job: Job) -> None:
        """Returns at once."""
        ticket = _Ticket(job)
        with self._changing:
            self._waiting.append(ticket)
            future = self._workers.submit(self._run, ticket)
            self._running.add(future)
        future.add_done_callback(self._forget)
        if self._place(ticket) > 0:
            self._herald.submit(self._tell_place, ticket)

    def close(self, within_s: float) -> bool:
        """Whether all that had begun was finished in time; what had not is left undone."""
        self._herald.shutdown(wait=False, cancel_futures=True)
        self._workers.shutdown(wait=False, cancel_futures=True)
        with self._changing:
            begun = frozenset(self._running)
        return not wait(begun, timeout=within_s).not_done

    def _run(self, ticket: _Ticket) -> None:
        with self._changing:
            self._waiting.remove(ticket)
            self._free -= 1
        try:
            with ticket.turn:
                ticket.job.run()
        except Exception:  # noqa: BLE001 — a thread has nobody to raise to
            _log.exception("An answer failed")
        finally:
            with self._changing:
                self._free += 1

    def _forget(self, future: Future[None]) -> None:
        with self._changing:
            self._running.discard(future)

    def _tell_place(self, ticket: _Ticket) -> None:
        with ticket.turn:
            if (place := self._place(ticket)) > 0:
                ticket.job.tell_place(place)

    def _place(self, ticket: _Ticket) -> int:
        """No more than 0 if a worker has taken it or is free to."""
        with self._changing:
            return self._waiting.index(ticket) + 1 - self._free if ticket in self._waiting else 0


class _Ticket:
    """A job and the lock that keeps its two methods apart."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.turn = threading.Lock()
