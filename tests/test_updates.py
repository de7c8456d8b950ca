"""Questions for what is new: which they are, and answers from the newest articles first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from support.indexed import indexed, write

from qa_bot.query.news_requests import Update, update
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question, Status, Turn

TODAY = datetime.now(UTC).date()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "subject", "window"),
    [
        ("What is the latest on the ferry talks?", "the ferry talks", ""),
        ("What's new about Varn?", "Varn", ""),
        ("Any news on the market hall?", "the market hall", ""),
        ("Do you have any updates regarding Orrin?", "Orrin", ""),
        ("Could you give me a quick update on Orrin?", "Orrin", ""),
        ("latest news on the dam", "the dam", ""),
        ("Catch me up on the dam", "the dam", ""),
        ("What's happening with the dam?", "the dam", ""),
        ("Is there any progress on the dam?", "the dam", ""),
        ("What happened with the dam this week?", "the dam", "this week"),
        ("What happened this week with the dam?", "the dam", "this week"),
        ("What has changed in Orrin since 3 May 2024?", "Orrin", "since 3 May 2024"),
        ("Has anything changed in Orrin lately?", "Orrin", "lately"),
        ("What happened in Orrin in the last few days?", "Orrin", "in the last few days"),
        ("What is the latest (dam, Orrin)?", "(dam, Orrin)", ""),
        ("What is new?", "", ""),
    ],
)
def test_a_question_for_news_names_its_subject_and_time(text: str, subject: str, window: str) -> None:
    assert update(text) == Update(subject, window)


@pytest.mark.parametrize(
    "text",
    [
        "What happened in Orrin in May 2024?",
        "What happened to the dam?",
        "What is the latest version of the law?",
        "Who broke the news about the dam?",
        "What did the news say about Orrin?",
        "What has happened since the flood?",
        "When was the latest strike?",
    ],
)
def test_other_questions_ask_for_no_news(text: str) -> None:
    assert update(text) is None


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Answer]:
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("updates") / "index"})
    write(
        settings,
        indexed(
            "open.txt",
            "Orrin and Larkhaven opened talks on herring quotas. Orrin asked for a third of the herring.",
            title="Quota talks open",
            published=ago(90),
        ),
        indexed(
            "stall.txt",
            "By Ines Marlow",
            "Rain fell on Elsmouth all of Tuesday. The talks on herring quotas stalled in that town.",
            title="Quota talks stall",
            published=ago(45),
        ),
        indexed(
            "resume.txt",
            "The two ministers agreed to meet again in December. A compromise on herring quotas is near.",
            "“We talk,” minister Dana Kolb said of the quotas.",
            title="Herring quotas: talks resume",
            published=ago(3),
        ),
        indexed("cup.txt", "Varn beat Elsmouth in the cup final.", title="Varn wins", published=ago(1)),
        indexed("note.txt", "Talks on herring quotas have a long history.", title="Herring quotas"),
    )
    responder = Responder.open(settings)
    return lambda text, **question: responder.ask(Question(text, **question))


@pytest.mark.parametrize(
    "text",
    [
        "What is the latest on the herring quotas?",
        "Any news about herring quotas?",
        "Latest on herring quotas?",
    ],
)
def test_the_newest_articles_answer_first_and_with_their_dates(ask: Callable[..., Answer], text: str) -> None:
    answer = ask(text)
    assert answer.text.startswith(f"[{ago(3)}] The two ministers agreed to meet again in December [1].")
    assert list(dict.fromkeys(one.doc for one in answer.citations)) == ["resume.txt", "stall.txt", "open.txt"]
    assert f"[{ago(45)}] The talks on herring quotas stalled" in answer.text
    assert "compromise" in answer.text


@pytest.mark.parametrize("window", ["this week", "in the last 10 days", "since last week", "lately"])
def test_what_was_published_before_the_time_asked_about_is_left_out(
    ask: Callable[..., Answer], window: str
) -> None:
    answer = ask(f"What happened with the herring quotas {window}?")
    assert {one.doc for one in answer.citations} == {"resume.txt"}


def test_if_nothing_was_published_since_that_is_said(ask: Callable[..., Answer]) -> None:
    answer = ask("What happened with the herring quotas today?")
    assert answer.status is Status.ABSTAINED
    assert answer.notice == f"No article on it was published since {TODAY}."


def test_what_was_new_then_is_told_as_of_then(ask: Callable[..., Answer]) -> None:
    answer = ask("What is the latest on the herring quotas?", as_of=ago(40))
    assert answer.citations[0].doc == "stall.txt"


def test_a_subject_that_no_article_has_gets_no_news(ask: Callable[..., Answer]) -> None:
    assert ask("What is the latest on the volcano?").status is Status.ABSTAINED
    assert ask("Any news on herring quotas in Kestel?").status is Status.ABSTAINED


def test_after_a_question_the_latest_is_that_on_its_subject(ask: Callable[..., Answer]) -> None:
    history = (Turn("user", "Who won the cup final?"), Turn("assistant", "Varn beat Elsmouth [1]."))
    answer = ask("And what is the latest?", history=history)
    assert answer.citations[0].doc == "cup.txt"
