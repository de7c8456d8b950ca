"""Slack's methods: those local-slack has, and those it lacks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from support.slack_rules import Arguments, Refused, Reply
from support.slack_streams import Streams

_WITH_METADATA = {"chat.postMessage", "chat.update", "chat.stopStream"}


class Methods:
    """`behind` calls a method of local-slack."""

    def __init__(self, behind: Callable[[str, Arguments], Awaitable[Reply]]) -> None:
        self.streams = Streams(behind)
        self.prompts: dict[str, list[dict[str, str]]] = {}  # by channel
        self._behind = behind
        self._metadata: dict[tuple[str, str], dict[str, Any]] = {}

    async def answer(self, method: str, arguments: Arguments) -> Reply:
        """Raises Refused."""
        reply = await self._answer(method, arguments)
        if method in _WITH_METADATA and arguments.get("metadata") and reply["ok"]:
            self._metadata[(arguments["channel"], reply["ts"])] = arguments["metadata"]
        return reply

    async def _answer(self, method: str, arguments: Arguments) -> Reply:
        match method:
            case "chat.startStream":
                return await self.streams.start(arguments)
            case "chat.appendStream":
                return await self.streams.append(arguments)
            case "chat.stopStream":
                return await self.streams.stop(arguments)
            case "chat.update" if self.streams.is_streaming(arguments["channel"], arguments["ts"]):
                raise Refused("streaming_state_conflict")
            case "assistant.threads.setStatus":
                return _status(arguments)
            case "assistant.threads.setSuggestedPrompts":
                return self._set_prompts(arguments)
            case "agents.sessions.setStatus" | "agents.sessions.rename":
                return {"ok": True}
            case "conversations.replies" | "conversations.history":
                return self._with_metadata(arguments, _page(arguments, await self._behind(method, arguments)))
            case _:
                return await self._behind(method, arguments)

    def _set_prompts(self, arguments: Arguments) -> Reply:
        if not 1 <= len(arguments["prompts"]) <= 4:
            raise Refused("invalid_arguments")
        if "thread_ts" not in arguments:  # with one, an app with an agent view is told ok and shows nothing
            self.prompts[arguments["channel_id"]] = arguments["prompts"]
        return {"ok": True}

    def _with_metadata(self, arguments: Arguments, reply: Reply) -> Reply:
        """local-slack keeps none."""
        if str(arguments.get("include_all_metadata")).lower() in {"1", "true"}:
            for message in reply.get("messages", []):
                key = (arguments["channel"], message["ts"])
                message |= {"metadata": self._metadata[key]} if key in self._metadata else {}
        return reply


def _page(arguments: Arguments, reply: Reply) -> Reply:
    """local-slack returns everything."""
    first, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or 100)
    messages = reply.get("messages", [])
    following = str(first + limit) if len(messages) > first + limit else ""
    paged = {"messages": messages[first : first + limit], "has_more": bool(following)}
    return reply | paged | {"response_metadata": {"next_cursor": following}}


def _status(arguments: Arguments) -> Reply:
    if not arguments.get("thread_ts") or len(arguments.get("loading_messages") or []) > 10:
        raise Refused("invalid_arguments")
    return {"ok": True}
