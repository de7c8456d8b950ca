"""One prompt and its reply: tries again, in other words or later, until the first piece or the time is up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from itertools import count

import httpx2
import openai

from qa_bot.models.chat import reasons
from qa_bot.models.chat.failures import Failure, Refused, Unreachable
from qa_bot.models.chat.replies import Reply, events
from qa_bot.models.chat.request import Request
from qa_bot.models.protocols import Prompt
from qa_bot.settings import GenerativeSettings
from qa_bot.types import Usage

_CHARACTERS_A_TOKEN = 4  # roughly, of English
_AFTER_S = 1.0  # for the usage and the end of the stream, once the reply is whole


class Exchange:
    """Runs on the event loop; `usage` may be read from any thread."""

    def __init__(
        self, client: openai.AsyncOpenAI, settings: GenerativeSettings, prompt: Prompt, seconds: float
    ) -> None:
        self._client = client
        self._settings = settings
        self._prompt = prompt
        self._seconds = seconds
        self._request = Request(prompt, settings)
        self._reply = Reply()
        self._taken = 0  # requests that the server began to answer

    async def run(self, put: Callable[[str], None]) -> None:
        """Puts the pieces of the reply. Raises ModelUnavailable."""
        until = asyncio.get_running_loop().time() + self._seconds
        try:
            async with asyncio.timeout_at(until):
                await self._tried(put, until)
        except TimeoutError:
            raise reasons.late(self._seconds, self._taken > 0, self._settings) from None

    def usage(self) -> Usage | None:
        """None if no request came to a reply."""
        if not self._taken:
            return None
        prompt, completion = self._reply.prompt_tokens, self._reply.completion_tokens
        return Usage(
            self._prompt.purpose,
            self._settings.model,
            self._taken,
            estimated_tokens(self._prompt) if prompt is None else prompt,
            _tokens(self._reply.length) if completion is None else completion,
            estimated=prompt is None or completion is None,
        )

    async def _tried(self, put: Callable[[str], None], until: float) -> None:
        attempts = count(1)
        while True:
            try:
                return await self._once(put)
            except Failure as failure:
                if self._reply.length:  # what has left cannot be taken back
                    raise reasons.reason(failure, self._settings) from None
                if not self._adapted(failure):
                    await self._wait(failure, next(attempts), until)

    def _adapted(self, failure: Failure) -> bool:
        return isinstance(failure, Refused) and self._request.adapt(failure)

    async def _wait(self, failure: Failure, attempt: int, until: float) -> None:
        """Raises ModelUnavailable where there is no use in another attempt, or no time for one."""
        wait_s = failure.wait_s(attempt)
        in_time = asyncio.get_running_loop().time() + wait_s < until
        if not (failure.may_pass and attempt <= self._settings.retries and in_time):
            raise reasons.reason(failure, self._settings) from None
        await asyncio.sleep(wait_s)

    async def _once(self, put: Callable[[str], None]) -> None:
        self._reply = Reply()
        try:
            async with await self._opened() as stream:
                self._taken += 1
                await self._read(stream.response, put)
        except openai.APIStatusError as error:
            raise Refused.of(error) from None
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            if not self._reply.is_whole:
                raise Unreachable(error) from None
        self._request.remember()
        if unfinished := reasons.unfinished(self._reply, self._settings):
            raise unfinished

    async def _opened(self) -> openai.AsyncStream[object]:
        """The client's own reading of the stream knows no whole answer, and tells no end from a break."""
        return await self._client.post(
            "/chat/completions",
            body=self._request.body(),
            cast_to=object,
            stream=True,
            stream_cls=openai.AsyncStream[object],
        )

    async def _read(self, response: httpx2.Response, put: Callable[[str], None]) -> None:
        """Between tokens there may be `stall_s`; before the first the server reads the prompt, or loads."""
        loop = asyncio.get_running_loop()
        silence = asyncio.timeout(None)
        try:
            async with silence, aclosing(events(response.aiter_bytes())) as received:
                async for event in received:
                    if piece := self._reply.take(event):
                        put(piece)
                    if self._reply.is_live:
                        patience = _AFTER_S if self._reply.is_whole else self._settings.stall_s
                        silence.reschedule(loop.time() + patience)
        except TimeoutError:
            if not self._reply.is_whole:
                raise reasons.stalled(self._settings) from None


def estimated_tokens(prompt: Prompt) -> int:
    return _tokens(len(prompt.system) + len(prompt.user))


def _tokens(characters: int) -> int:
    return -(-characters // _CHARACTERS_A_TOKEN)
