"""Files dropped into a channel: saved, ingested by `qa-ingest`, reported in the thread."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from slack_sdk import WebClient

from qa_bot.errors import ModelUnavailable, QaBotError, UsageError
from qa_bot.messaging import File, Post
from qa_bot.settings import Settings

_TIMEOUT_S = 60.0
_LOGIN_PAGE = "Slack shows its login page in place of the file; the bot token lacks the scope files:read."
_UNSAFE = re.compile(r"[^\w.() -]+")


class Uploads:
    """One ingest at a time: the index has one writer."""

    def __init__(self, client: WebClient, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self._ingesting = threading.Lock()

    def ingest(self, post: Post) -> str:
        """What to report. Raises QaBotError if a file cannot be fetched or the ingest fails."""
        folder = self._settings.slack.uploads[post.channel]
        with self._ingesting:
            for file in post.files:
                self._save(file, folder)
            report = self._run(folder)
        return f"{', '.join(file.name for file in post.files)}: {report}"

    def _save(self, file: File, folder: Path) -> None:
        """Under its own name, so that a newer version takes the place of the older."""
        name = _UNSAFE.sub("-", Path(file.name).name).lstrip(".")
        if not name:
            raise UsageError(f"The file name {file.name!r} cannot be used; give it another.")
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{name}.part"  # hidden, so that no ingest reads half of it
        with partial.open("wb") as out:
            for chunk in self._chunks(file):
                out.write(chunk)
        partial.replace(folder / name)

    def _chunks(self, file: File) -> Iterator[bytes]:
        most_mb = self._settings.ingest.max_file_mb
        if file.size > most_mb * 2**20:
            raise UsageError(f"{file.name!r} is larger than the {most_mb:g} MB I may read.")
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
        """The token goes nowhere else."""
        place = urlsplit(url)
        at_slack = place.scheme == "https" and (place.hostname or "").endswith(".slack.com")
        return at_slack or place.hostname == urlsplit(self._client.base_url).hostname

    def _run(self, folder: Path) -> str:
        command = [sys.executable, "-m", "ingest", str(folder), "--index", str(self._settings.index.path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise QaBotError(f"qa-ingest failed: {' '.join(done.stderr.split())}")
        return " ".join([*done.stderr.splitlines(), done.stdout.strip()])
