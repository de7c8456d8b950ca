"""`qa-bot check`: claims in, verdicts with their quotes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support.scripted_chat import Says as RuledAs
from support.scripted_chat import ScriptedChat

from ingest import ingest
from qa_bot.answering import Stated, check, given
from qa_bot.answering.verification.verifier import Verifier
from qa_bot.cli.main import main, qa_bot
from qa_bot.errors import ModelUnavailable
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
        "sides": [],
        "sentences": [],
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


def rules(ruling: str, repaired: str | None = None) -> Verifier:
    return Verifier(ScriptedChat(rules=lambda sentence: RuledAs(ruling, repaired)), 1.0)


@pytest.mark.parametrize(
    ("opinion", "ruling", "verdict"),
    [
        ((0.4, 0.1), "supported", Stated.SUPPORTED),
        ((0.4, 0.1), "contradicted", Stated.CONTRADICTED),
        ((0.9, 0.05), "partly supported", Stated.NOT_STATED),
        ((0.99, 0.0), "contradicted", Stated.SUPPORTED),  # which the judge holds impossible
    ],
)
def test_a_verifier_corrects_the_judge(opinion: tuple[float, float], ruling: str, verdict: Stated) -> None:
    claim = Question("Ida Orrin bought the harbour.")
    found = check(claim, given([TEXT]), Says(*opinion), rules(ruling))
    assert found.verdict is verdict
    assert 0.4 < found.confidence <= 1


def test_a_verifier_says_what_the_articles_say_instead() -> None:
    bought = "Ida Orrin bought the harbour of Skerrin for 3 million crowns."
    chat = ScriptedChat(rules=lambda said: RuledAs("supported" if said == bought else "contradicted", bought))
    found = check(Question("Ida Orrin sold the harbour."), given([TEXT]), Says(0.1, 0.5), Verifier(chat, 1.0))
    assert (found.verdict, found.repaired) == (Stated.CONTRADICTED, bought)


def test_without_a_verifiers_answer_the_judge_decides() -> None:
    fails = Verifier(ScriptedChat(verifier_error=ModelUnavailable("It sleeps.")), 1.0)
    claim = Question("Ida Orrin bought the harbour.")
    assert check(claim, given([TEXT]), Says(0.9, 0.05), fails).verdict is Stated.SUPPORTED


class Reads:
    """A judge that finds denied what the articles deny."""

    def judge(self, evidence: Excerpt, sentence: str) -> Opinion:
        return Opinion(0.05, 0.9) if "not" in evidence.text else Opinion(0.9, 0.05)


def test_articles_that_differ_are_told_as_sides() -> None:
    texts = ["Ida Orrin bought the harbour, it is said.", "Ida Orrin did not buy the harbour, she says."]
    found = check(Question("Ida Orrin has bought the harbour."), given(texts), Reads())
    assert [side.says for side in found.sides] in ([texts[0], texts[1]], [texts[1], texts[0]])
    assert {one.doc for one in found.citations} == {"passage 1", "passage 2"}


def test_a_text_is_checked_sentence_by_sentence(tmp_path: Path) -> None:
    claim = f"{TEXT.split('.')[0]}. Was it dear? Ida Orrin paid 5 million crowns for it."
    line = json.dumps({"id": "t", "claim": claim, "passages": [TEXT]})
    (told,) = map(json.loads, _run("--batch", "-", "--judge-only", input=line).stdout.splitlines())
    assert [one["claim"] for one in told["sentences"]] == [
        "The harbour of Skerrin was sold on Monday.",
        "Ida Orrin paid 5 million crowns for it.",
    ]
    assert told["sentences"][0]["verdict"] == "supported"
    assert told["verdict"] == told["sentences"][1]["verdict"] != "supported"


def test_a_file_is_checked(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "harbour.txt").write_text(f"Harbour sold\n\n{TEXT}\n")
    ingest(tmp_path / "news", index=tmp_path / "index")
    (tmp_path / "draft.txt").write_text(f"{TEXT} The mayor of Varn sang.", encoding="utf-8")
    result = _run("--file", str(tmp_path / "draft.txt"), "--index", str(tmp_path / "index"))
    assert result.stdout.count("Supported. (100% sure)") == 2
    assert "“The mayor of Varn sang.”\nNot stated." in result.stdout


def test_a_file_that_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "draft.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SystemExit, match="2"):
        main(["check", "--file", str(tmp_path / "draft.txt"), "--index", str(tmp_path)])
    assert "no text in UTF-8" in capsys.readouterr().err
