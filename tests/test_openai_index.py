"""An index whose vectors come from a server: ingests that are resumed, questions of one request each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.embeddings_server import Asked, EmbeddingsServer, Told, as_base64, embeddings_server, refuses

from ingest import pipeline
from ingest.cli import command
from ingest.pipeline import Options, ingest
from qa_bot.errors import IndexMismatch, ModelUnavailable
from qa_bot.index import Index
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Purpose, Question

HARBOURS = ("Elsmouth", "Larkhaven", "Orrin", "Tarn", "Wick", "Dunmore")


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with embeddings_server() as served:
        yield served


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for n, harbour in enumerate(HARBOURS):
        told = f"# {harbour}\n\nThe ferry to {harbour} carries {40 + n} people. It was built in 19{60 + n}.\n"
        (folder / f"{harbour}.md").write_text(told, encoding="utf-8")
    return folder


@pytest.fixture
def configured(tmp_path: Path, server: EmbeddingsServer) -> Settings:
    models = {"embedder": "openai", "embedder_url": server.url, "answerer": "extractive"}
    return Settings.load(index={"path": tmp_path / "index"}, models=models, ingest={"batch_chunks": 2})


def embedded(server: EmbeddingsServer) -> set[str]:
    """The harbours whose articles were sent."""
    return {name for name in HARBOURS for asked in server.asked if name in "".join(asked.texts)}


@pytest.mark.parametrize("much", [pipeline._MUCH, 0])  # in this process, and in a second one
def test_an_ingest_that_fails_keeps_what_was_committed_and_the_next_embeds_the_rest(
    server: EmbeddingsServer, news: Path, configured: Settings, monkeypatch: pytest.MonkeyPatch, much: int
) -> None:
    monkeypatch.setattr(pipeline, "_MUCH", much)

    def fails_third(asked: Asked) -> Told:
        return refuses(400, "Out of order") if asked.n == 2 else Told(as_base64(asked.vectors))

    server.tells = fails_third
    with pytest.raises(ModelUnavailable, match="Out of order"):
        ingest([news], configured)
    before = {article.id for article in Index.open(configured).list_articles()}
    assert len(before) == 4

    server.asked.clear()
    server.tells = lambda asked: Told(as_base64(asked.vectors))
    report = ingest([news], configured)
    assert set(report.unchanged) == before and len(report.added) == 2
    assert {f"{name}.md" for name in embedded(server)} == set(report.added)


def test_a_question_takes_one_request_and_none_for_the_sentences(
    server: EmbeddingsServer, news: Path, configured: Settings
) -> None:
    ingest([news], configured)
    server.asked.clear()
    responder = Responder.open(configured)
    assert server.asked == []  # an index is opened by the name of its embedder
    answer = responder.ask(Question("How many people does the ferry to Orrin carry, and when was it built?"))
    assert "42 people" in answer.text
    assert len(server.asked) == 1
    assert [(one.purpose, one.requests) for one in answer.usage] == [(Purpose.EMBEDDING, 1)]


def test_a_question_with_an_abbreviation_takes_one_request_without_a_reranker_too(
    server: EmbeddingsServer, news: Path, configured: Settings
) -> None:
    told = "The Orrin Harbour Authority (OHA) bought a tug. The OHA paid two million crowns for it.\n"
    (news / "tug.md").write_text(told, encoding="utf-8")
    ingest([news], configured)
    server.asked.clear()
    models = configured.models.model_copy(update={"reranker": "none"})
    responder = Responder.open(configured.model_copy(update={"models": models}))
    assert "tug" in responder.ask(Question("What did the OHA buy last week?")).text
    assert len(server.asked) == 1


def test_an_index_is_not_searched_with_vectors_of_another_length(
    server: EmbeddingsServer, news: Path, configured: Settings
) -> None:
    ingest([news], configured)
    server.tells = lambda asked: Told(as_base64(asked.vectors[:, :8]))
    with pytest.raises(IndexMismatch, match="vectors of 256 numbers, the embedder makes 8"):
        Responder.open(configured).ask(Question("When was the ferry to Orrin built?"))


def test_a_dry_run_estimates_tokens_and_cost_and_sends_nothing(
    server: EmbeddingsServer, news: Path, configured: Settings
) -> None:
    priced = configured.model_copy(update={"cost": configured.cost.model_copy(update={"embedding": 20.0})})
    estimate = ingest([news], priced, Options(dry_run=True)).embedding
    assert server.asked == []
    assert estimate and estimate.cost and estimate.requests == 3
    assert estimate.cost.amount == pytest.approx(estimate.tokens * 20 / 1_000_000)
    ingest([news], configured)
    sent = sum(len(text) for asked in server.asked for text in asked.texts)
    assert sent / 3 <= estimate.tokens <= sent / 2


def test_a_dry_run_says_what_embedding_would_take(
    server: EmbeddingsServer, news: Path, configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_BOT__MODELS__EMBEDDER", "openai")
    dry = [str(news), "--index", str(configured.index.path), "--dry-run"]
    said = CliRunner().invoke(command, dry, standalone_mode=False).output
    assert "text-embedding-3-small would embed about" in said and "USD" not in said
    said = CliRunner().invoke(command, [*dry, "--json"], standalone_mode=False).output
    embedding = json.loads(said)["embedding"]
    assert embedding["tokens"] > 0 and embedding["requests"] == 1 and embedding["cost"] is None
    monkeypatch.setenv("QA_BOT__COST__EMBEDDING", "20")
    said = CliRunner().invoke(command, dry, standalone_mode=False).output
    assert "USD" in said


def test_a_dry_run_without_a_server_estimates_nothing(news: Path, settings: Settings) -> None:
    assert ingest([news], settings, Options(dry_run=True)).embedding is None
