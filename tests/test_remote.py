"""A server that asks who comes: Chroma Cloud, or one's own behind a gate."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from support.indexed import indexed, write

from qa_bot.errors import ModelUnavailable
from qa_bot.index import Index
from qa_bot.settings import Settings

TOKEN = "ck-larkhaven"


@pytest.fixture
def gate(chroma_server: str) -> Iterator[str]:
    """The address of something that lets only requests with the token through to the server."""

    class Gate(BaseHTTPRequestHandler):
        def answer(self) -> None:
            if self.headers["x-chroma-token"] == TOKEN and self.headers["Authorization"] == f"Bearer {TOKEN}":
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                kind = {"Content-Type": "application/json"}
                reply = httpx.request(self.command, chroma_server + self.path, content=body, headers=kind)
                self.reply(reply.status_code, reply.content)
            else:
                self.reply(401, b'{"error": "AuthError", "message": "Who are you?"}')

        def reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def gated(gate: str, server_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CHROMA_URL", gate)
    monkeypatch.setenv("CHROMA_API_KEY", TOKEN)
    return Settings.load(index={"path": server_settings.index.path, "name": server_settings.index.name})


def test_an_index_behind_a_token_is_written_and_read_like_any_other(gated: Settings) -> None:
    write(gated, indexed("ferry", "The old ferry stops in autumn."))
    assert [article.id for article in Index.open(gated).list_articles()] == ["ferry"]


def test_a_token_that_is_not_accepted_is_one_sentence_without_it(gated: Settings) -> None:
    wrong = Settings.load(index={"url": gated.index.url, "token": "ck-wrong"})
    with pytest.raises(ModelUnavailable, match=r"refuses \(.+\); correct index\.token") as failure:
        Index.open(wrong)
    assert "ck-wrong" not in f"{failure.value} {wrong}"


def test_a_tenant_that_does_not_exist_is_named(gated: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMA_TENANT", "elsewhere")
    with pytest.raises(ModelUnavailable, match="elsewhere"):
        Index.open(Settings.load())
