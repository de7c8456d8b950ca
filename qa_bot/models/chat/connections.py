"""One client and one pool of connections for each server and key, on one event loop in a process."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Any, TypeVar

import openai

T = TypeVar("T")

_CONNECT_S = 10.0  # for a connection; everything else is bounded by the time for the reply


class Connections:
    """The clients of one process, and the daemon thread whose loop they run on."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._clients: dict[tuple[str, str], openai.AsyncOpenAI] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Starts `work` on the loop; cancelling what is returned cancels it there, also while it waits."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                Thread(target=self._loop.run_forever, name="model-servers", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def client(self, base_url: str, key: str) -> openai.AsyncOpenAI:
        with self._lock:
            if (base_url, key) not in self._clients:
                self._clients[base_url, key] = openai.AsyncOpenAI(
                    api_key=key,
                    base_url=base_url,
                    timeout=openai.Timeout(None, connect=_CONNECT_S),
                    max_retries=0,  # its own would wait beyond the time there is
                )
            return self._clients[base_url, key]


_processes: dict[int, Connections] = {}


def connections() -> Connections:
    """Those of this process: a fork inherits sockets, but not the thread that reads them."""
    return _processes.setdefault(os.getpid(), Connections())
