"""`qa-bot why` shows a person and a script what an answer rests on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result
from support.ferry_receipts import ASKED, answered, receipt

from qa_bot.cli.main import qa_bot
from qa_bot.errors import UsageError
from qa_bot.receipts import Feedback, Judged, Receipt
from qa_bot.receipts.store import Receipts
from qa_bot.rendering.receipts import receipt_text
from qa_bot.responder import Responder
from qa_bot.settings import Settings

pytest_plugins = ["support.receipt_fixtures"]


def test_a_person_reads_what_each_sentence_rests_on(asked: tuple[Responder, Receipt]) -> None:
    _, found = asked
    text = receipt_text(
        replace(found, standalone="How many passengers will the ferry carry to Sunray island?")
    )
    assert text.startswith(f"\x1b[1m{ASKED}")
    assert "Searched as: How many passengers will the ferry carry to Sunray island?" in text
    assert f"index revision {found.answer.index.revision}" in text
    assert "verbatim · confidence 0." in text
    assert "[1] A new ferry for the island · 2023-04-02 · ferry.txt" in text
    assert "Also read" in text
    assert "ms" in text


def test_a_sentence_that_was_dropped_is_shown_with_its_verdict() -> None:
    dropped = Judged("The ferry has 900 seats.", "unsupported", None, None)
    text = receipt_text(replace(receipt(), judged=(dropped,)))
    assert "The ferry has 900 seats.\n    left out · unsupported" in text


def test_an_article_cannot_steer_the_terminal_through_a_receipt() -> None:
    hostile = receipt(question="Who\x1b[2J?")
    text = receipt_text(replace(hostile, judged=(Judged("a\x07b", "verbatim", None, None),)))
    assert "\x1b[2J" not in text
    assert "\x07" not in text


@pytest.fixture
def why(settings: Settings) -> Callable[..., Result]:
    def run(*args: str) -> Result:
        return CliRunner().invoke(qa_bot, ["why", *args, "--index", str(settings.index.path)])

    return run


def test_why_lists_shows_replays_and_forgets(settings: Settings, why: Callable[..., Result]) -> None:
    _, found = answered(settings)

    assert f"{found.id} · " in why().output
    assert ASKED in why(found.id).output
    shown = json.loads(why(found.id, "--json").output)
    assert shown["answer"]["citations"][0]["doc"] == "ferry.txt"
    assert shown["sentences"][0]["verdict"] == "verbatim"
    assert why(found.id, "--replay").output == "Asked again, the answer is the same.\n"
    again = json.loads(why(found.id, "--replay", "--json").output)
    assert (again["same"], again["changes"]) == (True, [])
    assert len(json.loads(why("--json").output)) == 1  # a replay leaves no receipt of its own
    assert why(found.id, "--forget").exit_code == 0
    assert isinstance(why(found.id).exception, UsageError)


def test_why_before_the_first_answer_says_so_and_makes_no_file(
    settings: Settings, why: Callable[..., Result]
) -> None:
    assert "No answers are kept yet." in why().output
    assert json.loads(why("--json").output) == []
    assert not settings.index.path.exists()


@pytest.mark.parametrize("args", [["nobody"], ["--replay"], ["--forget"], ["one", "--replay", "--forget"]])
def test_why_refuses_what_names_no_answer(why: Callable[..., Result], args: list[str]) -> None:
    assert isinstance(why(*args).exception, UsageError)


def test_what_a_person_thinks_of_an_answer_is_kept_with_it_and_forgotten_with_it(
    settings: Settings, why: Callable[..., Result]
) -> None:
    receipts = Receipts.of(settings)
    receipts.keep(receipt())
    receipts.judge("one", Feedback("alice", helpful=False))
    receipts.judge("one", Feedback("alice", helpful=False, why="It names no date."))
    receipts.judge("one", Feedback("bob", helpful=True))
    assert [(each.user, each.helpful) for each in receipts.feedback("one")] == [
        ("alice", False),
        ("bob", True),
    ]
    assert "Feedback\nnot helpful · It names no date. · alice\nhelpful · bob" in why("one").output
    assert json.loads(why("one", "--json").output)["feedback"][1]["helpful"] is True
    receipts.forget("one")
    assert receipts.feedback("one") == []
