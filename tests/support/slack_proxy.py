"""Slack as the app sees it: local-slack, with the methods it lacks, Slack's refusals and its retries."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from support.slack_drawing import drawn
from support.slack_events import Courier, Requests, Sockets
from support.slack_methods import Methods
from support.slack_rules import Arguments, Refused, Reply, Rules, check_sizes
from support.slack_server import APP, BOT_TOKEN, SIGNING_SECRET, TEAM, LocalSlack, local_slack

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """A method the app called, as it called it, and what it was told."""

    method: str
    arguments: Arguments
    at: float
    error: str | None


class SlackProxy:
    """Slack as the app sees it; `server` is Slack as its people see it."""

    def __init__(self, socket_mode: bool) -> None:
        self.socket_mode = socket_mode
        self.server: LocalSlack
        self.url = ""
        self.calls: list[Call] = []
        self.methods = Methods(self._behind)
        self.streams, self.prompts = self.methods.streams, self.methods.prompts
        self.sockets = Sockets()
        self.rules = Rules()
        self._asked_in: dict[str, str] = {}  # the channel of a command, by the path of its response URL
        self._said: dict[str, dict[str, str]] = {}  # the message it produced

    @property
    def api_url(self) -> str:
        """For SLACK_API_URL."""
        return f"{self.url}/api/"

    @property
    def requests(self) -> Requests:
        assert isinstance(self.courier.line, Requests)
        return self.courier.line

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def event(self, event: dict[str, Any], id: str = "") -> None:
        """Brings an event no one behind sends: a tab that opens, a stop button, a retry of an old one."""
        body: dict[str, Any] = {"type": "event_callback", "team_id": TEAM, "api_app_id": APP, "event": event}
        self.bring(body | {"event_id": id or f"Ev{uuid.uuid4().hex[:10]}", "event_time": int(time.time())})

    def bring(self, body: dict[str, Any]) -> None:
        """What comes where events do."""
        self._run(self.courier.bring("events_api", body)).result(timeout=30)

    def drop_sockets(self, reason: str = "") -> None:
        self._run(self.sockets.drop(reason)).result(timeout=10)

    # What follows runs on the proxy's own loop.

    async def api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        reply: Reply = {"ok": True}
        status, headers = 200, {"X-OAuth-Scopes": ",".join(sorted(self.rules.scopes))}
        try:
            self.rules.check(method, _token(request, arguments), arguments)
            reply = await self._answer(method, arguments)
        except Refused as refused:
            reply = refused.reply
        if "retry_after" in reply:
            status, headers["Retry-After"] = 429, reply["retry_after"]
        self.calls.append(Call(method, arguments, time.monotonic(), reply.get("error")))
        return web.json_response(reply, status=status, headers=headers)

    async def respond(self, request: web.Request) -> web.Response:
        """A `response_url`, with the limits of a message."""
        arguments = await request.json()
        try:
            check_sizes("response_url", arguments)
        except Refused as refused:
            return web.json_response(refused.reply, status=400)
        self.calls.append(Call("response_url", arguments, time.monotonic(), None))
        said = self._said.get(request.path)
        if said and arguments.get("replace_original"):
            await self._behind("chat.update", arguments | said)
            return web.Response(text="ok")
        behind = f"{self.server.url}{request.path}"
        async with self._http.post(behind, json=_as_drawn(arguments)) as response:
            await self._note_said(request.path)
            return web.Response(text=await response.text(), status=response.status)

    async def _note_said(self, path: str) -> None:
        """Which message a command produced, for its address changes only that."""
        if channel := self._asked_in.get(path):
            async with self._http.get(f"{self.server.url}/_control/messages/{channel}") as response:
                messages = (await response.json())["messages"]
            self._said[path] = {"channel": channel, "ts": messages[-1]["ts"]}

    async def events(self, request: web.Request) -> web.Response:
        """What local-slack has for the app in HTTP mode."""
        if request.content_type == "application/json":
            kind, payload = "events_api", await request.json()
        else:
            form = dict(await request.post())
            kind = "interactive" if "payload" in form else "slash_commands"
            payload = json.loads(str(form["payload"])) if "payload" in form else form
        said = await self.courier.bring(kind, self._readdressed(payload))
        return web.json_response(said) if isinstance(said, dict) else web.Response(text=str(said or ""))

    async def listen(self) -> None:
        """Takes local-slack's envelopes in the app's place, for as long as it sends any."""
        opened = await self._behind("apps.connections.open", {})
        async with self._http.ws_connect(opened["url"]) as socket:
            self._is_listening.set()
            async for message in socket:
                envelope = message.json()
                if "envelope_id" in envelope:
                    bringing = asyncio.create_task(self._bring(socket, envelope))
                    self._tasks.add(bringing)
                    bringing.add_done_callback(self._tasks.discard)

    async def _bring(self, socket: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any]) -> None:
        said = await self.courier.bring(envelope["type"], self._readdressed(envelope["payload"]))
        with suppress(aiohttp.ClientError):
            await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": said})

    def _readdressed(self, payload: dict[str, Any]) -> dict[str, Any]:
        """With response URLs that lead here, and of an ephemeral message only what Slack tells."""
        hooks = "/_hooks/"
        moved: dict[str, Any] = json.loads(
            json.dumps(payload).replace(f"{self.server.url}{hooks}", f"{self.url}{hooks}")
        )
        if "command" in moved:
            self._asked_in[moved["response_url"].removeprefix(self.url)] = moved["channel_id"]
        if moved.get("message", {}).get("subtype") == "ephemeral":
            del moved["message"]
            moved["container"]["is_ephemeral"] = True
        return moved

    async def _answer(self, method: str, arguments: Arguments) -> Reply:
        if method == "apps.connections.open":
            return {"ok": True, "url": f"{self.url.replace('http', 'ws')}/socket"}
        return await self.methods.answer(method, arguments)

    async def _behind(self, method: str, arguments: Arguments) -> Reply:
        url = f"{self.server.url}/api/{method}"
        headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
        async with self._http.post(url, json=_as_drawn(arguments), headers=headers) as response:
            reply: Reply = await response.json()
            return reply

    async def start(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_listening = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._http = aiohttp.ClientSession()
        self.courier = Courier(self.sockets if self.socket_mode else Requests(self._http, SIGNING_SECRET))
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/api/{method}", self.api)
        app.router.add_post("/_hooks/response/{id}", self.respond)
        app.router.add_post("/events", self.events)
        app.router.add_get("/socket", self.sockets.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def connect(self, server: LocalSlack) -> None:
        self.server = server
        if self.socket_mode:
            self._tasks.add(asyncio.create_task(self.listen()))
            await self._is_listening.wait()

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.sockets.drop()
        await self._runner.cleanup()
        await self._http.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)


@contextmanager
def slack_workspace(socket_mode: bool = True) -> Iterator[SlackProxy]:
    """Larkhaven's workspace, empty; in HTTP mode `requests.app_url` says where the app listens."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = SlackProxy(socket_mode)

    def run(work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(timeout=30)

    try:
        run(proxy.start())
        with local_slack("" if socket_mode else f"{proxy.url}/events") as server:
            run(proxy.connect(server))
            try:
                yield proxy
            finally:
                run(proxy.stop())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _as_drawn(arguments: Arguments) -> Arguments:
    if "view" in arguments:
        return arguments | {"view": _as_drawn(arguments["view"])}
    return arguments | {"blocks": drawn(arguments["blocks"])} if arguments.get("blocks") else arguments


def _token(request: web.Request, arguments: Arguments) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.get("token", "")


async def _arguments(request: web.Request) -> Arguments:
    """Of a JSON body, of a form whose values may be JSON, or of the query."""
    if request.content_type == "application/json":
        return dict(json.loads(await request.text() or "{}"))
    form = dict(request.query) | dict(await request.post())
    return {key: _value(str(value)) for key, value in form.items()}


def _value(text: str) -> Any:
    return json.loads(text) if text.startswith(("[", "{")) else text
