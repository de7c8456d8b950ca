"""Many questions at once: a short version of what `make bench` measures."""

from __future__ import annotations

from pathlib import Path

from support.slack_load import busy_workspace, load
from support.slack_server import READERS


def test_questions_at_once_are_each_acknowledged_in_time_and_answered_once(tmp_path: Path) -> None:
    with busy_workspace(tmp_path) as slack:
        measured = load(slack, READERS[:4], each=10, within_s=5)
    missed = {one.name: one.estimate.value for one in measured if one.met is False}
    assert not missed
    assert len(measured) > 6
