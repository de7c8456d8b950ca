"""What tests of a model's answers begin with: an index of two articles, a server with a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question
from support.ferry_news import ASKED, FERRY, STRIKE
from support.indexed import write
from support.model_server import ModelServer, Reply, model_server, settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generative") / "index"
    write(Settings.load(index={"path": path}), FERRY, STRIKE)
    return path


@pytest.fixture(scope="module")
def served() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture(scope="module")
def responder(folder: Path, served: ModelServer) -> Responder:
    return Responder.open(settings(folder, served.url))


@pytest.fixture
def server(served: ModelServer) -> ModelServer:
    served.asked.clear()
    return served


@pytest.fixture
def ask(responder: Responder, server: ModelServer) -> Callable[..., Answer]:
    def answered(*script: Reply, **question: date) -> Answer:
        server.script = list(script)
        return responder.ask(Question(ASKED, **question))

    return answered
