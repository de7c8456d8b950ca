"""Questions to a real model on a real server: what leaves is proven, whatever the model wrote."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from support.indexed import indexed, write

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question, Status

pytest_plugins = ["support.small_model_fixtures"]

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
DAM = indexed(
    "dam.txt",
    "The dam above Orrin was opened on 3 May 2024 by the engineer Maud Tiller. It cost 88 million francs.",
    title="Orrin dam opens",
    published=date(2024, 5, 3),
)


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
    assert "Maud Tiller" in " ".join((answer.text, *(one.quote for one in answer.citations)))
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
