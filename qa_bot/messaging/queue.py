"""Where questions wait for a free thread and are told their place meanwhile; knows nothing of chats."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Protocol

_log = logging.getLogger(__name__)


class Job(Protocol):
    """The queue calls both methods on threads of its own, one after the other."""

    @property
    def origin(self) -> str:
        """Jobs of one origin get in each other's way, as messages in one channel do."""

    def run(self) -> None: ...

    def tell_place(self, place: int) -> None:
        """`place` is 1 for the one that comes next."""


class JobQueue:
    """Runs as many jobs at once as it has workers, a quarter of them from one origin, first come first."""

    def __init__(self, workers: int) -> None:
        self._free = workers
        self._share = max(1, workers // 4)  # so that crowded channels leave the others theirs
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._notifier = ThreadPoolExecutor(1, thread_name_prefix="notifier")
        self._changing = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._running = Counter[str]()
        self._futures: set[Future[None]] = set()
        self._is_open = True

    def put(self, job: Job) -> None:
        """Returns at once."""
        ticket = _Ticket(job)
        with self._changing:
            self._waiting.append(ticket)
            if self._next() is ticket:
                self._begin(ticket)
                return
        self._notifier.submit(self._tell_place, ticket)

    def close(self, within_s: float) -> bool:
        """Whether all that had begun was finished in time; what had not is left undone."""
        with self._changing:
            self._is_open = False
            begun = frozenset(self._futures)
        self._notifier.shutdown(wait=False, cancel_futures=True)
        self._workers.shutdown(wait=False)
        return not wait(begun, timeout=within_s).not_done

    def _next(self) -> _Ticket | None:
        """The first that may begin now."""
        if not (self._free and self._is_open):
            return None
        return next((one for one in self._waiting if self._running[one.job.origin] < self._share), None)

    def _begin(self, ticket: _Ticket) -> None:
        self._waiting.remove(ticket)
        self._free -= 1
        self._running[ticket.job.origin] += 1
        future = self._workers.submit(self._run, ticket)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)

    def _run(self, ticket: _Ticket) -> None:
        try:
            with ticket.turn:
                ticket.job.run()
        except Exception:  # noqa: BLE001 — a thread has nobody to raise to
            _log.exception("An answer failed")
        with self._changing:
            self._free += 1
            self._running[ticket.job.origin] -= 1
            if following := self._next():
                self._begin(following)

    def _tell_place(self, ticket: _Ticket) -> None:
        with ticket.turn:
            if place := self._place(ticket):
                ticket.job.tell_place(place)

    def _place(self, ticket: _Ticket) -> int:
        """0 once it has begun."""
        with self._changing:
            return self._waiting.index(ticket) + 1 if ticket in self._waiting else 0


class _Ticket:
    """A job, and what keeps its two methods apart."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.turn = threading.Lock()
