"""One writer at a time on a Chroma server, wherever the writers run.

Chroma compares nothing before it writes, but of two calls to create a collection of one name one fails. So
a turn to write is an empty collection, `<name>-turn-<n>`: whoever creates the next one holds the index, and
deletes the one before, whose holder then finds it gone. Its metadata counts up while the holder lives. No
clocks are compared: a turn is over when it says so, or when its count stood still for `_SILENCE` seconds of
the waiting process's own clock.
"""

from __future__ import annotations

import re
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from qa_bot.errors import IndexLocked, IndexUnavailable, ModelUnavailable, QABotError
from qa_bot.index.connection import connect, explained
from qa_bot.settings import Settings

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BEAT = 1.0  # seconds between two signs of life
_SILENCE = 10.0  # seconds without one after which a holder counts as dead
_LOOK = 0.25  # seconds between two looks of a waiting process


class Lease:
    """A turn to write, kept alive by a thread until it is released."""

    def __init__(self, turn: Collection, holder: str) -> None:
        self._turn, self._holder = turn, holder
        self._beats = 0
        self._beating = Lock()
        self._released = Event()
        Thread(target=self._live, name="lease", daemon=True).start()

    @classmethod
    def acquire(cls, settings: Settings, holder: str) -> Lease:
        """Waits up to `ingest.lock_wait_s`. Raises IndexLocked naming the holder."""
        queue = _Queue(connect(settings), settings.index.name)
        end = monotonic() + settings.ingest.lock_wait_s
        while (turn := queue.next_turn(holder)) is None:
            if monotonic() >= end:
                raise IndexLocked(
                    f"Another ingest is writing this index ({queue.holder}); "
                    "wait until it ends, or raise ingest.lock_wait_s."
                )
            Event().wait(_LOOK)
        return cls(turn, holder)

    def check(self) -> None:
        """Raises IndexLocked where another process took the index, which it does of one that is silent."""
        try:
            self._sign()
        except IndexUnavailable:
            raise IndexLocked(
                "Another ingest took this index over, as this one was not heard of for a while; run it again."
            ) from None

    def release(self) -> None:
        self._released.set()
        with suppress(QABotError):  # then it ends by its silence
            self._sign()

    def _live(self) -> None:
        while not self._released.wait(_BEAT):
            try:
                self._sign()
            except IndexUnavailable:
                return  # it is another's; `check` will say so
            except ModelUnavailable:
                continue  # the server may come back

    @explained()
    def _sign(self) -> None:
        with self._beating:
            self._beats += 1
            self._turn.modify(metadata=_record(self._holder, self._beats, over=self._released.is_set()))


class _Queue:
    """A process waiting for its turn, and what it saw of the one before."""

    def __init__(self, client: ClientAPI, name: str) -> None:
        self._client = client
        self._prefix = f"{name}-turn-"
        self._seen: tuple[object, ...] = ()
        self._since = monotonic()
        self.holder = ""

    def next_turn(self, holder: str) -> Collection | None:
        """The turn after the last one, if that is over and nobody was faster."""
        turns = self._turns()
        last = max(turns, default=0)
        if last and not self._is_over(turns[last]):
            return None
        turn = self._created(last + 1, holder)
        if turn:
            for old in turns.values():
                self._client.delete_collection(old.name)
        return turn

    def _turns(self) -> dict[int, Collection]:
        of_ours = re.compile(re.escape(self._prefix) + r"(\d+)")
        listed = self._client.list_collections()
        return {int(match[1]): one for one in listed if (match := of_ours.fullmatch(one.name))}

    def _is_over(self, turn: Collection) -> bool:
        record = turn.metadata or {}
        self.holder = str(record.get("holder"))
        seen = (turn.name, record.get("beat"))
        if seen != self._seen:
            self._seen, self._since = seen, monotonic()
        return bool(record.get("over")) or monotonic() - self._since > _SILENCE

    def _created(self, number: int, holder: str) -> Collection | None:
        from chromadb.errors import ChromaError

        try:
            return self._client.create_collection(
                f"{self._prefix}{number}", metadata=_record(holder, 0, over=False), embedding_function=None
            )
        except ChromaError:
            if number in self._turns():
                return None  # another process was faster
            raise


def _record(holder: str, beat: int, *, over: bool) -> dict[str, str | int | bool]:
    return {"holder": holder, "beat": beat, "over": over}
