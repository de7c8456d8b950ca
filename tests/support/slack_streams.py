"""Slack's streamed messages, as far as their rules are known."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from support.slack_drawing import plain
from support.slack_rules import Arguments, Refused, Reply

_MOST_MARKDOWN = 12_000


@dataclass
class Stream:
    markdown: str
    started: float = field(default_factory=time.monotonic)
    open: bool = True


class Streams:
    """Keeps each stream as a message of the server behind, which `call` reaches."""

    def __init__(self, call: Callable[[str, Arguments], Awaitable[Reply]]) -> None:
        self._call = call
        self._streams: dict[tuple[str, str], Stream] = {}
        self.lifetime_s = 300.0  # from the start: Slack counts no appends

    async def start(self, arguments: Arguments) -> Reply:
        if not arguments.get("thread_ts"):
            raise Refused("invalid_thread_ts")
        if not str(arguments["channel"]).startswith("D"):
            for name in ("recipient_user_id", "recipient_team_id"):
                if not arguments.get(name):
                    raise Refused(f"missing_{name}")
        markdown = _markdown(arguments)
        message = {"channel": arguments["channel"], "thread_ts": arguments["thread_ts"]}
        posted = await self._call("chat.postMessage", {**message, "text": plain(markdown)})
        self._streams[(posted["channel"], posted["ts"])] = Stream(markdown)
        return {"ok": True, "channel": posted["channel"], "ts": posted["ts"]}

    async def append(self, arguments: Arguments) -> Reply:
        stream = self._streaming(arguments)
        stream.markdown += _markdown(arguments)
        await self._show(arguments, stream, [])
        return {"ok": True, "channel": arguments["channel"], "ts": arguments["ts"]}

    async def stop(self, arguments: Arguments) -> Reply:
        stream = self._streaming(arguments)
        stream.markdown += _markdown(arguments)
        stream.open = False
        return await self._show(arguments, stream, arguments.get("blocks") or [])

    def is_streaming(self, channel: str, ts: str) -> bool:
        stream = self._streams.get((channel, ts))
        return stream is not None and stream.open and not self._expired(stream)

    def end(self, channel: str, ts: str) -> None:
        """As when somebody presses the stop button."""
        self._streams[(channel, ts)].open = False

    def markdown(self, channel: str, ts: str) -> str:
        """What was streamed into a message."""
        return self._streams[(channel, ts)].markdown

    def _streaming(self, arguments: Arguments) -> Stream:
        if not self.is_streaming(arguments["channel"], arguments["ts"]):
            raise Refused("message_not_in_streaming_state")
        return self._streams[(arguments["channel"], arguments["ts"])]

    def _expired(self, stream: Stream) -> bool:
        return time.monotonic() - stream.started > self.lifetime_s

    async def _show(self, arguments: Arguments, stream: Stream, blocks: list[Any]) -> Reply:
        text = plain(stream.markdown)
        said = {"type": "section", "text": {"type": "plain_text", "text": text}}
        message = {"channel": arguments["channel"], "ts": arguments["ts"], "text": text}
        return await self._call("chat.update", {**message, "blocks": [said, *blocks] if blocks else None})


def _markdown(arguments: Arguments) -> str:
    texts = [arguments.get("markdown_text") or ""]
    texts += [chunk["text"] for chunk in arguments.get("chunks") or [] if chunk["type"] == "markdown_text"]
    if any(len(text) > _MOST_MARKDOWN for text in texts):
        raise Refused("msg_too_long")
    return "".join(texts)
