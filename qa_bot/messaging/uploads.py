"""Files dropped into a channel: saved, and ingested by `qa-ingest`."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from qa_bot.errors import QABotError, UsageError
from qa_bot.messaging.adapter import Downloads
from qa_bot.messaging.post import File, Post
from qa_bot.settings import Settings

_UNSAFE = re.compile(r"[^\w.() -]+")


class Uploads:
    """One ingest at a time: the index has one writer."""

    def __init__(self, downloads: Downloads, folders: Mapping[str, Path], settings: Settings) -> None:
        """`folders` are where the files of each channel are saved."""
        self._downloads = downloads
        self._folders = folders
        self._settings = settings
        self._ingesting = threading.Lock()

    def ingest(self, post: Post) -> str:
        """What to report. Raises QABotError if a file cannot be fetched or the ingest fails."""
        folder = self._folders[post.channel]
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
        most_mb = self._settings.ingest.max_file_mb
        if file.size > most_mb * 2**20:
            raise UsageError(f"{file.name!r} is larger than the {most_mb:g} MB I may read.")
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{name}.part"  # hidden, so that no ingest reads half of it
        with partial.open("wb") as out:
            for chunk in self._downloads.chunks(file):
                out.write(chunk)
        partial.replace(folder / name)

    def _run(self, folder: Path) -> str:
        command = [sys.executable, "-m", "ingest", str(folder), "--index", str(self._settings.index.path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise QABotError(f"qa-ingest failed: {' '.join(done.stderr.split())}")
        return " ".join([*done.stderr.splitlines(), done.stdout.strip()])
