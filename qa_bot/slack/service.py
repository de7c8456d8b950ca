"""The bot while it runs: what it is made of, how it hears from Slack, and an end when it is told to."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient

from qa_bot.errors import QABotError
from qa_bot.messaging import Access, FolderFilter, Handler, Inbox, JobQueue, Services, Threads, Uploads
from qa_bot.receipts import Receipts
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.slack import credentials
from qa_bot.slack.adapter import SlackAdapter
from qa_bot.slack.app import build_app
from qa_bot.slack.corrections import Corrections
from qa_bot.slack.credentials import Workspace
from qa_bot.slack.downloads import SlackDownloads
from qa_bot.slack.interactions import Interactions
from qa_bot.slack.requests import Refusals, SignedRequests
from qa_bot.slack.sender import Sender
from qa_bot.slack.server import serving
from qa_bot.slack.threads import SlackThreads

_CHAT = "slack"  # names the folder of its inbox
_BETWEEN_MAINTENANCE_S = 5.0
_PING_S = 3.0  # a socket that broke is found so late at most
_CLOSE_S, _MARK_AGAIN_S = 30.0, 0.1
THIS_MACHINE = "127.0.0.1"
_log = logging.getLogger(__name__)


def check(settings: Settings, port: int | None) -> Workspace:
    """Raises UsageError or ModelUnavailable saying what is wrong with the tokens, or with Slack."""
    if port is None:
        credentials.check_socket(credentials.client(credentials.secret("SLACK_APP_TOKEN")))
    else:
        credentials.secret("SLACK_SIGNING_SECRET")
    return credentials.check(_bot(), uploads=bool(settings.slack.uploads))


def run(
    settings: Settings, port: int | None, ready: Callable[[Workspace], None], host: str = THIS_MACHINE
) -> None:
    """Answers until SIGTERM or Ctrl-C: over a socket, or over signed requests to `port` of `host`.

    Raises what `check` raises, and the errors of opening the index.
    """
    workspace = check(settings, port)
    told_to_stop = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: told_to_stop.set())
    with listening(settings, workspace, port, host) as maintenance:
        ready(workspace)
        while not told_to_stop.wait(_BETWEEN_MAINTENANCE_S):
            maintenance.do()


class Maintenance:
    """What is to be done from time to time; the queue's threads do the work."""

    def __init__(self, handler: Handler, corrections: Corrections, queue: JobQueue) -> None:
        self._handler = handler
        self._corrections = corrections
        self._queue = queue

    def do(self) -> None:
        try:
            self._handler.take_up()
            if self._corrections.is_due():
                self._queue.put(self._corrections)
        except QABotError as error:
            _log.warning("%s", error)


@contextmanager
def listening(
    settings: Settings, workspace: Workspace, port: int | None, host: str = THIS_MACHINE
) -> Iterator[Maintenance]:
    """On leaving, no more posts come, and answers that have begun are finished if they take no longer than
    `slack.stop_s`; the rest is for the next start."""
    bot = _bot()
    sender, threads = Sender(bot), SlackThreads(bot, workspace.bot_user)
    services = _services(settings, bot, sender, threads)
    queue, receipts = JobQueue(settings.slack.workers), Receipts.of(settings)
    handler = Handler(services, queue)
    interactions = Interactions(bot, services, sender, receipts)
    corrections = Corrections(services, sender, threads, receipts, settings.slack)
    maintenance = Maintenance(handler, corrections, queue)
    maintenance.do()
    try:
        with (
            _socket(bot, handler, interactions)
            if port is None
            else _server(bot, handler, interactions, host, port)
        ):
            yield maintenance
    finally:
        if queue.close(settings.slack.stop_s):
            services.inbox.close()


def _services(settings: Settings, bot: WebClient, sender: Sender, threads: SlackThreads) -> Services:
    responder, inbox = Responder.open(settings), Inbox.of(settings, _CHAT)
    return Services(
        responder=responder,
        inbox=inbox,
        threads=Threads(threads, inbox),
        access=Access(settings.slack),
        filter=FolderFilter(responder.index),
        uploads=Uploads(SlackDownloads(bot), settings.slack.uploads, settings),
        adapter=SlackAdapter(sender, inbox),
    )


@contextmanager
def _socket(bot: WebClient, handler: Handler, interactions: Interactions) -> Iterator[None]:
    token = credentials.secret("SLACK_APP_TOKEN")
    app = build_app(bot, handler, interactions)
    socket = SocketModeHandler(app, token, web_client=credentials.client(token), ping_interval=_PING_S)
    with credentials.explained("SLACK_APP_TOKEN"):
        socket.client.connect()
    try:
        yield
    finally:
        _close(socket.client)


def _close(client: SocketModeClient) -> None:
    """Closes the connection, within `_CLOSE_S` at most.

    `SocketModeClient.close` (slack-sdk 3.47, 3.48) waits without end for the thread that receives, and
    that thread un-marks the end as it takes up a connection: stopped just then, a bot would hang. So the
    end is marked until the thread has seen it.
    """
    closing = threading.Thread(target=client.close, daemon=True)
    closing.start()
    end = time.monotonic() + _CLOSE_S
    while closing.is_alive() and time.monotonic() < end:
        client.current_session_state.terminated = True
        closing.join(_MARK_AGAIN_S)
    if closing.is_alive():
        _log.warning("The connection to Slack did not close within %g s; it ends with the process.", _CLOSE_S)


@contextmanager
def _server(
    bot: WebClient, handler: Handler, interactions: Interactions, host: str, port: int
) -> Iterator[None]:
    refusals, secret = Refusals(), credentials.secret("SLACK_SIGNING_SECRET")
    requests = SignedRequests(build_app(bot, handler, interactions), secret, refusals)
    with serving(requests, refusals, host, port):
        yield


def _bot() -> WebClient:
    return credentials.client(credentials.secret("SLACK_BOT_TOKEN"))
