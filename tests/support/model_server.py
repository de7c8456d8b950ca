"""A server with OpenAI's chat API that answers as a script says, and keeps what it was asked."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from qa_bot.settings import Settings
from support.waiting import PATIENCE_S


@dataclass(frozen=True)
class Reply:
    """One reply: an error, or a stream of `pieces` that may stall before each or the end, or break off."""

    pieces: tuple[str, ...] = ()
    status: int = 200
    code: str = ""  # of an error
    message: str = "as scripted"
    param: str = ""
    body: dict[str, Any] | None = None  # in place of code, message and param
    headers: dict[str, str] = field(default_factory=dict)
    stall_s: float = 0.0
    end_stall_s: float = 0.0
    silent: bool = False  # the connection is closed instead
    broken: bool = False
    raw: bytes = b""  # instead of the pieces
    usage: dict[str, int] | None = None
    stays_open: bool = False  # after the last event


def says(text: str) -> Reply:
    """In pieces that end in the middle of words and markers."""
    return Reply(tuple(text[at : at + 3] for at in range(0, len(text), 3)))


class ModelServer:
    """Replies with each of `script` in turn, the last one again and again."""

    def __init__(self) -> None:
        self.script: list[Reply] = []
        self.asked: list[dict[str, Any]] = []
        self.pages: dict[str, object] = {}  # what GET gets there, as JSON
        self.keeps_alive = False
        self.connections = 0
        self.url = ""

    def next_reply(self, request: dict[str, Any]) -> Reply:
        self.asked.append(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def model_server(tls: ssl.SSLContext | None = None) -> Iterator[ModelServer]:
    model = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            model.connections += 1
            super().setup()

        def do_GET(self) -> None:
            self.close_connection = not model.keeps_alive
            page = model.pages.get(self.path)
            self._whole(404 if page is None else 200, {}, page)

        def do_POST(self) -> None:
            reply = model.next_reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.close_connection = not model.keeps_alive
            with suppress(ConnectionError):  # the client may go away
                if reply.silent:
                    return
                self._refuse(reply) if reply.status != 200 else self._stream(reply)

        def _refuse(self, reply: Reply) -> None:
            error = {"message": reply.message, "code": reply.code, "param": reply.param}
            self._whole(reply.status, reply.headers, reply.body or {"error": error})

        def _whole(self, status: int, headers: dict[str, str], content: object) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            own = {"Content-Type": "application/json", "Content-Length": str(len(body))}
            for name, value in {**headers, **own}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, reply: Reply) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in reply.pieces:
                time.sleep(reply.stall_s)
                self._send(_event({"content": piece}, None))
            if reply.raw:
                self._send(reply.raw)
            if not reply.broken:
                time.sleep(reply.stall_s + reply.end_stall_s)
                self._send(_event({}, "stop"))
                if reply.usage:
                    self._send(_data({"choices": [], "usage": reply.usage}))
                self._send(b"data: [DONE]\n\n")
                time.sleep(PATIENCE_S if reply.stays_open else 0)
                self._send(b"")

        def _send(self, data: bytes) -> None:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        model.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}/v1"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield model
        finally:
            server.shutdown()


def _event(delta: dict[str, str], finish_reason: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return _data(chunk)


def _data(event: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(event)}\n\n".encode()


def settings(folder: Path, url: str, **changed: float) -> Settings:
    """Under which it answers; `changed` is for `[generative]`."""
    generative = {"base_url": url, "timeout_s": PATIENCE_S, **changed}
    return Settings.load(index={"path": folder}, models={"answerer": "openai"}, generative=generative)
