"""The content of files that lie at Slack; the bot's token goes nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
from slack_sdk import WebClient

from qa_bot.errors import ModelUnavailable, UsageError
from qa_bot.messaging import File

_TIMEOUT_S = 60.0
_LOGIN_PAGE = "Slack shows its login page in place of the file; the bot token lacks the scope files:read."


class SlackDownloads:
    def __init__(self, client: WebClient) -> None:
        self._client = client

    def chunks(self, file: File) -> Iterator[bytes]:
        """Raises UsageError if Slack does not give the file, ModelUnavailable if it does not answer."""
        if not self._is_at_slack(file.url):
            raise UsageError(f"{file.name!r} does not lie at Slack; drop the file itself.")
        headers = {"Authorization": f"Bearer {self._client.token}"}
        try:
            with httpx.stream("GET", file.url, headers=headers, timeout=_TIMEOUT_S) as reply:
                reply.raise_for_status()
                if not file.name.endswith((".html", ".htm")) and "text/html" in reply.headers["content-type"]:
                    raise UsageError(_LOGIN_PAGE)
                yield from reply.iter_bytes()
        except httpx.HTTPError as error:
            raise ModelUnavailable(f"{file.name!r} cannot be fetched from Slack: {error}") from None

    def _is_at_slack(self, url: str) -> bool:
        place = urlsplit(url)
        at_slack = place.scheme == "https" and (place.hostname or "").endswith(".slack.com")
        return at_slack or place.hostname == urlsplit(self._client.base_url).hostname
