"""What tests of an ingest begin with: a folder of three articles."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.news_folder import FERRY, OLIVES, TRAIN, write


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write(folder / "ferry.txt", FERRY)
    write(folder / "south" / "olives.md", OLIVES)
    write(folder / "trains.txt", TRAIN)
    return folder
