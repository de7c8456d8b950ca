"""What several test modules build on: settings with an index of their own, and articles in it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.indexed import run_chroma

from qa_bot.settings import Settings

for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):  # a developer's own model writes no answers in tests
    os.environ.pop(name, None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An embedded index that does not exist yet."""
    return Settings.load(index={"path": tmp_path / "index"}, ingest={"lock_wait_s": 0})


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Chroma server."""
    server, url = run_chroma(tmp_path_factory.mktemp("server"))
    with server:
        yield url
        server.terminate()


@pytest.fixture
def server_settings(settings: Settings, chroma_server: str) -> Settings:
    """An index of its own on the server."""
    own = {"url": chroma_server, "name": f"t{uuid.uuid4().hex[:12]}"}
    return settings.model_copy(update={"index": settings.index.model_copy(update=own)})


@pytest.fixture(params=["settings", "server_settings"])
def either(request: pytest.FixtureRequest) -> Settings:
    """Settings of an embedded index, then of one on a server."""
    found: Settings = request.getfixturevalue(request.param)
    return found
