"""`qa-bot check`: claims in, verdicts with their quotes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest import ingest
from qa_bot.answering import Stated, check, given
from qa_bot.cli.main import main, qa_bot
from qa_bot.models import Excerpt, Opinion
from qa_bot.types import Question

TEXT = "The harbour of Skerrin was sold on Monday. Ida Orrin paid 3 million crowns for it."


class Says:
    """A judge of one opinion."""

    def __init__(self, entailed: float, contradicted: float) -> None:
        self.opinion = Opinion(entailed, contradicted)
        self.asked: list[tuple[Excerpt, str]] = []

    def judge(self, evidence: Excerpt, sentence: str) -> Opinion:
        self.asked.append((evidence, sentence))
        return self.opinion


@pytest.mark.parametrize(
    ("opinion", "verdict", "repaired"),
    [
        ((0.9, 0.05), Stated.SUPPORTED, False),
        ((0.05, 0.9), Stated.CONTRADICTED, True),
        ((0.2, 0.2), Stated.NOT_STATED, False),
    ],
)
def test_the_judge_decides_what_is_not_verbatim(
    opinion: tuple[float, float], verdict: Stated, repaired: bool
) -> None:
    found = check(Question("Ida Orrin bought the harbour.", "7"), given([TEXT]), Says(*opinion))
    assert (found.id, found.verdict) == ("7", verdict)
    assert found.citations[0].quote in TEXT
    assert (found.repaired is not None) is repaired


def test_words_of_the_article_need_no_judge() -> None:
    judge = Says(0, 1)
    found = check(Question("Ida Orrin paid 3 million crowns for it."), given([TEXT]), judge)
    assert (found.verdict, found.confidence, judge.asked) == (Stated.SUPPORTED, 1.0, [])


@pytest.mark.parametrize(
    "claim", ["Ida Orrin paid 5 million crowns for it.", "Tom Brandt paid 3 million crowns for it."]
)
def test_another_figure_or_name_is_never_proven(claim: str) -> None:
    assert check(Question(claim), given([TEXT]), Says(1.0, 0.0)).verdict is Stated.NOT_STATED


def test_without_passages_nothing_is_stated() -> None:
    found = check(Question("Ida Orrin paid."), [], Says(1, 0))
    assert (found.verdict, found.citations) == (Stated.NOT_STATED, ())


def _run(*args: str, input: str = "") -> Result:
    return CliRunner().invoke(qa_bot, ["check", *args], input=input)


def test_a_batch_with_passages_needs_no_index(tmp_path: Path) -> None:
    lines = [
        {"id": 1, "claim": "The harbour of Skerrin was sold on Monday.", "passages": [TEXT]},
        {"id": "x", "claim": "Ida Orrin paid 5 million crowns.", "passages": [TEXT]},
        {"claim": 5},
        {"id": "e", "claim": " ", "passages": [TEXT]},
    ]
    batch = "\n".join([*map(json.dumps, lines), "no JSON"])
    result = _run("--batch", "-", "--judge-only", "--index", str(tmp_path / "none"), input=batch)
    out = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one.get("verdict") for one in out[:1]] == ["supported"]
    assert out[0] | {"citations": None} == {
        "schema_version": 3,
        "id": "1",
        "claim": lines[0]["claim"],
        "verdict": "supported",
        "confidence": 1.0,
        "citations": None,
        "repaired": None,
    }
    assert out[0]["citations"][0]["quote"] == "The harbour of Skerrin was sold on Monday."
    assert out[1]["verdict"] != "supported"
    assert [one["error"].split(":")[0] for one in out[2:]] == ["Line 3", "Line 4", "Line 5"]


def test_a_claim_is_checked_by_the_articles(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "harbour.txt").write_text(f"Harbour sold\n\n{TEXT}\n")
    ingest(tmp_path / "news", index=tmp_path / "index")
    result = _run("The harbour of Skerrin was sold on Monday.", "--index", str(tmp_path / "index"))
    assert result.stdout.startswith("Supported. (100% sure)")
    assert "“The harbour of Skerrin was sold on Monday.”" in result.stdout
    as_json = json.loads(
        _run("Ida Orrin paid 3 million crowns for it.", "--json", "--index", str(tmp_path / "index")).stdout
    )
    assert (as_json["verdict"], as_json["citations"][0]["doc"]) == ("supported", "harbour.txt")


def test_a_batch_with_a_wrong_line_fails_and_no_claim_at_all_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "claims.jsonl").write_text("no JSON")
    with pytest.raises(SystemExit, match="1"):
        main(["check", "--batch", str(tmp_path / "claims.jsonl")])
    with pytest.raises(SystemExit, match="2"):
        main(["check"])
    assert "Give a claim" in capsys.readouterr().err
