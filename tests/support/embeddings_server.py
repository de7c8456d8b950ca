"""A server with OpenAI's embeddings API that keeps what it was asked, and may answer as a test says."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from support.indexed import EMBEDDER

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Asked:
    n: int  # 0 for the first
    path: str
    key: str
    body: Mapping[str, Any]

    @property
    def texts(self) -> list[str]:
        return list(self.body["input"])

    @property
    def vectors(self) -> Vectors:
        """Real ones."""
        return EMBEDDER.embed(self.texts)


@dataclass(frozen=True)
class Told:
    body: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class EmbeddingsServer:
    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self.tells: Callable[[Asked], Told] = lambda asked: Told(as_base64(asked.vectors))
        self._lock = Lock()

    @property
    def sizes(self) -> list[int]:
        """How many texts each request had."""
        return [len(asked.texts) for asked in self.asked]

    def answer(self, path: str, key: str, body: Mapping[str, Any]) -> Told:
        with self._lock:
            asked = Asked(len(self.asked), path, key, body)
            self.asked.append(asked)
        return self.tells(asked)


def as_base64(vectors: Vectors, tokens: int | None = 7) -> dict[str, Any]:
    encoded = [base64.b64encode(vector.astype("<f4").tobytes()).decode() for vector in vectors]
    return _body(encoded, tokens)


def as_numbers(vectors: Vectors | Sequence[Sequence[float | None]], tokens: int | None = 7) -> dict[str, Any]:
    rows = vectors.tolist() if isinstance(vectors, np.ndarray) else [list(vector) for vector in vectors]
    return _body(rows, tokens)


def refuses(status: int, message: str, code: str = "", **headers: str) -> Told:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Told({"error": {"message": message, "code": code, "type": ""}}, status, named)


@contextmanager
def embeddings_server() -> Iterator[EmbeddingsServer]:
    served = EmbeddingsServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told = served.answer(self.path, self.headers["Authorization"].removeprefix("Bearer "), body)
            sent = told.body if isinstance(told.body, bytes) else json.dumps(told.body).encode()
            self.send_response(told.status)
            for name, value in {**told.headers, "Content-Length": str(len(sent))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        served.url = f"http://127.0.0.1:{server.server_port}/v1"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield served
        finally:
            server.shutdown()


def _body(embeddings: Sequence[object], tokens: int | None) -> dict[str, Any]:
    data = [{"object": "embedding", "index": n, "embedding": one} for n, one in enumerate(embeddings)]
    usage = {} if tokens is None else {"usage": {"prompt_tokens": tokens, "total_tokens": tokens}}
    return {"object": "list", "data": data, **usage}
