"""What tests of a watching ingest begin with: a way to start one, which ends with the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.watch import Rhythm
from qa_bot.settings import Settings
from support.waiting import PATIENCE_S
from support.watching import FOLLOW, Start, Watching


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Iterator[Start]:
    """Starts a watch and waits for its first look."""
    own = "either" if "either" in request.fixturenames else "settings"
    settings: Settings = request.getfixturevalue(own)
    started: list[Watching] = []

    def begin(*named: Path, rhythm: Rhythm = FOLLOW, prune: bool | None = None) -> Watching:
        watching = Watching(settings, *named, rhythm=rhythm, prune=prune)
        started.append(watching)
        watching.thread.start()
        watching.until(lambda: watching.reports or watching.warnings)
        return watching

    yield begin
    for each in started:
        each.stop.set()
        each.thread.join(PATIENCE_S)
        assert not each.thread.is_alive()
