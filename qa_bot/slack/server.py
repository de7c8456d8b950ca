"""Waitress, with an end to connections that bring no whole request and only hold the port."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from qa_bot.errors import UsageError
from qa_bot.slack.requests import Refusals, SignedRequests

MOST_BYTES = 1_000_000  # of a body; Slack's own are some kilobytes
CONNECTIONS = 100  # at once; one more ends the one that has waited longest for its request
REQUEST_S = 10.0  # from the first byte of a request to its last
_REQUESTS_AT_ONCE = 16


class _RefusedTask(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """The reply to what is too large, or no HTTP, with a note of it."""

    def execute(self) -> None:
        error = self.request.error
        self.channel.server.refusals.note(error.reason, f"it is no request of Slack's ({error.reason}).")
        super().execute()


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when it has waited for the rest of a request, or for the next one."""

    error_task_class = _RefusedTask

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.waiting_since = self.creation_time

    @property
    def is_between_requests(self) -> bool:
        """Whether it brought one, and nothing of the next."""
        return self.request is None and self.waiting_since > self.creation_time

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.waiting_since = time.time()
        return bool(super().received(data))


class _Server(TcpWSGIServer):  # type: ignore[misc]
    channel_class = _Channel

    def __init__(self, application: SignedRequests, refusals: Refusals, listening: socket.socket) -> None:
        self.refusals = refusals
        limits = {
            "max_request_body_size": MOST_BYTES + 1,
            "connection_limit": 2 * CONNECTIONS,  # where waitress takes no more; we end some before
            "cleanup_interval": 1,
            "threads": _REQUESTS_AT_ONCE,
        }
        super().__init__(
            application,
            _sock=listening,  # bound already: waitress would leave it open where it cannot bind it
            bind_socket=False,
            sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
            adj=Adjustments(sockets=[listening], ident=None, **limits),
        )

    def maintenance(self, now: float) -> None:
        """Ends connections by the age of what they send: a byte now and then keeps none."""
        for channel in self._waiting():
            if channel.waiting_since < now - REQUEST_S:
                if not channel.is_between_requests:
                    self.refusals.note("late", f"it did not come whole within {REQUEST_S:g} s.")
                channel.will_close = True

    def handle_accept(self) -> None:
        super().handle_accept()
        waiting = self._waiting()
        if len(self.active_channels) > CONNECTIONS and waiting:
            self.refusals.note("crowded", f"more than {CONNECTIONS} connections are open.")
            min(waiting, key=lambda channel: channel.waiting_since).will_close = True

    def _waiting(self) -> list[_Channel]:
        """The connections that have nothing to be answered."""
        channels = self.active_channels.values()
        return [channel for channel in channels if not (channel.requests or channel.will_close)]


@contextmanager
def serving(application: SignedRequests, refusals: Refusals, host: str, port: int) -> Iterator[None]:
    """Listens on a thread of its own. Raises UsageError where that is not possible."""
    logging.getLogger("waitress").setLevel(logging.ERROR)  # of a full queue it would warn a line a request
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(
            f"Port {port} of {host} cannot be listened on ({error.strerror}); name others."
        ) from None
    server = _Server(application, refusals, listening)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.trigger.pull_trigger(server.close)  # on its own thread
        server.task_dispatcher.shutdown()
