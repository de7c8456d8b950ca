"""The chat model: a prompt goes out, pieces of a reply come back to the thread that asked."""

from __future__ import annotations

import time
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import closing
from queue import SimpleQueue

import openai

from qa_bot.errors import ReplyCut
from qa_bot.models.chat.address import checked_address, checked_key
from qa_bot.models.chat.connections import connections
from qa_bot.models.chat.exchange import Exchange, estimated_tokens
from qa_bot.models.chat.probe import Probe, facts, question
from qa_bot.models.metering import metered, spent
from qa_bot.models.protocols import Prompt
from qa_bot.settings import GenerativeSettings


class OpenAIChat:
    """OpenAI, Azure, Ollama, llama.cpp, vLLM and whoever else has OpenAI's chat API: by base URL."""

    def __init__(self, settings: GenerativeSettings, key: str) -> None:
        self.name = settings.model
        self._settings = settings
        self._key = key

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        """`seconds` is the time for the whole reply with its retries; see `ChatModel.stream` for the rest.

        Raises ReplyCut where the model's limit or a filter ended the reply.
        """
        exchange = Exchange(self._client(), self._settings, prompt, seconds)
        pieces: SimpleQueue[str | Future[None]] = SimpleQueue()
        end = connections().run(exchange.run(pieces.put))
        end.add_done_callback(pieces.put)
        try:
            while isinstance(piece := pieces.get(), str):
                yield piece
            piece.result()
        finally:
            end.cancel()
            if usage := exchange.usage():  # in the thread that asked: its context has the meter
                spent(usage)

    def probe(self, seconds: float) -> Probe:
        """Asks a question as long as those about articles are. Raises ModelUnavailable."""
        asked = question(self._settings.passages)
        started = time.perf_counter()
        with metered() as meter:
            reply = self._reply(asked, seconds)
        took = time.perf_counter() - started
        told = connections().run(facts(self._client(), self.name)).result()
        return Probe(reply, took, estimated_tokens(asked), next(iter(meter.usage), None), told)

    def _reply(self, prompt: Prompt, seconds: float) -> str:
        """As far as it goes, if it is cut: some models do not know when to stop."""
        pieces: list[str] = []
        with closing(self.stream(prompt, seconds)) as written:
            try:
                pieces.extend(written)
            except ReplyCut:
                if not pieces:
                    raise
        return "".join(pieces)

    def _client(self) -> openai.AsyncOpenAI:
        return connections().client(checked_address(self._settings.base_url), checked_key(self._key))
