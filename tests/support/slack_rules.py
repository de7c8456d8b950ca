"""What Slack refuses: wrong tokens, missing scopes, too many calls, messages beyond the limits."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from support.slack_limits import Problem, message_problems, view_problems
from support.slack_server import APP_TOKEN, BOT_TOKEN

Arguments = dict[str, Any]
Reply = dict[str, Any]
_SCOPES = {  # the first that fits
    "chat.": "chat:write",
    "agents.": "chat:write",
    "assistant.threads.setStatus": "chat:write",
    "assistant.": "assistant:write",
    "conversations.replies": "channels:history",
    "conversations.history": "channels:history",
    "users.": "users:read",
    "reactions.": "reactions:write",
    "files.": "files:read",
}
_POSTING = ("chat.postMessage", "chat.postEphemeral", "chat.update", "response_url")


class Refused(Exception):
    """Slack's answer `ok: false`; `more` goes along with the error."""

    def __init__(self, error: str, **more: str) -> None:
        super().__init__(error)
        self.reply: Reply = {"ok": False, "error": error, **more}


@dataclass
class Refusal:
    """Of the next calls of a method."""

    reply: Refused
    times: int


class Rules:
    """Slack's own, and the refusals a test asks for."""

    def __init__(self) -> None:
        self.scopes = {*_SCOPES.values(), "app_mentions:read", "im:history", "groups:history", "commands"}
        self.a_minute: dict[str, int] = {}  # how often a method may be called
        self._calls: dict[str, deque[float]] = {}
        self._refusals: dict[str, Refusal] = {}

    def refuse(self, method: str, error: str, times: int = 1_000_000, **more: str) -> None:
        """The method fails from now on; with `retry_after` with a status of 429."""
        self._refusals[method] = Refusal(Refused(error, **more), times)

    def allow(self, method: str) -> None:
        del self._refusals[method]

    def limit(self, method: str, retry_after_s: int, times: int = 1) -> None:
        self.refuse(method, "ratelimited", times, retry_after=str(retry_after_s))

    def check(self, method: str, token: str, arguments: Arguments) -> None:
        """Raises Refused."""
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            raise Refused("invalid_auth" if token else "not_authed")
        needed = next((scope for prefix, scope in _SCOPES.items() if method.startswith(prefix)), None)
        if needed and needed not in self.scopes:
            raise Refused("missing_scope", needed=needed, provided=",".join(sorted(self.scopes)))
        if self._is_too_often(method):
            raise Refused("ratelimited", retry_after="1")
        refusal = self._refusals.get(method)
        if refusal and refusal.times:
            refusal.times -= 1
            raise refusal.reply
        check_sizes(method, arguments)

    def _is_too_often(self, method: str) -> bool:
        most = self.a_minute.get(method)
        calls = self._calls.setdefault(method, deque(maxlen=most))
        if most and len(calls) == most and time.monotonic() - calls[0] < 60:
            return True
        calls.append(time.monotonic())
        return False


def check_sizes(method: str, arguments: Arguments) -> None:
    """Raises Refused for what Slack would not show."""
    problems: Iterator[Problem] = iter(())
    if "view" in arguments:
        problems = view_problems(arguments["view"])
    elif method in _POSTING:
        problems = message_problems(arguments)
    elif method == "chat.stopStream":
        problems = message_problems({"text": "streamed", "blocks": arguments.get("blocks")})
    for problem in problems:
        raise Refused(problem.error, detail=problem.says)
