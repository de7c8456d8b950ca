"""The commands of the README with a language model, on servers of several shapes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.scripted_server import SCRIPTED, Server

from ingest import ingest

pytest_plugins = ["support.scripted_fixtures"]

SEEDS = SCRIPTED.parents[1] / "seeds"
ASKED = "What did the KIO say about the reports of a secret agreement with India?"
DENIED = "to extract rare-earth minerals (REM) are false"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not SEEDS.is_dir():
        pytest.skip("reads articles that are not ours to ship")
    folder = tmp_path_factory.mktemp("shapes") / "index"
    ingest(SEEDS, index=folder)
    return folder


def run(behaviours: Server, index: Path, model: str, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "OPENAI_BASE_URL": f"{behaviours.url}/v1",
        "QA_BOT__GENERATIVE__MODEL": model,
        "QA_BOT__GENERATIVE__TIMEOUT_S": "30",
    }
    program = [sys.executable, "-m", "qa_bot", *command, "--index", str(index)]
    return subprocess.run(program, env={**os.environ, **environment}, capture_output=True, text=True)


def asked(behaviours: Server, index: Path, model: str) -> dict[str, Any]:
    done = run(behaviours, index, model, "ask", ASKED, "--json")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    "model",
    [
        "good",  # OpenAI
        "old_server_max_tokens",  # as Ollama and older servers: no max_completion_tokens
        "json_200_nonstream",  # as gateways that do not stream
        "think_no_open",  # as vLLM and llama.cpp with a reasoning model
        "cites_dagger",
    ],
)
def test_a_model_answers_in_proven_sentences(behaviours: Server, index: Path, model: str) -> None:
    answer = asked(behaviours, index, model)
    assert answer["answerer"] == "openai"
    assert DENIED in answer["answer"]
    assert "[1]" in answer["answer"] and "†" not in answer["answer"]
    assert sum(one["prompt_tokens"] for one in answer["usage"]) > 0


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("vllm_context", "maximum context length is 2048 tokens"),
        ("refusal", "I'm sorry, but I can't help with that"),
        ("ollama_truncated", "prove nothing of what the model wrote"),
        ("429_quota", "quota"),
        ("401", "refused the key"),
    ],
)
def test_where_a_model_does_not_the_articles_do_and_the_reason_is_told(
    behaviours: Server, index: Path, model: str, reason: str
) -> None:
    answer = asked(behaviours, index, model)
    assert answer["answerer"] == "extractive"
    assert "false" in answer["answer"]
    assert reason in answer["notice"]


def test_doctor_and_status_tell_of_the_model(behaviours: Server, index: Path) -> None:
    asked(behaviours, index, "good")
    told = run(behaviours, index, "good", "doctor")
    assert "good at " in told.stdout and "tokens" in told.stdout
    assert "2027-01-14" in told.stdout  # the last day, as the server says
    assert "tokens" in run(behaviours, index, "good", "status").stdout
