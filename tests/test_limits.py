"""Up to which day a question wants to know, in whatever words; and what is told where that is not clear."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from support.indexed import indexed, write

from qa_bot.query.timeframe import timeframe
from qa_bot.rendering.json import answer_object
from qa_bot.rendering.text import answer_text
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.slack.blocks.answer import closing
from qa_bot.types import Question

TODAY = date(2026, 11, 22)
AS_OF = Path(__file__).parents[2] / "shared" / "bench" / "support" / "as_of.jsonl"


@pytest.mark.parametrize(
    ("phrase", "limit"),
    [
        ("as of June of 2024", date(2024, 6, 30)),
        ("as of the 4th of June, 2024", date(2024, 6, 4)),
        ("as of Jun. 4, 2024", date(2024, 6, 4)),
        ("as of 4.6.2024", date(2024, 6, 4)),
        ("as of 2024/06/04", date(2024, 6, 4)),
        ("as of 2024-06", date(2024, 6, 30)),
        ("as of Tuesday, June 4 2024", date(2024, 6, 4)),
        ("as of Q2 2024", date(2024, 6, 30)),
        ("as of 2024 Q2", date(2024, 6, 30)),
        ("as at the second quarter of 2024", date(2024, 6, 30)),
        ("as of the first half of 2024", date(2024, 6, 30)),
        ("as of the end of H1 2024", date(2024, 6, 30)),
        ("as of summer 2024", date(2024, 8, 31)),
        ("as of mid-2024", date(2024, 8, 31)),
        ("as of about late 2024", date(2024, 12, 31)),
        ("as of the end of last year", date(2025, 12, 31)),
        ("as of two years ago", date(2024, 12, 31)),
        ("as of June last year", date(2025, 6, 30)),
        ("up to and including June 2024", date(2024, 6, 30)),
    ],
)
def test_a_limit_may_stand_before_or_behind_the_question(phrase: str, limit: date) -> None:
    before = timeframe(Question(f"{phrase.capitalize()}, who owned the quarry?"), TODAY)
    behind = timeframe(Question(f"Who owned the quarry {phrase}?"), TODAY)
    assert (before.as_of, before.notice, before.asked) == (limit, "", "Who owned the quarry?")
    assert (behind.as_of, behind.notice, behind.asked) == (limit, "", "Who owned the quarry?")


@pytest.mark.parametrize("part", ["early", "mid", "late"])
def test_a_part_of_a_month_lets_the_whole_month_in(part: str) -> None:
    """No article tells how early "early" is."""
    assert timeframe(Question(f"As of {part}-June 2024, who led it?"), TODAY).as_of == date(2024, 6, 30)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("What was known about the St. Ives quarry by June 2024?", date(2024, 6, 30)),
        ("By mid-2024, what was known about the quarry?", date(2024, 8, 31)),
        ("Before June 2024, had a leak been reported?", date(2024, 5, 31)),
        ("What did the quarry know before the spring of 2024?", date(2024, 2, 29)),
        ("By June 2024, how many ships had come?", None),
        ("How many ships had come until the end of 2023?", None),
        ("Who was known as the Baron in 1990?", None),
    ],
)
def test_a_date_limits_what_was_known_and_not_what_happened(text: str, limit: date | None) -> None:
    assert timeframe(Question(text), TODAY).as_of == limit


@pytest.mark.parametrize(
    "phrase",
    [
        "as of fiscal 2023",
        "as of FY2023",
        "as of last Diwali",
        "as of the harvest",
        "as of 31 April 2024",
        "as of 2023/24",
        "as of the 2024 election",
        "as of 2023 tax year",
        "as at fiscal 2023",
    ],
)
def test_a_limit_that_is_not_understood_is_told(phrase: str) -> None:
    frame = timeframe(Question(f"Who owned the quarry {phrase}?"), TODAY)
    assert (frame.as_of, frame.asked) == (None, "Who owned the quarry?")
    assert frame.notice == (
        f"The date in “{phrase}” was not understood; the answer uses articles of every date. "
        "Write it like “as of 31 December 2024”."
    )


def test_a_limit_that_is_not_understood_ends_where_the_subject_begins() -> None:
    frame = timeframe(Question("What did she say as of last Diwali about the quarry?"), TODAY)
    assert frame.asked == "What did she say about the quarry?"
    assert "“as of last Diwali”" in frame.notice


def test_a_limit_that_is_not_understood_leaves_the_one_that_was_set() -> None:
    frame = timeframe(Question("Who owned it as of fiscal 2023?", as_of=date(2024, 1, 1)), TODAY)
    assert frame.as_of == date(2024, 1, 1)
    assert "the answer uses articles up to 2024-01-01" in frame.notice


@pytest.mark.parametrize("phrase", ["as of 2031", "as of January 2030", "as of next May"])
def test_a_limit_in_the_future_limits_nothing_and_that_is_told(phrase: str) -> None:
    frame = timeframe(Question(f"Who owned the quarry {phrase}?"), TODAY)
    assert frame.as_of is None
    assert frame.notice == (
        f"The date in “{phrase}” lies in the future and limits nothing; "
        "the answer uses articles of every date."
    )


def test_of_two_readings_the_later_day_is_the_limit_and_that_is_told() -> None:
    frame = timeframe(Question("Who owned the quarry as of 04/06/2024?"), TODAY)
    assert frame.as_of == date(2024, 6, 4)
    assert "may have its day or its month first" in frame.notice


@pytest.mark.parametrize(
    "text",
    [
        "Who owns the quarry as of now?",
        "Who owns the quarry as of today?",
        "Who owns the quarry as of this month?",
        "As of which year did she own the quarry?",
        "Is the sea as cold at Varn as at Orrin?",
        "Who owned the quarry in fiscal 2023?",
    ],
)
def test_what_limits_nothing_and_is_clear_needs_no_word(text: str) -> None:
    frame = timeframe(Question(text), TODAY)
    assert (frame.as_of, frame.notice, frame.asked) == (None, "", text)


@pytest.mark.skipif(not AS_OF.exists(), reason="the questions lie beside the checkout")
def test_the_collected_questions_are_limited_or_told() -> None:
    for row in map(json.loads, AS_OF.read_text(encoding="utf-8").splitlines()):
        frame = timeframe(Question(row["question"]), TODAY)
        limit = frame.as_of.isoformat() if frame.as_of else ""
        expected = row["expected_as_of"]
        assert (limit and expected.startswith(limit)) or ("notice" in expected and frame.notice), row
        assert limit or frame.notice


def test_every_way_out_carries_the_notice(tmp_path: Path) -> None:
    settings = Settings.load(index={"path": tmp_path / "index"})
    write(settings, indexed("quarry.txt", "Dana Kolb owned the quarry at Orrin.", title="The quarry"))
    answer = Responder.open(settings).ask(Question("As of fiscal 2023, who owned the quarry at Orrin?"))
    assert answer.citations[0].doc == "quarry.txt"
    assert answer.notice.startswith("The date in “As of fiscal 2023” was not understood;")
    assert "“As of fiscal 2023”" in answer_text(answer)
    assert answer_object(answer)["notice"] == answer.notice
    assert "“As of fiscal 2023”" in str([block.to_dict() for block in closing(answer)])
