"""A watching ingest in a thread of the tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from ingest.pipeline import Options
from ingest.run import IngestReport
from ingest.watch import Listener, Rhythm, watch
from qa_bot.errors import IndexUnavailable
from qa_bot.index import Index
from qa_bot.settings import Settings
from support.waiting import PATIENCE_S

FOLLOW = Rhythm(600, follow=True)


class Watching:
    """A watch in a thread, and what it said."""

    def __init__(self, settings: Settings, *named: Path, rhythm: Rhythm, prune: bool | None = None) -> None:
        self.reports: list[IngestReport] = []
        self.warnings: list[str] = []
        self.settings = settings
        self.stop = Event()
        listener = Listener(self.reports.append, self.warnings.append)
        arguments = (named, settings, Options(prune=prune), rhythm, listener, self.stop)
        self.thread = Thread(target=watch, args=arguments)

    def texts(self) -> dict[str, str]:
        try:
            index = Index.open(self.settings)
        except IndexUnavailable:
            return {}
        return {id: one.text for id, one in index.articles(a.id for a in index.list_articles()).items()}

    def until(self, holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < deadline, (self.reports, self.warnings)
            assert self.thread.is_alive()
            time.sleep(0.05)


Start = Callable[..., Watching]
