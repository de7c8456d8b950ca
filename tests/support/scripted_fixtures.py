"""The server that plays the behaviours of model servers, for tests that ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.scripted_server import SCRIPTED, Server, played


@pytest.fixture(scope="module")
def behaviours() -> Iterator[Server]:
    if not SCRIPTED.is_file():
        pytest.skip("the behaviours are not ours to ship")
    with played() as behaviours:
        yield behaviours
