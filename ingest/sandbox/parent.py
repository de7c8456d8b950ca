"""The side that asks: a process that lives on from file to file, and is replaced when one of them ends it."""

from __future__ import annotations

import pickle
import subprocess
import weakref
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing, suppress
from functools import partial
from typing import TypeVar, cast

from ingest.sandbox.limits import NO_MEMORY, Limits, Refusal, ran_out_of_time, refusal
from ingest.sandbox.messages import DONE, Failed, Result, Task
from ingest.sandbox.process import send, started
from qa_bot.errors import QABotError

_MODULE = "ingest.sandbox.child"

Item = TypeVar("Item")
Made = TypeVar("Made")


class _Ended(Exception):
    """The process ended in the middle of a piece."""

    def __init__(self, refusal: Refusal, *, is_certain: bool) -> None:
        self.refusal = refusal
        self.is_certain = is_certain  # that this piece did it: what earlier ones left may have


class Sandbox:
    """Runs functions of modules on items that pickle. Not for two threads at once."""

    def __init__(self, limits: Limits) -> None:
        """Starts the process, which loads what it needs meanwhile."""
        self._limits = limits
        self._start()

    def each(
        self, function: Callable[[Item], Made], items: Sequence[Item]
    ) -> Generator[Made | Refusal, None, None]:
        """The function's result for each of the items, in order; one that is refused costs no other.

        Raises QABotError where the process itself does not work.
        """
        at, alone = 0, False
        while at < len(items):
            asked = items[at : at + 1] if alone else items[at:]
            try:
                with closing(self._made(Task(partial(map, function), asked, is_divisible=True))) as made:
                    for one in made:
                        at, alone = at + 1, False
                        yield cast(Made, one)
            except _Ended as ended:
                if ended.is_certain or alone:
                    at, alone = at + 1, False
                    yield ended.refusal
                else:
                    alone = True  # once more, in a new process

    def stream(
        self, function: Callable[[Item], Iterable[Made]], item: Item
    ) -> Generator[Made | Refusal, None, None]:
        """What the function yields, each within the limits; a refusal may be the last. Raises as `each`."""
        try:
            with closing(self._made(Task(function, item, is_divisible=False))) as made:
                for one in made:
                    yield cast(Made, one)
        except _Ended as ended:
            yield ended.refusal

    def close(self) -> None:
        """Ends the process at once; it ends with this one in any case."""
        self._end()

    def _made(self, task: Task) -> Generator[object, None, None]:
        """Ends the process if it is not heard to the end. Raises _Ended."""
        process = self._running()
        assert process.stdin and process.stdout
        is_done = has_begun = False
        try:
            send(pickle.dumps(task, pickle.HIGHEST_PROTOCOL), process.stdin)
            while (message := pickle.load(process.stdout)) is not DONE:
                if isinstance(message, Failed):
                    raise QABotError(f"The process that reads files failed ({message.what}).")
                has_begun = True
                if isinstance(message, Result):
                    self._is_fresh = False
                    yield message.value
            is_done = True
        except (EOFError, ConnectionError, pickle.UnpicklingError):
            raise self._ended(process.wait(), has_begun=has_begun) from None
        finally:
            if not is_done:
                self._end()

    def _ended(self, code: int, *, has_begun: bool) -> Exception:
        if has_begun:
            is_certain = self._is_fresh or ran_out_of_time(code)
            return _Ended(refusal(code, self._limits), is_certain=is_certain)
        if code == NO_MEMORY or not self._is_fresh:
            return _Ended(refusal(code, self._limits), is_certain=False)
        return QABotError(
            "The process that reads files ended before it read one; ingest again, and raise "
            f"ingest.read_memory_mb (it is {self._limits.memory_mb:g}) if memory ran out."
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process.poll() is not None:
            self._end()
            self._start()
        return self._process

    def _start(self) -> None:
        limits = (str(self._limits.cpu_s), str(self._limits.memory_mb))
        self._process = started(_MODULE, limits, quiet=True)
        self._end = weakref.finalize(self, _end, self._process)
        self._is_fresh = True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):  # what was not sent yet
                pipe.close()
