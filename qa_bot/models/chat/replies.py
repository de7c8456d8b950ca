"""What model servers send, read as it is meant: streams, whole answers, and errors in their place."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator, Mapping
from typing import Any

from qa_bot.models.chat.failures import NoReply, Refused

_DONE = "[DONE]"
_OTHER_FIELDS = (b":", b"event:", b"id:", b"retry:")  # of server-sent events
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")


class Reply:
    """One reply as it grows."""

    def __init__(self) -> None:
        self.length = 0  # characters
        self.is_live = False  # the model has begun to write or to think
        self.is_done = False  # the server said that nothing follows
        self.finish = ""  # the reason it told
        self.refusal = ""
        self.tool = ""
        self.prompt_tokens: int | None = None
        self.completion_tokens: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is missing, though the connection may be open still."""
        return self.is_done or bool(self.finish)

    def take(self, data: str) -> str:
        """Reads one event. Returns what it adds to the reply; raises Refused or NoReply."""
        if data == _DONE:
            self.is_done = True
            return ""
        event = _parsed(data)
        if error := event.get("error"):
            raise Refused.within(error)
        self._count(event.get("usage"))
        choices = event.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        return self._choice(choice) if isinstance(choice, Mapping) else ""

    def _choice(self, choice: Mapping[str, Any]) -> str:
        if error := choice.get("error"):
            raise Refused.within(error)
        self.finish = str(choice.get("finish_reason") or self.finish)
        delta = choice.get("delta") or choice.get("message")
        if not isinstance(delta, Mapping):
            return ""
        self.refusal += str(delta.get("refusal") or "")
        self.tool = self.tool or _tool(delta.get("tool_calls"))
        piece = "".join(_texts(delta.get("content")))
        self.is_live |= self.is_whole or any(delta.get(name) for name in ("content", *_THOUGHTS))
        self.length += len(piece)
        return piece

    def _count(self, usage: object) -> None:
        if isinstance(usage, Mapping):
            self.prompt_tokens = _count(usage.get("prompt_tokens"), self.prompt_tokens)
            self.completion_tokens = _count(usage.get("completion_tokens"), self.completion_tokens)


async def events(body: AsyncIterable[bytes]) -> AsyncGenerator[str, None]:
    """The data of each server-sent event; the whole body where there is none."""
    rest: list[bytes] = []
    has_events = False
    async for line in _lines(body):
        if line.startswith(b"data:"):
            has_events = True
            if data := line[5:].strip():
                yield data.decode(errors="replace")
        elif line and not line.startswith(_OTHER_FIELDS):
            rest.append(line)
    if rest and not has_events:
        yield b"\n".join(rest).decode(errors="replace")


async def _lines(body: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """At line feeds alone: JSON may have other line separators within its strings."""
    line = b""
    async for part in body:
        *whole, line = (line + part).split(b"\n")
        for each in whole:
            yield each.rstrip(b"\r")
    yield line


def _parsed(data: str) -> Mapping[str, Any]:
    try:
        event = json.loads(data)
    except ValueError:
        raise NoReply(data) from None
    if not isinstance(event, Mapping):
        raise NoReply(data)
    return event


def _texts(content: object) -> Iterator[str]:
    """Of a string, or of a list of parts; thoughts among them are none of the reply."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for part in content:
            if isinstance(part, Mapping) and part.get("type") in ("text", "output_text"):
                yield from _texts(part.get("text"))


def _tool(calls: object) -> str:
    """The name of the first tool that is called."""
    call = calls[0] if isinstance(calls, list) and calls else None
    function = call.get("function") if isinstance(call, Mapping) else None
    return str(function.get("name") or "") if isinstance(function, Mapping) else ""


def _count(told: object, before: int | None) -> int | None:
    return told if isinstance(told, int) else before
