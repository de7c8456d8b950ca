"""What the hosts' robots.txt allow (RFC 9309)."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

import httpx
from protego import Protego

from ingest.scan.web.response import Response
from qa_bot.errors import ArticleError

_LONGEST_DELAY_S = 60.0  # a host that asks for more is not waited for longer


class Get(Protocol):
    def __call__(self, url: str) -> Response: ...


class Robots:
    """Each host's file is asked for once."""

    def __init__(self, get: Get, user_agent: str) -> None:
        self._get, self._agent = get, user_agent
        self._rules: dict[str, Protego | str] = {}  # of an origin; or why there are none

    def check(self, url: str) -> None:
        """Raises ArticleError if the page is not to be fetched."""
        rules = self._of(url)
        if isinstance(rules, str):
            raise ArticleError(f"is not fetched, for the robots.txt of its host {rules}")
        if not rules.can_fetch(url, self._agent):
            raise ArticleError("is not to be fetched, says the robots.txt of its host")

    def delay(self, url: str) -> float:
        """Seconds the host wants between two requests."""
        rules = self._of(url)
        wanted = 0.0 if isinstance(rules, str) else rules.crawl_delay(self._agent) or 0.0
        return min(float(wanted), _LONGEST_DELAY_S)

    def _of(self, url: str) -> Protego | str:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = self._asked(origin)
        return self._rules[origin]

    def _asked(self, origin: str) -> Protego | str:
        """No such file allows everything; a host that fails to give it allows nothing."""
        try:
            response = self._get(f"{origin}/robots.txt")
        except ArticleError as error:
            return str(error)
        if httpx.codes.is_server_error(response.status):
            return f"has status {response.status}"
        return Protego.parse(response.body.decode("utf-8", "replace"))
