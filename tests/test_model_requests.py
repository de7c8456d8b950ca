"""How a model server is asked: what it refuses, how long it may take, what it is told to have taken."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
import trustme
from support.model_server import ModelServer, Reply, model_server, says
from support.waiting import PATIENCE_S

from qa_bot.errors import ModelUnavailable, PromptTooLong
from qa_bot.models import Prompt, metered
from qa_bot.models.chat import OpenAIChat
from qa_bot.settings import Settings
from qa_bot.types import Purpose, Usage

PROMPT = Prompt("You answer.", "Who opened the dam?")
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
HELD_TO = Prompt("You answer in JSON.", "Who?", Purpose.VERIFICATION, SCHEMA)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as server:
        server.script = [says("Maud Tiller.")]
        yield server


def chat(url: str, key: str = "sk-test", **generative: object) -> OpenAIChat:
    return OpenAIChat(Settings.load(generative={"base_url": url, **generative}).generative, key)


def reply(model: OpenAIChat, prompt: Prompt = PROMPT) -> str:
    return "".join(model.stream(prompt, PATIENCE_S))


def refused(name: str, **reply: object) -> Reply:
    return Reply(status=400, message=f"Unsupported parameter: '{name}' is not supported.", **reply)


def test_only_what_is_set_is_sent_and_both_names_of_the_limit_to_a_server_of_ones_own(
    server: ModelServer,
) -> None:
    reply(chat(server.url, reasoning_effort="default"))
    assert server.asked[0].keys() == {
        "model", "messages", "stream", "stream_options", "max_completion_tokens", "max_tokens",
    }  # fmt: skip


def test_refused_parameters_are_left_out_one_after_another_and_remembered(server: ModelServer) -> None:
    server.script = [
        refused("max_tokens", param="max_tokens"),
        refused("temperature"),
        refused("reasoning_effort"),
        says("Maud Tiller."),
    ]
    model = chat(server.url, temperature=0.3)
    assert reply(model) == "Maud Tiller."
    assert reply(model) == "Maud Tiller."
    assert len(server.asked) == 5
    assert not {"max_tokens", "temperature", "reasoning_effort"} & server.asked[-1].keys()
    reply(chat(server.url, model="another", temperature=0.3))
    assert server.asked[-1]["temperature"] == 0.3


def test_a_model_that_cannot_think_is_not_told_how_much(server: ModelServer) -> None:
    server.script = [Reply(status=400, message='"gemma" does not support thinking'), says("Maud Tiller.")]
    assert reply(chat(server.url)) == "Maud Tiller."
    assert "reasoning_effort" not in server.asked[1]


def test_the_limit_goes_by_its_older_name_where_the_newer_is_refused(server: ModelServer) -> None:
    server.script = [refused("max_completion_tokens"), says("Maud Tiller.")]
    reply(chat(server.url))
    assert server.asked[1]["max_tokens"] == 2000 and "max_completion_tokens" not in server.asked[1]


def test_what_led_to_no_reply_is_not_remembered(server: ModelServer) -> None:
    server.script = [refused("reasoning_effort"), Reply(status=401), says("Maud Tiller.")]
    with pytest.raises(ModelUnavailable):
        reply(chat(server.url))
    reply(chat(server.url))
    assert "reasoning_effort" in server.asked[2]


def test_a_schema_becomes_an_object_becomes_nothing_where_it_is_refused(server: ModelServer) -> None:
    server.script = [refused("response_format"), refused("json_object"), says("{}")]
    assert reply(chat(server.url), HELD_TO) == "{}"
    formats = [asked.get("response_format") for asked in server.asked]
    assert formats[0] == {
        "type": "json_schema",
        "json_schema": {"name": "verification", "strict": True, "schema": SCHEMA},
    }
    assert formats[1:] == [{"type": "json_object"}, None]


def test_where_a_stream_is_refused_the_whole_answer_is_asked_for(server: ModelServer) -> None:
    whole = {"choices": [{"message": {"content": "Maud Tiller."}, "finish_reason": "stop"}]}
    server.script = [refused("stream"), Reply(raw=f"data: {json.dumps(whole)}\n\n".encode())]
    assert reply(chat(server.url)) == "Maud Tiller."
    assert "stream" not in server.asked[1] and "stream_options" not in server.asked[1]


def test_what_a_server_echoes_of_the_request_is_not_what_it_refuses(server: ModelServer) -> None:
    wrong = {"loc": ["body", "model"], "msg": "Unknown", "input": {"temperature": 0.3, "stream": True}}
    server.script = [Reply(status=422, body={"detail": [wrong]})]
    with pytest.raises(ModelUnavailable, match="model: Unknown"):
        reply(chat(server.url, temperature=0.3))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        Reply(status=400, code="context_length_exceeded", message="Too much."),
        Reply(status=400, message="the request exceeds the available context size, try increasing it"),
        Reply(status=500, message="n_ctx is 2048"),
    ],
)
def test_a_prompt_beyond_the_context_is_told_as_such(server: ModelServer, refusal: Reply) -> None:
    server.script = [refusal]
    with pytest.raises(PromptTooLong, match=r"generative\.passages"):
        reply(chat(server.url, retries=0))


def test_what_a_reply_took_is_told_to_who_asked(server: ModelServer) -> None:
    server.script = [
        Reply(("Maud Tiller.",), usage={"prompt_tokens": 40, "completion_tokens": 9, "total_tokens": 49})
    ]
    with metered() as meter:
        reply(chat(server.url, model="m"))
    assert meter.usage == (Usage(Purpose.ANSWER, "m", 1, 40, 9),)


def test_what_it_took_is_estimated_where_the_server_does_not_say_also_of_half_a_reply(
    server: ModelServer,
) -> None:
    server.script = [Reply(("Maud", " Tiller."), stall_s=0.2)]
    with metered() as meter, closing(chat(server.url, model="m").stream(PROMPT, PATIENCE_S)) as pieces:
        next(pieces)
        pieces.close()
    assert meter.usage == (Usage(Purpose.ANSWER, "m", 1, 8, 1, estimated=True),)


def test_a_stream_that_stays_open_after_its_end_is_whole(server: ModelServer) -> None:
    server.script = [Reply(("Maud Tiller.",), stays_open=True)]
    assert reply(chat(server.url, stall_s=60.0)) == "Maud Tiller."


def test_silence_in_the_middle_is_not_waited_for_as_long_as_the_beginning(server: ModelServer) -> None:
    server.script = [Reply(("Maud",), stall_s=1.0, end_stall_s=PATIENCE_S)]
    with pytest.raises(ModelUnavailable, match=r"nothing for 0\.5 s .* generative\.stall_s"):
        reply(chat(server.url, stall_s=0.5))


def test_models_of_one_server_share_its_connections(server: ModelServer) -> None:
    server.keeps_alive = True
    assert [reply(chat(server.url, model=name)) for name in ("a", "b", "a")] == ["Maud Tiller."] * 3
    assert server.connections == 1


def test_a_closed_reply_ends_its_request_though_the_server_is_silent() -> None:
    gone = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                    b'data: {"choices": [{"delta": {"content": "Maud"}}]}\n\n'
                )
                while connection.recv(65536):
                    pass
                gone.set()

        Thread(target=serve, daemon=True).start()
        pieces = chat(f"http://127.0.0.1:{listening.getsockname()[1]}/v1").stream(PROMPT, PATIENCE_S)
        assert next(pieces) == "Maud"
        pieces.close()
        assert gone.wait(PATIENCE_S)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="nothing forks here")
def test_a_forked_process_asks_over_connections_of_its_own(server: ModelServer) -> None:
    script = """
