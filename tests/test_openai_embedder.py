"""The embedder behind a server with OpenAI's API: what is sent, what may come, why nothing comes."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Barrier, Event

import numpy as np
import pytest
from support.embeddings_server import (
    Asked,
    EmbeddingsServer,
    Told,
    as_base64,
    as_numbers,
    embeddings_server,
    refuses,
)
from support.indexed import EMBEDDER
from support.waiting import PATIENCE_S

from qa_bot.errors import ModelUnavailable
from qa_bot.models import Embedder, build_question_embedder, estimated_tokens, metered
from qa_bot.settings import Settings
from qa_bot.types import Purpose, Usage

TEXTS = ["The ferry leaves at noon.", "The mine was closed.", "Prices rose by a tenth."]
MODEL = "text-embedding-3-small"


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with embeddings_server() as served:
        yield served


@pytest.fixture
def embedder(server: EmbeddingsServer) -> Embedder:
    return built(server.url)


def built(url: str, **generative: object) -> Embedder:
    return build_question_embedder(
        Settings.load(models={"embedder": "openai", "embedder_url": url}, generative=generative)
    )


def refusal(embedder: Embedder) -> str:
    with pytest.raises(ModelUnavailable) as refused:
        embedder.embed(TEXTS)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_nothing_is_sent_before_the_first_texts_which_tell_the_dimension(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    assert (embedder.dimension, embedder.embed([]).shape, server.asked) == (0, (0, 0), [])
    assert embedder.embed(TEXTS).shape == (3, 256)
    assert embedder.dimension == 256
    assert server.sizes == [3]


def test_many_texts_are_cut_into_requests_and_keep_their_order_whichever_is_answered_first(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    others = Barrier(2)
    answered_first = Event()

    def first_last(asked: Asked) -> Told:
        if asked.texts[0] == "report 0":
            answered_first.wait(PATIENCE_S)
        else:
            others.wait(PATIENCE_S)
            answered_first.set()
        return Told(as_base64(asked.vectors))

    server.tells = first_last
    texts = [f"report {n}" for n in range(5_000)]
    np.testing.assert_allclose(embedder.embed(texts), EMBEDDER.embed(texts), atol=1e-6)
    assert sorted(server.sizes) == [904, 2_048, 2_048]


def test_four_requests_are_under_way_at_once_and_never_five(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    four = Barrier(4)  # opens for none that comes without three others
    waiting: list[int] = []

    def together(asked: Asked) -> Told:
        four.wait(PATIENCE_S)
        waiting.append(four.n_waiting)
        return Told(as_base64(np.ones((len(asked.texts), 2), np.float32)))

    server.tells = together
    embedder.embed(["x"] * 2_048 * 8)
    assert len(server.asked) == 8
    assert max(waiting) < 4


def test_no_request_has_more_tokens_than_a_server_takes(server: EmbeddingsServer, embedder: Embedder) -> None:
    text = "tide " * 2_000
    embedder.embed([text] * 100)
    assert len(server.asked) > 3
    assert all(sum(map(estimated_tokens, asked.texts)) <= 300_000 for asked in server.asked)


def test_of_a_text_that_is_too_long_the_beginning_is_embedded(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    embedder.embed(["tide " * 10_000, "潮" * 20_000, "short", " "])
    (asked,) = server.asked
    long, chinese, short, empty = asked.texts
    assert len(long) <= 3 * 8_192 and len(chinese) <= 8_192
    assert short == "short"
    assert empty.strip()  # servers refuse one without text


def test_a_server_of_shorter_texts_is_sent_shorter_ones_from_then_on(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    def takes_512_tokens(asked: Asked) -> Told:
        if max(map(len, asked.texts)) > 2_048:
            return refuses(413, "Input validation error: `inputs` must have less than 512 tokens")
        return Told(as_base64(asked.vectors))

    server.tells = takes_512_tokens
    embedder.embed(["tide " * 1_000])
    tried = len(server.asked)
    embedder.embed(["tide " * 1_000])
    assert len(server.asked) == tried + 1


def test_a_server_that_knows_no_base64_is_asked_for_numbers_from_then_on(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    def numbers_alone(asked: Asked) -> Told:
        if asked.body["encoding_format"] != "float":
            return refuses(400, "encoding_format: unsupported value 'base64'")
        return Told(as_numbers(asked.vectors))

    server.tells = numbers_alone
    np.testing.assert_allclose(embedder.embed(TEXTS), EMBEDDER.embed(TEXTS), atol=1e-6)
    embedder.embed(TEXTS)
    assert [asked.body["encoding_format"] for asked in server.asked] == ["base64", "float", "float"]


def test_vectors_in_another_order_are_put_into_that_of_the_texts(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    def backwards(asked: Asked) -> Told:
        body = as_base64(asked.vectors)
        return Told({**body, "data": body["data"][::-1]})

    server.tells = backwards
    np.testing.assert_allclose(embedder.embed(TEXTS), EMBEDDER.embed(TEXTS), atol=1e-6)


def test_vectors_without_numbers_are_in_the_order_of_the_texts(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    server.tells = lambda asked: Told({"data": [{"embedding": [n, 1.0]} for n in range(len(asked.texts))]})
    vectors = embedder.embed(TEXTS)
    assert list(vectors[:, 0] / vectors[:, 1]) == pytest.approx([0, 1, 2])


def test_vectors_become_of_length_one(server: EmbeddingsServer, embedder: Embedder) -> None:
    server.tells = lambda asked: Told(as_numbers([[3.0, 4.0], [0.0, 0.0], [1e30, 0.0]]))
    np.testing.assert_allclose(embedder.embed(TEXTS), [[0.6, 0.8], [0, 0], [1, 0]], rtol=1e-6)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (as_numbers([[1.0, 0.0]] * 2), "sent 2 vectors for 3 texts"),
        (as_numbers([[1.0, 0.0]] * 2 + [[float("nan"), 1.0]]), "a value that is no number"),
        (as_numbers([[1.0, 0.0]] * 2 + [[None, 1.0]]), "holds no vectors"),
        (as_numbers([[1.0, 0.0]] * 2 + [[1.0]]), "vectors of different lengths"),
        (as_numbers([[]] * 3), "vectors of different lengths, or empty ones"),
        ({"data": [{"embedding": [1.0], "index": 0}] * 3}, "which text each is of"),
        ({"data": [{"embedding": "no base64", "index": n} for n in range(3)]}, "neither numbers nor base64"),
        ({"error": {"message": "The provider broke off."}}, "sent an error (The provider broke off)"),
        ({"data": []}, "sent 0 vectors for 3 texts"),
        (b"<html><title>Sign in</title></html>", "a web page in place of vectors (Sign in)"),
        (b"", "holds no vectors (nothing)"),
    ],
)
def test_what_holds_no_vectors_for_the_texts_is_refused_in_a_sentence(
    server: EmbeddingsServer, embedder: Embedder, body: object, says: str
) -> None:
    server.tells = lambda asked: Told(body)
    assert says in refusal(embedder)


def test_a_later_reply_with_vectors_of_another_length_is_refused(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    embedder.embed(TEXTS)
    server.tells = lambda asked: Told(as_numbers([[1.0, 0.0]] * 3))
    assert "vectors of different lengths" in refusal(embedder)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (refuses(401, "Incorrect API key provided"), "refused the key; check OPENAI_API_KEY."),
        (refuses(403, "Country not supported"), "refused the request: Country not supported"),
        (refuses(404, f"The model `{MODEL}` does not exist."), "knows no model 'text-embedding-3-small'"),
        (Told(b"404 page not found", 404), "has no embeddings API there"),
        (
            refuses(429, "You exceeded it", "insufficient_quota", x_should_retry="false"),
            "The quota of the",
        ),
        (refuses(400, "Nothing pleases me."), "refused the texts (400): Nothing pleases me;"),
        (refuses(501, "Start it with --embeddings", x_should_retry="false"), "(501): Start it with --embed"),
    ],
)
def test_a_refusal_names_its_cause(
    server: EmbeddingsServer, embedder: Embedder, told: Told, says: str
) -> None:
    server.tells = lambda asked: told
    assert says in refusal(embedder)
    assert len(server.asked) == 1


def test_an_address_without_its_version_is_named(server: EmbeddingsServer) -> None:
    server.tells = lambda asked: Told(b"404 page not found", 404)
    assert "add /v1 to models.embedder_url" in refusal(built(server.url.removesuffix("/v1")))


def test_a_server_that_is_not_there_is_named() -> None:
    with embeddings_server() as gone:
        url = gone.url
    assert f"{url} cannot be reached" in refusal(built(url, retries=0))


def test_what_may_pass_is_tried_again_as_soon_as_the_server_says(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    full = refuses(429, "Rate limit reached", "rate_limit_exceeded", retry_after_ms="5", retry_after="60")
    server.tells = lambda asked: Told(as_base64(asked.vectors)) if asked.n else full
    assert embedder.embed(TEXTS).shape == (3, 256)


@pytest.mark.parametrize("status", [408, 409, 429, 503])
def test_what_does_not_pass_is_given_up(server: EmbeddingsServer, status: int) -> None:
    server.tells = lambda asked: refuses(status, "Overloaded", retry_after_ms="1")
    assert "Overloaded; try again later." in refusal(built(server.url, retries=2))
    assert len(server.asked) == 3


def test_each_request_tells_what_it_took_to_whoever_asked(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    server.tells = lambda asked: Told(as_numbers([[1.0]] * len(asked.texts), tokens=11))
    with metered() as meter:
        embedder.embed(["x"] * 5_000)
    assert meter.usage == (Usage(Purpose.EMBEDDING, MODEL, requests=3, prompt=33),)


def test_tokens_that_a_server_does_not_tell_are_estimated(
    server: EmbeddingsServer, embedder: Embedder
) -> None:
    server.tells = lambda asked: Told(as_base64(asked.vectors, tokens=None))
    with metered() as meter:
        embedder.embed(TEXTS)
    assert meter.usage == (Usage(Purpose.EMBEDDING, MODEL, 1, sum(map(estimated_tokens, TEXTS)), 0, True),)


def test_it_has_an_address_of_its_own_and_without_one_that_of_the_chat_model(
    server: EmbeddingsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "the-key")
    elsewhere = "http://127.0.0.1:1/v1"
    built(server.url, base_url=elsewhere).embed(TEXTS)
    built("", base_url=server.url).embed(TEXTS)
    assert [(asked.path, asked.key) for asked in server.asked] == [("/v1/embeddings", "the-key")] * 2


@pytest.mark.parametrize(
    ("url", "key", "says"),
    [
        ("", "", "needs OPENAI_API_KEY, or models.embedder_url"),
        ("localhost:11434/v1", "", "lacks the scheme; write http://localhost:11434/v1."),
        ("", "sk-1\n", "OPENAI_API_KEY has a blank"),
    ],
)
def test_what_cannot_be_asked_is_said_before_it_is(
    monkeypatch: pytest.MonkeyPatch, url: str, key: str, says: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(ModelUnavailable) as refused:
        built(url)
    assert says in str(refused.value) and "sk-1" not in str(refused.value)
