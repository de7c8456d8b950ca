"""Receipts beside an index on a server: every host that shares it finds those of all."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.ferry_receipts import receipt

from qa_bot.errors import QABotError
from qa_bot.index.connection import connect
from qa_bot.receipts import Feedback
from qa_bot.receipts.store import Receipts
from qa_bot.settings import Settings


@pytest.fixture
def elsewhere(server_settings: Settings, tmp_path: Path) -> Settings:
    """The same index on another host."""
    return on_index(server_settings, path=tmp_path / "elsewhere")


def on_index(settings: Settings, **changes: Any) -> Settings:
    return settings.model_copy(update={"index": settings.index.model_copy(update=changes)})


def keeping(settings: Settings, **changes: Any) -> Settings:
    return settings.model_copy(update={"receipts": settings.receipts.model_copy(update=changes)})


def test_a_receipt_is_found_where_it_was_kept_and_on_every_other_host(
    server_settings: Settings, elsewhere: Settings
) -> None:
    kept = receipt()
    Receipts.of(server_settings).keep(kept)
    assert Receipts.of(elsewhere).find("one") == kept
    assert Receipts.of(elsewhere).find("two") is None
    assert not elsewhere.index.path.exists()


def test_before_the_first_there_is_none(either: Settings) -> None:
    receipts = Receipts.of(either)
    assert receipts.latest(10) == [] == receipts.feedback("one") == receipts.find_all(["one"])


def test_several_are_found_at_once_and_the_last_ones_newest_first(either: Settings) -> None:
    receipts = Receipts.of(either)
    now = datetime.now(UTC)
    for n, id in enumerate(("one", "two", "three")):
        receipts.keep(replace(receipt(id), asked_at=now - timedelta(minutes=n)))
    assert [each.id for each in receipts.latest(2)] == ["one", "two"]
    assert {each.id for each in receipts.find_all(["one", "three", "four"])} == {"one", "three"}


def test_none_is_kept_longer_and_no_more_than_the_settings_allow(
    server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_bot.receipts.chroma._TIDYING_S", 0)
    receipts = Receipts.of(keeping(server_settings, keep=5, days=2))
    now = datetime.now(UTC)
    for n, id in enumerate(f"{n}" for n in range(10)):
        receipts.keep(replace(receipt(id), asked_at=now - timedelta(hours=10 * (9 - n))))
        receipts.judge(id, Feedback("U01ALICE", helpful=True))
    assert [each.id for each in receipts.latest(100)] == ["9", "8", "7", "6", "5"]
    assert receipts.feedback("9") and not receipts.feedback("0")


def test_what_people_think_of_it_is_kept_with_it_and_forgotten_with_it(
    server_settings: Settings, elsewhere: Settings
) -> None:
    here, there = Receipts.of(server_settings), Receipts.of(elsewhere)
    here.keep(receipt())
    there.judge("one", Feedback("U02BOB", helpful=True))
    there.judge("one", Feedback("U01ALICE", helpful=True))
    here.judge("one", Feedback("U01ALICE", helpful=False, why="It is out of date"))
    assert [(each.user, each.helpful) for each in here.feedback("one")] == [
        ("U01ALICE", False),
        ("U02BOB", True),
    ]
    there.forget("one")
    assert here.find("one") is None and here.feedback("one") == []


def test_what_people_thought_of_an_answer_that_was_not_kept_goes_with_its_age(
    server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_bot.receipts.chroma._TIDYING_S", 0)
    receipts = Receipts.of(keeping(server_settings, days=2))
    receipts.judge("gone", Feedback("U01ALICE", helpful=False, why="It is out of date"))
    receipts.keep(replace(receipt(), asked_at=datetime.now(UTC) + timedelta(days=1)))
    assert receipts.feedback("gone")
    receipts.keep(replace(receipt(), asked_at=datetime.now(UTC) + timedelta(days=3)))
    assert not receipts.feedback("gone")


def test_where_somebody_removed_them_they_are_kept_anew(server_settings: Settings) -> None:
    receipts = Receipts.of(server_settings)
    receipts.keep(receipt("one"))
    connect(server_settings).delete_collection(f"{server_settings.index.name}.receipts")
    receipts.keep(receipt("two"))
    receipts.keep(receipt("three"))
    assert [each.id for each in receipts.latest(10)] == ["three"]


def test_a_server_that_takes_none_is_told_of_once_and_never_raised(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    receipts = Receipts.of(on_index(settings, url="http://127.0.0.1:9"))
    with caplog.at_level(logging.WARNING):
        receipts.keep(receipt("one"))
        receipts.keep(receipt("two"))
    (said,) = caplog.messages
    assert said.startswith("No receipts are kept on the Chroma server")
    with pytest.raises(QABotError, match=r"127\.0\.0\.1:9"):
        receipts.latest(10)
