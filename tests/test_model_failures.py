"""No question is lost to a model server."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from support.ferry_news import ASKED, BOUGHT
from support.model_server import ModelServer, Reply, says, settings

from qa_bot.responder import Responder
from qa_bot.types import Answer, Question

pytest_plugins = ["support.model_fixtures"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=401), "refused the key"),
        (Reply(status=404), "knows no model"),
        (Reply(status=429, code="insufficient_quota"), "quota"),
        (Reply(status=429, headers={"Retry-After": "60"}), "takes no more requests"),
        (Reply(status=400), "error (400)"),
        (Reply(status=500), "error (500)"),
        (says(""), "empty reply"),
        (Reply(("Nothing",), broken=True), "broke off"),
        (Reply((f"{BOUGHT} [1]. And",), broken=True), "broke off"),
        (Reply(raw=b"data: {broken\n\n"), "no reply"),
        (Reply(silent=True), "broke off"),
    ],
    ids="401 404 quota 429 400 500 empty cut cut-late garbage silent".split(),
)
def test_a_failing_server_loses_no_question(ask: Callable[..., Answer], reply: Reply, reason: str) -> None:
    assert_extracted(ask(reply), reason)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(("a",), stall_s=10), "2 s"),
        (Reply((f"{BOUGHT} [1]. And",), end_stall_s=10), "longer than 2 s"),
        (Reply(("word ",) * 200, stall_s=0.1), "longer than 2 s"),
    ],
    ids="stall stall-late trickle".split(),
)
def test_a_server_that_stalls_loses_no_question(
    folder: Path, server: ModelServer, reply: Reply, reason: str
) -> None:
    server.script = [reply]
    started = time.perf_counter()
    answer = Responder.open(settings(folder, server.url, timeout_s=2.0)).ask(Question(ASKED))
    assert time.perf_counter() - started < 9  # not as long as the server stalls
    assert_extracted(answer, reason)


def assert_extracted(answer: Answer, reason: str) -> None:
    assert "bought the ferry Aurora in March 2023" in answer.text
    assert answer.answerer == "extractive"
    assert reason in answer.notice
    assert "\n" not in answer.notice


def test_a_server_that_is_not_there_loses_no_question(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    answer = Responder.open(settings(folder, url)).ask(Question(ASKED))
    assert answer.answerer == "extractive"
    assert f"at {url} cannot be reached" in answer.notice


@pytest.mark.parametrize("retry_after", ["1", format_datetime(datetime.now(UTC) - timedelta(days=1)), "soon"])
def test_a_refusal_that_passes_is_waited_for(
    ask: Callable[..., Answer], server: ModelServer, retry_after: str
) -> None:
    started = time.perf_counter()
    answer = ask(Reply(status=429, headers={"Retry-After": retry_after}), says(f"{BOUGHT} [1]."))
    assert answer.answerer == "openai"
    assert len(server.asked) == 2
    assert retry_after != "1" or time.perf_counter() - started >= 1


def test_what_cannot_pass_is_not_tried_again(ask: Callable[..., Answer], server: ModelServer) -> None:
    ask(Reply(status=401))
    ask(Reply(status=429, code="insufficient_quota"))
    assert len(server.asked) == 2
