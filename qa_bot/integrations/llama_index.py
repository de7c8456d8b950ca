"""A language model of LlamaIndex as the one that writes answers: any that its integrations offer.

>>> from llama_index.llms.ollama import Ollama  # doctest: +SKIP
>>> QABot.open("news", llm=Ollama(model="qwen3:8b"))  # doctest: +SKIP
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from queue import Empty, Queue
from threading import Event, Thread
from typing import Any

from llama_index.core.llms import LLM, ChatMessage, ChatResponse, MessageRole

from qa_bot.errors import ModelUnavailable, UsageError
from qa_bot.models import Prompt, spent
from qa_bot.types import Usage

_CHARACTERS = 4  # of a token, about
_COUNTS = (("prompt_tokens", "completion_tokens"), ("input_tokens", "output_tokens"))


class LlamaIndexChat:
    """Implements `ChatModel`. Its timeouts and retries are the model's own; ours bounds the whole."""

    def __init__(self, llm: LLM) -> None:
        """Raises UsageError for what is no language model of LlamaIndex."""
        if not isinstance(llm, LLM):
            raise UsageError(f"{llm!r} is no LLM of LlamaIndex; hand in one, e.g. Ollama(model='qwen3:8b').")
        self.name = llm.metadata.model_name
        self._llm = llm

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        """See `ChatModel.stream`. Closing it ends the request with the next piece that comes."""
        received: Queue[ChatResponse | Exception | None] = Queue()
        closed = Event()
        Thread(target=self._receive, args=(prompt, received.put, closed.is_set), daemon=True).start()
        written, last = 0, None
        try:
            for last in self._in_time(received, seconds):
                if last.delta:
                    written += len(last.delta)
                    yield last.delta
        finally:
            closed.set()
            spent(_usage(prompt, self.name, written, last))

    def _receive(self, prompt: Prompt, put: Any, is_closed: Any) -> None:
        """In a thread of its own: a model may be silent for longer than there is time."""
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=prompt.system),
            ChatMessage(role=MessageRole.USER, content=prompt.user),
        ]
        try:
            for response in self._llm.stream_chat(messages):
                if is_closed():
                    break
                put(response)
        except Exception as error:  # noqa: BLE001 — each integration raises errors of its own
            put(error)
        put(None)

    def _in_time(
        self, received: Queue[ChatResponse | Exception | None], seconds: float
    ) -> Iterator[ChatResponse]:
        ends = time.monotonic() + seconds
        while True:
            try:
                response = received.get(timeout=max(0.0, ends - time.monotonic()))
            except Empty:
                raise ModelUnavailable(
                    f"{self.name} took longer than {seconds:g} s; "
                    "take a faster model, or raise generative.timeout_s."
                ) from None
            if isinstance(response, Exception):
                reason = " ".join(str(response).split())[:200] or type(response).__name__
                raise ModelUnavailable(f"{self.name} failed: {reason.rstrip('.')}.")
            if response is None:
                return
            yield response


def _usage(prompt: Prompt, model: str, written: int, last: ChatResponse | None) -> Usage:
    """As the last piece tells it, else by the number of characters."""
    told = {**last.additional_kwargs, **last.message.additional_kwargs} if last else {}
    raw = getattr(last, "raw", None)
    usage = raw.get("usage") if isinstance(raw, Mapping) else getattr(raw, "usage", None)
    for counts in (told, usage if isinstance(usage, Mapping) else vars(usage) if usage else {}):
        for sent, received in _COUNTS:
            if isinstance(counts.get(sent), int):
                return Usage(prompt.purpose, model, 1, counts[sent], counts.get(received) or 0)
    asked = len(prompt.system) + len(prompt.user)
    return Usage(prompt.purpose, model, 1, asked // _CHARACTERS, written // _CHARACTERS, estimated=True)
