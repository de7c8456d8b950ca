"""Verification beside the stream: while the model writes on, what it has written is verified."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from types import TracebackType

from qa_bot.answering.verification.cases import Case, Finding, Verifying
from qa_bot.errors import ModelUnavailable

_CALLS = 2  # at once
_MOST = 4  # cases a call

Take = Callable[[Case, "Finding | None"], None]


class Beside:
    """Hands each case with its finding to `take`, in the order in which they were put, as soon as it can.

    A context manager: what was put is taken when it ends, unless it ends by an error. Without a verifier, or
    where it fails, findings are None; `failure` then says why.
    """

    def __init__(self, verifier: Verifying | None, take: Take) -> None:
        self.failure = ""
        self._verifier = verifier
        self._take = take
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(_CALLS)
        self._calls: list[Future[None]] = []
        self._running = 0
        self._waiting: deque[int] = deque()  # places of cases that no call has begun with
        self._cases: list[Case] = []
        self._found: dict[int, Finding | None] = {}
        self._taken = 0

    def put(self, case: Case, *, is_proven: bool = False) -> None:
        """`is_proven`: it needs no verifier. Raises what an earlier case led to."""
        self._raise_errors()
        with self._lock:
            place = len(self._cases)
            self._cases.append(case)
            if is_proven or self._verifier is None or self.failure:
                self._found[place] = None
                self._release()
            else:
                self._waiting.append(place)
                self._begin()

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        abandoned = kind is not None and not issubclass(kind, ModelUnavailable)
        if abandoned:
            with self._lock:
                self._waiting.clear()
        for call in self._calls:  # each may begin another
            call.exception()
        self._pool.shutdown()
        if not abandoned:
            self._raise_errors()

    def _begin(self) -> None:
        """Starts a call with what waits, if there is room for one; the lock is held."""
        if not self._waiting or self._running == _CALLS:
            return
        places = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
        self._running += 1
        self._calls.append(self._pool.submit(copy_context().run, self._verify, places))

    def _verify(self, places: Sequence[int]) -> None:
        try:
            found, failure = self._findings([self._cases[place] for place in places]), ""
        except ModelUnavailable as error:
            found, failure = [None] * len(places), str(error)
        with self._lock:
            self._running -= 1
            self.failure = self.failure or failure
            self._found.update(zip(places, found, strict=True))
            if self.failure:  # what it does not answer now it need not be asked again
                self._found.update(dict.fromkeys(self._waiting))
                self._waiting.clear()
            self._begin()
            self._release()

    def _findings(self, cases: Sequence[Case]) -> list[Finding | None]:
        assert self._verifier is not None
        return list(self._verifier.verify(cases))

    def _release(self) -> None:
        """Hands on what is found, up to the first case that is not; the lock is held."""
        while self._taken in self._found:
            place, self._taken = self._taken, self._taken + 1
            self._take(self._cases[place], self._found[place])

    def _raise_errors(self) -> None:
        for call in self._calls:
            if call.done() and (error := call.exception()):
                raise error
