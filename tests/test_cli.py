"""The commands as a user runs them, over a small real index."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.model_server import Reply, model_server, says

from qa_bot.cli.main import main, qa_bot

DAM = """---
title: Orrin dam opens
date: 2024-05-03
outlet: Orrin Post
---

# Orrin dam opens

The dam above Orrin was opened on Friday by the engineer Maud Tiller. It cost 88 million francs.
It holds back the river Sill, which flooded the lower town in 1987.
"""
BRIDGE = """Bridge over the Sill to be repaired
By Jon Aske
12 June 2024

The old bridge over the Sill will be repaired from August. The masons' guild of Varn does the work.
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "dam.md").write_text(DAM, encoding="utf-8")
    (folder / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    place = tmp_path_factory.mktemp("index") / "index"
    ingest = [sys.executable, "-c", "from ingest.cli import main; main()", folder, "--index", place]
    subprocess.run(ingest, check=True, capture_output=True)
    return place


class Result:
    def __init__(self, exit_code: int, out: str, err: str) -> None:
        self.exit_code = exit_code
        self.out = out
        self.err = err


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    monkeypatch.chdir(tmp_path)

    def run_command(*args: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Result(int(ended.value.code or 0), captured.out, captured.err)

    return run_command


def test_an_answer_ends_with_its_sources_and_exit_code_0(run, index: Path) -> None:
    result = run("ask", "Who opened the dam above Orrin?", "--index", index)
    assert result.exit_code == 0
    answer = "The dam above Orrin was opened on Friday by the engineer Maud Tiller [1].\n"
    assert result.out.startswith(f"{answer}\nSources\n")
    assert "[1] Orrin dam opens · 2024-05-03 · Orrin Post · dam.md" in result.out
    assert "\x1b" not in result.out
    assert result.err == ""


def test_a_quote_stands_in_the_file_where_the_json_says(run, index: Path) -> None:
    result = run("ask", "Who opened the dam above Orrin?", "--json", "--index", index)
    answer = json.loads(result.out)
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        assert DAM[citation["start"] : citation["end"]] == citation["quote"]


def test_an_abstention_is_exit_code_3_with_the_nearest_articles(run, index: Path) -> None:
    result = run("ask", "Who won the chess championship in Reykjavik?", "--index", index)
    assert result.exit_code == 3
    assert "Nearest articles" in result.out


def test_nothing_published_after_the_day_asked_for_is_evidence(run, index: Path) -> None:
    result = run("search", "bridge over the Sill", "--as-of", "2024-05-31", "--json", "--index", index)
    assert [hit["doc"] for hit in json.loads(result.out)["hits"]] == ["dam.md"]


def test_a_question_may_come_from_a_pipe(run, index: Path) -> None:
    result = run("ask", "--index", index, stdin=b"Who opened the dam above Orrin?\n")
    assert "Maud Tiller" in result.out


@pytest.mark.parametrize("question", ["", " \n", "?!", "why " * 12_500])
def test_a_question_that_cannot_be_asked_is_one_sentence_and_exit_code_2(
    run, index: Path, question: str
) -> None:
    result = run("ask", question, "--index", index)
    assert result.exit_code == 2
    assert result.out == ""
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("question", ["谁建了大坝？", "من بنى السد؟", "dam \udcff \x00 🏞️"])
def test_other_scripts_and_broken_bytes_are_answered_or_not_but_never_fail(
    run, index: Path, question: str
) -> None:
    assert run("ask", question, "--index", index).exit_code in {0, 3}


def test_a_batch_is_answered_line_by_line_in_order(run, index: Path) -> None:
    lines = b'{"id": "q1", "question": "Who opened the dam above Orrin?"}\n{"id": "q2", "question": "Who?"}\n'
    result = run("ask", "--batch", "-", "--index", index, stdin=lines)
    answers = [json.loads(line) for line in result.out.splitlines()]
    assert [(answer["id"], answer["status"]) for answer in answers] == [
        ("q1", "answered"),
        ("q2", "abstained"),
    ]
    assert result.exit_code == 0


def test_a_broken_batch_line_is_told_and_the_exit_code_is_1(run, index: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.jsonl"
    batch.write_text('{"id": "q1"\n{"id": "q2", "question": "Orrin dam"}\n', encoding="utf-8")
    result = run("search", "--batch", batch, "--top", 1, "--index", index)
    broken, hits = (json.loads(line) for line in result.out.splitlines())
    assert broken["error"].startswith("Line 1: This is no JSON from column 11 on: ")
    assert len(hits["hits"]) == 1
    assert result.exit_code == 1


def test_an_unknown_article_in_a_batch_is_named(run, index: Path) -> None:
    line = b'{"id": "q1", "question": "Who opened the dam above Orrin?", "doc_ids": ["dam.md", "dma.md"]}\n'
    answer = json.loads(run("ask", "--batch", "-", "--index", index, stdin=line).out)
    assert answer["status"] == "answered"
    assert answer["notice"] == "No article has the id 'dma.md'; `qa-bot articles` lists the ids."
    assert "'dma.md'" in json.loads(run("search", "--batch", "-", "--index", index, stdin=line).out)["error"]


def test_more_passages_than_a_search_finds_are_refused(run, index: Path) -> None:
    result = run("search", "dam", "--top", 51, "--index", index)
    assert (result.exit_code, result.out) == (2, "")
    assert "at most 50" in result.err


def test_articles_are_listed_and_shown_with_what_is_left_out(run, index: Path) -> None:
    listed = json.loads(run("articles", "--json", "--index", index).out)
    assert [article["doc"] for article in listed] == ["bridge.txt", "dam.md"]
    assert "2024-06-12" in run("articles", "--index", index).out
    shown = run("articles", "show", "dam.md", "--index", index).out
    assert "⟪front matter│---" in shown
    assert json.loads(run("articles", "show", "dam.md", "--json", "--index", index).out)["text"] == DAM


def test_an_unknown_article_is_exit_code_2(run, index: Path) -> None:
    result = run("articles", "show", "nope.txt", "--index", index)
    assert (result.exit_code, result.out) == (2, "")
    assert "'nope.txt'" in result.err


def test_status_counts_articles_and_chunks(run, index: Path) -> None:
    state = json.loads(run("status", "--json", "--index", index).out)
    assert state["index"]["articles"] == 2
    assert state["index"]["chunks"] == 2
    assert "2 in 2 chunks, newest 2024-06-12" in run("status", "--index", index).out


def test_doctor_is_content_with_a_good_index(run, index: Path) -> None:
    result = run("doctor", "--index", index)
    assert result.exit_code == 0
    assert all(line.startswith("ok") for line in result.out.splitlines())


@pytest.mark.parametrize(
    "command", [["ask", "Who?"], ["search", "Who?"], ["articles"], ["status"], ["doctor"]]
)
def test_without_an_index_every_command_says_how_to_make_one(run, command: list[str]) -> None:
    result = run(*command)
    assert result.exit_code == 4
    assert "qa-ingest" in result.out + result.err


def test_doctor_goes_no_further_than_wrong_settings(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_BOT__ANSWER__TOP", "none")
    result = run("doctor")
    assert result.exit_code == 2
    assert "answer.top" in result.out


def test_doctor_tries_the_model_server_where_there_is_one(
    run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("doctor", "--index", index).out.splitlines()[-1].split() == ["ok", "answerer", "extractive"]
    with model_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        server.script = [says("Yes."), Reply(status=401), Reply(status=404)]
        assert f"at {server.url} answered in " in run("doctor", "--index", index).out
        refused, unknown = run("doctor", "--index", index), run("doctor", "--index", index)
    gone = run("doctor", "--index", index)
    assert "check OPENAI_API_KEY" in refused.out
    assert "set generative.model" in unknown.out
    assert "check that it is running" in gone.out
    assert {refused.exit_code, unknown.exit_code, gone.exit_code} == {5}


def test_doctor_tells_what_a_question_took_and_what_the_model_is_like(
    run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_BOT__GENERATIVE__MODEL", "m")
    with model_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        server.pages = {
            "/v1/models": {"data": [{"id": "n"}, {"id": "m", "shutdown_date": "2027-01-14"}]},
            "/props": {"default_generation_settings": {"n_ctx": 8192}},
        }
        server.script = [
            Reply(("Aurora",), usage={"prompt_tokens": 1900, "completion_tokens": 2}),
            Reply(("Aurora",), usage={"prompt_tokens": 100, "completion_tokens": 2}),
        ]
        told, cut = run("doctor", "--index", index), run("doctor", "--index", index)
    assert "1,900 tokens read and 2 written; context of 8,192 tokens" in told.out
    assert "is shut down on 2027-01-14" in told.out
    assert cut.exit_code == 5 and "read 100 tokens of about" in cut.out


def test_doctor_asks_the_model_that_verifies_where_it_is_another(
    run, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_BOT__GENERATIVE__VERIFIER", "careful")
    with model_server() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        server.script = [says("Aurora"), Reply(status=404, message="The model `careful` is not there.")]
        result = run("doctor", "--index", index)
    assert result.exit_code == 5
    assert "knows no model 'careful'" in result.out.splitlines()[-1]


def test_an_altered_model_file_is_exit_code_5(run, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa_bot.models.minilm.MINILM_SHA256", "0" * 64)
    result = run("doctor", "--index", index)
    assert result.exit_code == 5
    assert "sha256" in result.out


def test_a_wrong_option_is_exit_code_2(run, index: Path) -> None:
    assert run("ask", "Who?", "--answerer", "oracle", "--index", index).exit_code == 2
    assert run("ask", "Who?", "--as-of", "yesterday", "--index", index).exit_code == 2
    assert run("ask", "Who?", "--batch", "-", "--index", index).exit_code == 2
    assert run("ask", "--batch", "missing.jsonl", "--index", index).exit_code == 2


def test_chat_keeps_the_conversation(run, index: Path) -> None:
    result = run("chat", "--index", index, stdin=b"Who opened the dam above Orrin?\n/sources\n/quit\n")
    assert result.exit_code == 0
    assert "“The dam above Orrin was opened on Friday by the engineer Maud Tiller.”" in result.out


@pytest.mark.parametrize("command", [*sorted(qa_bot.commands), "articles show"])
def test_the_help_of_every_command_has_an_example(run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert f"Example:\n    qa-bot {command}" in result.out


def test_the_list_of_commands_is_whole(run) -> None:
    assert "..." not in run("--help").out.partition("Commands:")[2]


def test_a_question_imports_nothing_it_does_not_need(index: Path) -> None:
    code = (
        "import sys\n"
        "from qa_bot.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: sys.stderr.write('\\n'.join(sys.modules))\n"
    )
    ask = [sys.executable, "-c", code, "ask", "Who opened the dam above Orrin?", "--index", index]
    loaded = subprocess.run(
        ask, capture_output=True, text=True, check=True, env=dict(os.environ)
    ).stderr.split()
    assert "chromadb" in loaded
    heavy = {
        "ingest",
        "llama_index",
        "openai",
        "prompt_toolkit",
        "scipy",
        "torch",
        "trafilatura",
    }
    assert not heavy & {name.split(".")[0] for name in loaded}


def test_an_option_wins_over_the_environment(run, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_BOT__INDEX__PATH", "elsewhere")
    monkeypatch.setenv("CHROMA_URL", "http://localhost:9")
    assert run("status", "--index", index).exit_code == 0
    monkeypatch.setenv("QA_BOT__INDEX__PATH", str(index))
    assert run("status", "--index", "nowhere").exit_code == 4
