"""What the model servers take is told, kept a day, and limited."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.ferry_news import ASKED, BOUGHT, FERRY, STRIKE
from support.indexed import write

from qa_bot.cli.main import qa_bot
from qa_bot.errors import UsageError
from qa_bot.models import NO_OWN_MODELS, Prompt, spent
from qa_bot.receipts import Receipts, Spending
from qa_bot.rendering.json import answer_object
from qa_bot.rendering.receipts import receipt_text
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Cost, Purpose, Question, Usage

ANSWERS = Usage(Purpose.ANSWER, "counting", 1, 900, 100)
VERIFIES = Usage(Purpose.VERIFICATION, "counting", 1, 400, 50)


class Counting:
    """A chat model that takes tokens."""

    name = "counting"

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        yield f"Larkhaven's Port Authority paid 12 million crowns for the Aurora [1]. {BOUGHT} [1]."
        spent(VERIFIES if prompt.purpose is Purpose.VERIFICATION else ANSWERS)


def settings(folder: Path, **cost: float) -> Settings:
    return Settings.load(index={"path": folder / "index"}, models={"answerer": "openai"}, cost=cost)


def opened(folder: Path, **cost: float) -> Responder:
    return Responder.open(settings(folder, **cost), replace(NO_OWN_MODELS, chat=Counting()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(settings(tmp_path), FERRY, STRIKE)
    return tmp_path


def test_an_answer_and_its_receipt_tell_what_it_took(folder: Path) -> None:
    answer = opened(folder, prompt=2.0, completion=10.0).ask(Question(ASKED))
    assert set(answer.usage) == {ANSWERS, VERIFIES}
    assert answer.cost == Cost(pytest.approx((1300 * 2 + 150 * 10) / 1e6), "USD")
    told = answer_object(answer)
    assert {one["purpose"]: one["prompt_tokens"] for one in told["usage"]} == {
        "answer": 900,
        "verification": 400,
    }
    receipt = Receipts.of(settings(folder)).find(answer.id)
    assert receipt and receipt.answer.usage == answer.usage
    assert "1,450 tokens (0.00410 USD)" in receipt_text(receipt)


def test_without_prices_tokens_are_told_alone(folder: Path) -> None:
    answer = opened(folder).ask(Question(ASKED))
    assert answer.cost is None
    assert answer_object(answer)["cost"] is None
    assert Spending.of(settings(folder)).today().tokens == 1450


def test_an_answer_of_the_articles_took_nothing(folder: Path) -> None:
    free = Settings.load(index={"path": folder / "index"}, models={"answerer": "extractive"})
    assert Responder.open(free).ask(Question(ASKED)).usage == ()
    assert not (folder / "index" / "spending.sqlite").exists()


@pytest.mark.parametrize(
    "limit", [{"daily_tokens": 1000}, {"prompt": 1.0, "daily_limit": 0.001}], ids="tokens money".split()
)
def test_beyond_a_days_limit_the_articles_answer(folder: Path, limit: dict[str, float]) -> None:
    responder = opened(folder, **limit)
    assert responder.ask(Question(ASKED)).answerer == "openai"
    answer = responder.ask(Question(ASKED))
    assert answer.answerer == "extractive"
    assert answer.notice.startswith("Today's limit for the language model is used up")
    assert answer.usage == ()


def test_status_tells_what_was_spent_today(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_BOT__COST__DAILY_TOKENS", "1000")
    opened(folder).ask(Question(ASKED))
    command = ["status", "--index", str(folder / "index")]
    assert "today 1,450 of 1,000 tokens" in CliRunner().invoke(qa_bot, command).output
    told = json.loads(CliRunner().invoke(qa_bot, [*command, "--json"]).output)["spending"]
    assert (told["tokens"], told["daily_tokens"], told["is_used_up"]) == (1450, 1000, True)


def test_a_limit_in_money_needs_prices() -> None:
    with pytest.raises(UsageError, match="daily_limit needs prices"):
        Settings.load(cost={"daily_limit": 1.0})


def test_what_cannot_be_written_counts_while_the_process_lives(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    account = Spending(blocked / "spending.sqlite", settings(tmp_path, daily_tokens=1000).cost)
    account.add([ANSWERS])
    assert account.today().tokens == 1000
    assert account.today().is_used_up


def test_several_processes_share_an_account(tmp_path: Path) -> None:
    one, other = (Spending.of(settings(tmp_path)) for _ in range(2))
    one.add([ANSWERS])
    other.add([VERIFIES])
    assert one.today().tokens == other.today().tokens == 1450


def test_a_batch_of_claims_with_passages_is_in_the_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_bot.answering.answerers.build_verifier_model", lambda _: Counting())
    monkeypatch.setenv("QA_BOT__MODELS__ANSWERER", "openai")
    line = json.dumps({"claim": "It was sold.", "passages": ["The port was sold to the town."]})
    CliRunner().invoke(qa_bot, ["check", "--batch", "-", "--index", str(tmp_path / "index")], input=line)
    assert Spending.of(settings(tmp_path)).today().tokens == 450
