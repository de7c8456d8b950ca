"""What the bot does with requests that are not Slack's, and with connections that bring none."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse

import pytest
from slack_bolt import App
from support.slack_server import free_port
from support.waiting import PATIENCE_S, eventually

from qa_bot.errors import UsageError
from qa_bot.slack import requests, server
from qa_bot.slack.requests import EVENTS, HEALTH, Refusals, SignedRequests
from qa_bot.slack.server import MOST_BYTES, serving

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
GREETING = json.dumps({"type": "url_verification", "challenge": "c"}).encode()


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server before an app that hears of nothing."""
    port, refusals = free_port(), Refusals()
    app = App(token="xoxb-1", request_verification_enabled=False, token_verification_enabled=False)
    with serving(SignedRequests(app, SECRET, refusals), refusals, "127.0.0.1", port):
        yield port


def signed(body: bytes, *, at: str = "", secret: str = SECRET) -> bytes:
    """A whole request."""
    at = at or str(int(time.time()))
    signature = hmac.new(secret.encode(), b"v0:" + at.encode("latin-1") + b":" + body, hashlib.sha256)
    head = (
        f"POST {EVENTS} HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: v0={signature.hexdigest()}\r\n\r\n"
    )
    return head.encode("latin-1") + body


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE_S)


def status(port: int, request: bytes) -> int:
    """What the server says to it."""
    with connected(port) as connection:
        connection.sendall(request)
        return int(connection.recv(1000).split()[1])


def is_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_what_slack_signed_is_answered(port: int) -> None:
    assert status(port, signed(GREETING)) == 200


def test_a_load_balancer_hears_that_the_bot_is_there(port: int) -> None:
    assert status(port, f"GET {HEALTH} HTTP/1.1\r\nHost: bot\r\n\r\n".encode()) == 200
    assert status(port, b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n") == 404


@pytest.mark.parametrize(
    ("request_of", "says"),
    [
        (lambda: signed(GREETING, secret="another"), "not made with SLACK_SIGNING_SECRET"),
        (lambda: signed(b"\xff{", secret="another"), "not made with SLACK_SIGNING_SECRET"),
        (lambda: signed(GREETING, at=str(int(time.time()) - 301)), "somebody replays old requests"),
        (lambda: signed(GREETING, at=str(int(time.time()) + 400)), "somebody replays old requests"),
        (lambda: signed(GREETING, at="9" * 5000), "it has no signature"),
        (lambda: signed(GREETING, at="²"), "it has no signature"),
        (lambda: signed(GREETING).replace(b"v0=", b"v0=\xe9"), "it has no signature"),
    ],
)  # fmt: skip
def test_what_slack_did_not_sign_lately_is_refused_before_anything_of_it_is_parsed(
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    request_of: object,
    says: str,
) -> None:
    monkeypatch.setattr(json, "loads", lambda *_: pytest.fail("it is parsed"))
    assert callable(request_of)
    assert status(port, request_of()) == 401
    assert says in caplog.text


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000])
def test_a_signed_body_that_is_no_json_is_one_line(
    port: int, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    assert status(port, signed(body)) == 400
    assert len(caplog.records) == 1 and "no JSON" in caplog.text


def test_a_body_over_a_megabyte_is_refused_before_it_comes(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    head, _, _ = signed(b"{" + b" " * MOST_BYTES).partition(b"\r\n\r\n")
    assert status(port, head + b"\r\n\r\n{") == 413
    chunked = head.replace(f"Content-Length: {MOST_BYTES + 1}".encode(), b"Transfer-Encoding: chunked")
    assert status(port, chunked + f"\r\n\r\n{MOST_BYTES + 9:x}\r\n".encode() + b" " * (MOST_BYTES + 1)) == 413
    assert caplog.text.count("Too Large") == 1
    assert status(port, signed(b" " * (MOST_BYTES - len(GREETING)) + GREETING)) == 200


def test_refusals_of_one_kind_are_counted_in_one_line(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        status(port, signed(GREETING, secret="another"))
    assert len(caplog.records) == 1
    monkeypatch.setattr(requests, "_BETWEEN_LINES_S", 0.0)
    status(port, signed(GREETING, secret="another"))
    assert "So were 4 others" in caplog.records[-1].getMessage() and len(caplog.records) == 2


@pytest.mark.parametrize("sent", [b"", b"POST ", signed(GREETING)[:-1]])
def test_a_connection_that_brings_no_whole_request_is_ended(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.1)
    with connected(port) as held:
        held.sendall(sent)
        assert is_ended(held)
    assert "did not come whole" in caplog.text


def test_a_byte_now_and_then_keeps_no_connection(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "REQUEST_S", 0.5)
    with connected(port) as held:
        held.settimeout(0.05)

        def is_ended_after_another_byte() -> bool:
            try:
                held.sendall(b"P")
                return held.recv(1) == b""
            except TimeoutError:
                return False
            except ConnectionError:
                return True

        assert eventually(is_ended_after_another_byte)


def test_a_connection_may_wait_between_two_requests_and_its_end_is_no_refusal(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with connected(port) as kept:
        for _ in range(2):
            kept.sendall(signed(GREETING))
            answered = HTTPResponse(kept)
            answered.begin()
            assert (answered.status, answered.read()) == (200, b'{"challenge": "c"}')
        monkeypatch.setattr(server, "REQUEST_S", 0.1)
        assert is_ended(kept)
    assert caplog.records == []


def test_more_connections_than_may_be_held_keep_slack_from_nothing(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 10)
    with ExitStack() as stack:
        for _ in range(60):
            stack.enter_context(connected(port)).sendall(b"POST ")
        assert status(port, signed(GREETING)) == 200
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "more than 10 connections are open" in caplog.text


def test_a_port_that_is_taken_is_one_sentence(port: int) -> None:
    refusals = Refusals()
    app = App(token="xoxb-1", request_verification_enabled=False, token_verification_enabled=False)
    for host in ("127.0.0.1", "no.such.host.invalid"):
        listening = serving(SignedRequests(app, SECRET, refusals), refusals, host, port)
        with pytest.raises(UsageError, match="cannot be listened on"), listening:
            pass
