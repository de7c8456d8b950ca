"""What needs no search: courtesies, and questions about the bot or about any news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from qa_bot.query.small_talk import filled, small_talk
from qa_bot.types import Article, IndexState, Question, Turn

STATE = IndexState(revision=3, articles=1200, newest=date(2025, 1, 2))
LISTED = [
    Article("dam.txt", "", "Dam opens", date(2024, 5, 3)),
    Article("notes.txt", "", "Notes"),
    Article("strike.txt", "", "Pilots strike", date(2025, 1, 2)),
]


def reply_to(question: Question, state: IndexState = STATE, listed: Sequence[Article] = LISTED) -> str | None:
    said = small_talk(question)
    return filled(said, state, lambda: listed) if said else None


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Hi!", "Hello"),
        ("good morning, how are you?", "Hello"),
        ("ok, thanks a lot", "welcome"),
        ("Thanks, that was very helpful!", "welcome"),
        ("Great.", "Good"),
        ("What can you do?", "citation for every sentence"),
        ("help", "citation for every sentence"),
        (
            "Which articles do you have?",
            "1,200 articles. The newest: “Pilots strike” (2025-01-02); “Dam opens” (2024-05-03); "
            "“Notes” (undated). `qa-bot articles` lists them all.",
        ),
        ("How many articles are in the index?", "1,200 articles"),
    ],
)
def test_small_talk_gets_a_fitting_reply(text: str, reply: str) -> None:
    assert reply in (reply_to(Question(text)) or "")


@pytest.mark.parametrize(
    "text",
    [
        "Hi, who runs the port?",
        "Thanks. When was it?",
        "Which articles mention Varn?",
        "What can you say of Varn?",
    ],
)
def test_a_question_behind_a_greeting_is_no_small_talk(text: str) -> None:
    assert reply_to(Question(text)) is None


def test_an_index_of_one_undated_article_is_described_as_such() -> None:
    reply = reply_to(Question("What articles do you have?"), IndexState(1, 1, None), LISTED[1:2]) or ""
    assert reply.startswith("I have read 1 article. The newest: “Notes” (undated).")


@pytest.mark.parametrize("text", ["What's new?", "Any news?", "What happened yesterday?", "the latest news"])
def test_any_news_are_the_newest_titles(text: str) -> None:
    assert "The newest: “Pilots strike”" in (reply_to(Question(text)) or "")


@pytest.mark.parametrize("before", ["Who runs the port?", "What's new on the dam?"])
def test_after_a_question_news_are_news_of_its_subject(before: str) -> None:
    history = (Turn("user", before), Turn("assistant", "Nobody does."))
    assert reply_to(Question("Any news?", history=history)) is None
