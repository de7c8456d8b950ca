"""How Slack brings events to an app: over sockets or by signed requests, again where it hears nothing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

Payload = dict[str, Any]
_ACKNOWLEDGE_S = 3.0


@dataclass(frozen=True)
class Attempt:
    """One delivery; `seconds` until the app acknowledged it, None if it did not in time."""

    kind: str  # "events_api", "slash_commands" or "interactive"
    payload: Payload
    retry: int
    seconds: float | None


@dataclass(frozen=True)
class Ack:
    body: Any = None
    again: bool = True  # False: the app asks for no retry


class Line(Protocol):
    """A way to the app. Raises TimeoutError where the app does not acknowledge."""

    async def send(self, kind: str, payload: Payload, retry: int, reason: str) -> Ack: ...


@dataclass
class Courier:
    """Delivers each payload once, or as often and as late as told; keeps every attempt."""

    line: Line
    copies: int = 1  # of each event, at the same time
    retry_after_s: tuple[float, ...] = (0.0, 60.0, 300.0)
    attempts: list[Attempt] = field(default_factory=list)

    async def bring(self, kind: str, payload: Payload) -> Any:
        """What the app says to it; commands and clicks are neither copied nor repeated."""
        if kind != "events_api":
            return (await self._try(kind, payload, 0, "")).body
        brought = [self._until_acknowledged(kind, payload) for _ in range(self.copies)]
        await asyncio.gather(*brought)
        return None

    async def _until_acknowledged(self, kind: str, payload: Payload) -> None:
        reason = ""
        for retry, wait_s in enumerate((0.0, *self.retry_after_s)):
            await asyncio.sleep(wait_s)
            ack = await self._try(kind, payload, retry, reason)
            if not ack.again:
                return
            reason = "timeout"

    async def _try(self, kind: str, payload: Payload, retry: int, reason: str) -> Ack:
        started = time.monotonic()
        try:
            ack = await asyncio.wait_for(self.line.send(kind, payload, retry, reason), _ACKNOWLEDGE_S)
        except (TimeoutError, aiohttp.ClientError):
            self.attempts.append(Attempt(kind, payload, retry, None))
            return Ack()
        self.attempts.append(Attempt(kind, payload, retry, time.monotonic() - started))
        return ack


class Sockets:
    """The app's Socket Mode connections: each envelope goes to one of them, in turn."""

    def __init__(self) -> None:
        self._open: list[web.WebSocketResponse] = []
        self._turn = itertools.count()
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._open.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self._open)})
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self._open.remove(socket)
        return socket

    async def send(self, kind: str, payload: Payload, retry: int, reason: str) -> Ack:
        while not self._open:
            await asyncio.sleep(0.02)
        socket = self._open[next(self._turn) % len(self._open)]
        id = str(uuid.uuid4())
        envelope: Payload = {"envelope_id": id, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        self._waiting[id] = asyncio.get_running_loop().create_future()
        await socket.send_json(envelope)
        return Ack(await self._waiting[id], again=False)

    async def drop(self, reason: str = "") -> None:
        """Closes every connection: said before, as Slack does when it moves one, or as a cable breaks."""
        for socket in list(self._open):
            if reason:
                await socket.send_json({"type": "disconnect", "reason": reason})
            await socket.close()

    @property
    def count(self) -> int:
        return len(self._open)

    def _acknowledged(self, data: str) -> None:
        said = json.loads(data) if data.startswith("{") else {}  # the rest are the client's pings
        waiting = self._waiting.pop(said.get("envelope_id", ""), None)
        if waiting and not waiting.done():
            waiting.set_result(said.get("payload"))


class Requests:
    """Signed requests to the app's own address."""

    def __init__(self, http: aiohttp.ClientSession, secret: str) -> None:
        self._http = http
        self.secret = secret
        self.app_url = ""
        self.age_s = 0  # of what is signed: Slack's own are new, a replayed one is not

    async def send(self, kind: str, payload: Payload, retry: int, reason: str) -> Ack:
        body, content_type = _body(kind, payload)
        headers = self._signed(body) | {"Content-Type": content_type}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": f"http_{reason}"}
        async with self._http.post(self.app_url, data=body, headers=headers) as response:
            said = await response.text()
            refused = response.status >= 300 and "X-Slack-No-Retry" not in response.headers
            return Ack(_parsed(said), again=refused)

    def _signed(self, body: str) -> dict[str, str]:
        at = str(int(time.time()) - self.age_s)
        signature = hmac.new(self.secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256)
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={signature.hexdigest()}"}


def _body(kind: str, payload: Payload) -> tuple[str, str]:
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def _parsed(said: str) -> Any:
    return json.loads(said) if said.startswith("{") else said
