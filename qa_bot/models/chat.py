"""A chat model behind OpenAI's API, wherever it runs; knows nothing of articles and answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing, closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from queue import Queue
from threading import Thread

import openai
from openai.types.chat import ChatCompletionChunk
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from qa_bot.errors import ModelUnavailable
from qa_bot.models.protocols import Prompt
from qa_bot.settings import GenerativeSettings

_CHECK = Prompt("You answer in one word.", "Are you there?")
_backoff = wait_random_exponential(multiplier=0.5, max=8)


class OpenAIChat:
    """OpenAI, Ollama, llama.cpp, vLLM: by base URL."""

    def __init__(self, settings: GenerativeSettings, key: str) -> None:
        self.name = settings.model
        self._settings = settings
        self._key = key

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        """`seconds` is the time for the whole reply with its retries; see `ChatModel.stream` for the rest."""
        # A thread with a loop of its own: only cancelling ends a silent stream, or a wait before the next
        # attempt, in time.
        pieces: Queue[str | Exception | None] = Queue()
        reply = asyncio.new_event_loop()
        task = reply.create_task(self._written(prompt, seconds, pieces.put))
        thread = Thread(target=_run, args=(reply, task, pieces.put), daemon=True)
        thread.start()
        try:
            while (piece := pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            reply.call_soon_threadsafe(task.cancel)
            thread.join()
            reply.close()

    def check(self, seconds: float) -> None:
        """Waits for the first word of a reply. Raises ModelUnavailable."""
        with closing(self.stream(_CHECK, seconds)) as pieces:
            next(pieces, None)

    async def _written(self, prompt: Prompt, seconds: float, put: Callable[[str], None]) -> None:
        try:
            async with asyncio.timeout(seconds), aclosing(self._pieces(prompt, seconds)) as pieces:
                async for piece in pieces:
                    put(piece)
        except TimeoutError:
            raise ModelUnavailable(
                f"The model server took longer than {seconds:g} s; "
                "ask for a faster model, or raise generative.timeout_s."
            ) from None

    async def _pieces(self, prompt: Prompt, seconds: float) -> AsyncGenerator[str, None]:
        finished = False
        try:
            async with self._client(seconds) as client, await self._opened(client, prompt, seconds) as chunks:
                async for chunk in chunks:
                    for choice in chunk.choices[:1]:
                        finished = finished or choice.finish_reason is not None
                        if choice.delta.content:
                            yield choice.delta.content
        except (openai.OpenAIError, ValueError) as error:  # ValueError: what came is no JSON
            raise ModelUnavailable(self._reason(error, seconds)) from None
        if not finished:
            raise ModelUnavailable("The model server broke off its reply.")

    def _client(self, seconds: float) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(
            api_key=self._key,
            base_url=self._settings.base_url or None,
            timeout=seconds,
            max_retries=0,  # its own would wait beyond the time there is
        )

    async def _opened(
        self, client: openai.AsyncOpenAI, prompt: Prompt, seconds: float
    ) -> openai.AsyncStream[ChatCompletionChunk]:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(1 + self._settings.retries) | stop_before_delay(seconds),
            wait=_wait,
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )
        return await retrying(self._request, client, prompt)

    async def _request(
        self, client: openai.AsyncOpenAI, prompt: Prompt
    ) -> openai.AsyncStream[ChatCompletionChunk]:
        temperature = self._settings.temperature
        return await client.chat.completions.create(
            model=self._settings.model,
            messages=[
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            max_completion_tokens=self._settings.max_tokens,
            temperature=openai.omit if temperature == "default" else temperature,
            stream=True,
        )

    def _reason(self, error: Exception, seconds: float) -> str:
        where = self._settings.base_url or "OpenAI"
        match error:
            case openai.AuthenticationError() | openai.PermissionDeniedError():
                return f"The model server at {where} refused the key; check OPENAI_API_KEY."
            case openai.NotFoundError():
                model = self._settings.model
                return f"The model server at {where} knows no model {model!r}; set generative.model."
            case openai.RateLimitError(code="insufficient_quota"):
                return "The quota of the account at the model server is used up; raise it there."
            case openai.RateLimitError():
                return "The model server takes no more requests at the moment; ask again in a while."
            case openai.APITimeoutError():
                return f"The model server did not respond within {seconds:g} s; check that it is running."
            case openai.APIStatusError(status_code=status):
                return f"The model server answered with an error ({status}): {_one_line(error)}."
            case openai.APIConnectionError():
                return f"The model server at {where} cannot be reached, or broke off; look whether it runs."
            case _:
                return f"The model server sent what is no reply: {_one_line(error)}."


def _run(
    loop: asyncio.AbstractEventLoop, task: asyncio.Task[None], put: Callable[[Exception | None], None]
) -> None:
    """To its end, of which `put` is told: None, or what it raised."""
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError:
        put(None)
    except Exception as error:  # noqa: BLE001 — raised again where the reply is read
        put(error)
    else:
        put(None)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())


def _may_pass(error: BaseException) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, openai.RateLimitError):
        return error.code != "insufficient_quota"
    return isinstance(error, openai.InternalServerError | openai.APIConnectionError)


def _wait(state: RetryCallState) -> float:
    """Seconds: what the server asked for, else a random time that grows."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.response.headers.get("retry-after") if isinstance(error, openai.APIStatusError) else None
    return _backoff(state) if asked is None else _seconds(asked)


def _seconds(retry_after: str) -> float:
    """Of a Retry-After header: a number of seconds or a date; 0 for neither."""
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _one_line(error: Exception) -> str:
    words = " ".join(str(error).split()).rstrip(".")
    return words if len(words) <= 200 else words[:200] + "…"
