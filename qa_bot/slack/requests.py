"""Signed requests on their way to Bolt: nothing is parsed of what Slack did not sign."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

EVENTS, HEALTH = "/slack/events", "/healthz"
_VALID_S = 300  # how long Slack's signatures hold
_SECONDS = re.compile(r"[0-9]{1,12}")  # since 1970
_BETWEEN_LINES_S = 60.0  # of one kind in the log
_log = logging.getLogger(__name__)


class Refusals:
    """Told in the log: the first of a kind at once, then a line a minute with their number."""

    def __init__(self) -> None:
        self._noting = threading.Lock()
        self._told_at: dict[str, float] = {}
        self._untold = Counter[str]()

    def note(self, kind: str, reason: str) -> None:
        """`reason` may differ from one to the next of a `kind`."""
        now = time.monotonic()
        with self._noting:
            if now - self._told_at.get(kind, -_BETWEEN_LINES_S) < _BETWEEN_LINES_S:
                self._untold[kind] += 1
                return
            self._told_at[kind] = now
            more = self._untold.pop(kind, 0)
        also = f" So were {more:,} others since the last such line." if more else ""
        _log.warning("Refused a request: %s%s", reason, also)


class SignedRequests:
    """A WSGI application: the events that Slack signed, and for load balancers whether it is there."""

    def __init__(self, app: App, signing_secret: str, refusals: Refusals) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._handle = SlackRequestHandler(app, EVENTS)
        self._refusals = refusals

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        place = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if place in (("GET", HEALTH), ("HEAD", HEALTH)):
            return _said("200 OK", start_response)
        if place != ("POST", EVENTS):
            self._refusals.note("place", f"only POST {EVENTS} and GET {HEALTH} are answered here.")
            return _said("404 Not Found", start_response)
        body = environ["wsgi.input"].read()  # the server has it all, and took no more than may be
        if reason := self._why_not(body, environ):
            self._refusals.note(*reason)
            return _said("401 Unauthorized", start_response)
        try:
            return self._handle({**environ, "wsgi.input": BytesIO(body)}, start_response)
        except (ValueError, RecursionError):  # Bolt's, of a body that is not what Slack sends
            self._refusals.note("body", "its body is no JSON.")
            return _said("400 Bad Request", start_response)

    def _why_not(self, body: bytes, environ: WSGIEnvironment) -> tuple[str, str] | None:
        """The kind and the reason of a refusal; None for what Slack signed within the last minutes."""
        at = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        if not (_SECONDS.fullmatch(at) and signature.isascii()):
            return "unsigned", "it does not come from Slack, for it has no signature."
        if (age := abs(time.time() - int(at))) > _VALID_S:
            why = "set this machine's clock, or somebody replays old requests."
            return "old", f"its signature is {age:.0f} s old; {why}"
        try:
            is_signed = self._verifier.is_valid(body, at, signature)
        except UnicodeDecodeError:
            is_signed = False
        if not is_signed:
            where = "copy that from Basic Information of your app."
            return "forged", f"its signature is not made with SLACK_SIGNING_SECRET; {where}"
        return None


def _said(status: str, start_response: StartResponse) -> Iterable[bytes]:
    body = f"{status}\n".encode()
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
