"""What tests of feeds and pages begin with: a site that answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

import pytest

from support.news_site import Asked, Resource, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as site:
        yield site


@contextmanager
def served(tls: SSLContext | None = None) -> Iterator[Site]:
    """A site that answers, encrypted if told how."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(Asked(self.path, dict(self.headers), time.monotonic()))
            self.answer(site.pages.get(self.path, Resource(status=404)))

        def answer(self, page: Resource) -> None:
            tag = page.headers.get("ETag")
            if tag and self.headers.get("If-None-Match") == tag:
                page = replace(page, status=304, body="")
            self.send_response(page.status)
            for name, value in {"Content-Type": page.type, **page.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if not page.drip_s:
                self.wfile.write(page.body.encode())
                return
            for byte in page.body.encode():
                try:
                    self.wfile.write(bytes([byte]))
                except OSError:
                    return
                time.sleep(page.drip_s)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.root = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()
