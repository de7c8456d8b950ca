"""The embedder behind a server with OpenAI's API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import openai

from qa_bot.errors import ModelUnavailable
from qa_bot.models.embeddings.reasons import EmbeddingServer, reason, said
from qa_bot.models.embeddings.replies import EmbeddingReply, UnusableReply, read_reply
from qa_bot.models.embeddings.requests import (
    LONGEST_INPUT,
    embedding_requests,
    estimated_tokens,
    longest,
    shortened,
)
from qa_bot.models.metering import spent
from qa_bot.types import Purpose, Usage

if TYPE_CHECKING:
    from qa_bot.models.protocols import Matrix

_AT_ONCE = 4  # requests
_CONNECT_S = 10.0
_FIRST_RETRIES = 2  # until vectors came: a wrong address is told soon
_LEAST_INPUT = 256  # bytes; a server that finds this too long means something else
_REFUSES = (400, 413, 422)
_TOO_LONG = re.compile(
    r"context (?:length|size|window)|too (?:long|large)|(?:maximum|less than|exceed\w*|limit of) .*tokens",
    re.IGNORECASE,
)

Encoding = Literal["base64", "float"]  # base64 is a quarter as long


@dataclass(frozen=True, slots=True)
class _Request:
    texts: Sequence[str]
    encoding: Encoding


class OpenAIEmbedder:
    """OpenAI, Ollama, llama.cpp, vLLM: by base URL. Sends nothing before the first texts.

    `dimension` is 0 until their vectors are there. Used by many threads at once.
    """

    def __init__(self, server: EmbeddingServer) -> None:
        self.name = f"openai-{server.model}"
        self.dimension = 0
        self._server = server
        self._encoding: Encoding = "base64"
        self._longest = LONGEST_INPUT
        self._client = openai.OpenAI(
            api_key=server.key,
            base_url=server.url or None,
            timeout=openai.Timeout(server.timeout_s, connect=_CONNECT_S),
            max_retries=server.retries,
        )
        self._proven = False  # some vectors came
        self._unproven = self._client.with_options(max_retries=min(server.retries, _FIRST_RETRIES))

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Four requests at a time; of a text that is too long, its beginning.

        What each took is told to `metering.spent`. Raises ModelUnavailable if one fails: the others that were
        not begun are not sent.
        """
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self._all([shortened(text, self._longest) for text in texts])
        lengths = {part.shape[1] for part in vectors} | ({self.dimension} - {0})
        if len(lengths) != 1:
            raise ModelUnavailable(f"{self._server.shown} sent vectors of different lengths; check [models].")
        (self.dimension,) = lengths
        return np.concatenate(vectors)

    def _all(self, texts: Sequence[str]) -> list[Matrix]:
        runs = list(embedding_requests(texts))
        if len(runs) == 1:
            return [self._vectors(texts)]
        with ThreadPoolExecutor(_AT_ONCE, "embedding") as pool:
            asked = [pool.submit(copy_context().run, self._vectors, run) for run in runs]
            try:
                done, _ = wait(asked, return_when=FIRST_EXCEPTION)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)
            for one in done:
                one.result()  # raises what it failed with
            return [one.result() for one in asked]

    def _vectors(self, texts: Sequence[str]) -> Matrix:
        reply = self._reply(_Request(texts, self._encoding))
        tokens = reply.tokens or sum(map(estimated_tokens, texts))
        is_estimate = reply.tokens is None
        spent(Usage(Purpose.EMBEDDING, self._server.model, 1, tokens, estimated=is_estimate))
        return reply.vectors

    def _reply(self, request: _Request) -> EmbeddingReply:
        while True:
            try:
                return self._sent(request)
            except UnusableReply as error:
                raise ModelUnavailable(
                    f"{self._server.shown} {error}; check {self._server.setting}."
                ) from None
            except openai.APIStatusError as error:
                adapted = self._adapted(request, error)
                if adapted is None:
                    raise ModelUnavailable(reason(error, self._server)) from None
                request = adapted
            except openai.OpenAIError as error:
                raise ModelUnavailable(reason(error, self._server)) from None

    def _sent(self, request: _Request) -> EmbeddingReply:
        client = self._client if self._proven else self._unproven
        raw = client.embeddings.with_raw_response.create(
            model=self._server.model, input=list(request.texts), encoding_format=request.encoding
        )
        reply = read_reply(raw.content, len(request.texts))
        self._proven = True
        return reply

    def _adapted(self, request: _Request, error: openai.APIStatusError) -> _Request | None:
        """As the server can take it, which is remembered; None where that is not what it refuses."""
        if error.status_code not in _REFUSES:
            return None
        if request.encoding == "base64" and "encoding_format" in error.response.text:
            self._encoding = "float"
            return replace(request, encoding="float")
        half = longest(request.texts) // 2
        if half >= _LEAST_INPUT and _TOO_LONG.search(said(error)):
            self._longest = min(self._longest, half)
            return replace(request, texts=[shortened(text, half) for text in request.texts])
        return None