import os, sys
from qa_bot.models import Prompt
from qa_bot.models.chat import OpenAIChat
from qa_bot.settings import Settings
chat = OpenAIChat(Settings.load(generative={"base_url": sys.argv[1]}).generative, "sk-test")
ask = lambda: "".join(chat.stream(Prompt("", "Who?"), 20.0))
first = ask()
if child := os.fork():
    sys.exit(os.waitpid(child, 0)[1] or first != "Maud Tiller.")
os._exit(ask() != "Maud Tiller.")
"""
    asked = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, server.url], cwd=Path(__file__).parents[1], check=False
    )
    assert asked.returncode == 0
    assert len(server.asked) == 2


@pytest.mark.parametrize("key", ["sk-test\n", "sk test", " sk-test", "sk-tést", " "])
def test_a_key_that_no_header_can_carry_is_told_before_it_is_sent(server: ModelServer, key: str) -> None:
    with pytest.raises(ModelUnavailable, match="OPENAI_API_KEY has a") as told:
        reply(chat(server.url, key))
    assert key.strip() == "" or key.strip() not in str(told.value)
    assert server.asked == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("localhost:11434/v1", "write http://localhost:11434/v1."),
        ("api.example.com/v1", "write https://api.example.com/v1."),
        ("http:///v1", "is no address"),
        ("http://127.0.0.1:port/v1", "is no address"),
        ("http://127.0.0.1:1/v1/chat/completions", "write http://127.0.0.1:1/v1."),
        ("http://127.0.0.1:1/v1", "cannot be reached"),
        ("http://nowhere.invalid/v1", "The host of http://nowhere.invalid/v1 is not known"),
    ],
)
def test_a_wrong_address_is_told_by_what_is_wrong_with_it(
    monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelUnavailable) as told:
        reply(chat(url, retries=0))
    assert reason in str(told.value)


def test_a_proxy_that_does_not_answer_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://me:hunter2@127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(ModelUnavailable, match=r"the proxy http://127\.0\.0\.1:1; check HTTP_PROXY"):
        reply(chat("http://model.example/v1", "sk-proxy", retries=0))


def test_a_certificate_that_nobody_vouches_for_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority, tls = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with model_server(tls) as server:
        server.script = [says("Maud Tiller.")]
        with pytest.raises(
            ModelUnavailable, match=r"certificate of https://.* is not trusted .*SSL_CERT_FILE"
        ):
            reply(chat(server.url))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        assert reply(chat(server.url, "sk-trusting")) == "Maud Tiller."
        with pytest.raises(ModelUnavailable, match="check that it is running"):
            reply(chat(server.url.replace("https:", "http:"), retries=0))


def test_an_address_that_is_not_encrypted_is_told_where_https_is_asked(server: ModelServer) -> None:
    with pytest.raises(ModelUnavailable, match="does not speak TLS; write http://"):
        reply(chat(server.url.replace("http:", "https:")))
