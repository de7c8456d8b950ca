"""What a question says about time, and that no citation is later than its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as configured
from hypothesis import strategies as st
from support.indexed import indexed, write

from qa_bot.query.timeframe import age_note, timeframe
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question

TODAY = date(2026, 11, 22)
PUBLISHED = [None, *(date(2023, 1, 15) + timedelta(days=97 * n) for n in range(12))]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("As of March 2025, who owned the port?", date(2025, 3, 31)),
        ("Who owned the port as of 12 March 2025?", date(2025, 3, 12)),
        ("Who owned the port as of 2025-03-12?", date(2025, 3, 12)),
        ("As of last year, who led the union?", date(2025, 12, 31)),
        ("As of May 9, who led the union?", date(2026, 5, 9)),
        ("What was known in late 2024 about the ferry?", date(2024, 12, 31)),
        ("What was known about the ferry by the end of 2023?", date(2023, 12, 31)),
        ("What did the port know in early 2024?", date(2024, 4, 30)),
        ("What was known about it at the end of March 2024?", date(2024, 3, 31)),
        ("Had an accident been reported before June 2024?", date(2024, 5, 31)),
    ],
)
def test_words_set_a_limit(text: str, limit: date) -> None:
    assert timeframe(Question(text), TODAY).as_of == limit


@pytest.mark.parametrize(
    "text",
    [
        "How many ships had come by the end of 2023?",
        "What happened in March 2024?",
        "Who was known as the Baron in 1990?",
        "Who leads the union as of today?",
        "What is planned as of January 2030?",
    ],
)
def test_a_date_of_the_events_is_no_limit(text: str) -> None:
    assert timeframe(Question(text), TODAY).as_of is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("As of March 2025, who owned the port?", "Who owned the port?"),
        ("Who owned the port, as of March 2025?", "Who owned the port?"),
        ("What was known in late 2024 about the ferry?", "What was known about the ferry?"),
        ("What happened in March 2024?", "What happened in March 2024?"),
        ("What is planned as of January 2030?", "What is planned as of January 2030?"),
    ],
)
def test_the_limit_is_not_among_the_words_evidence_must_share(text: str, asked: str) -> None:
    assert timeframe(Question(text), TODAY).asked == asked


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        ("today", TODAY, None),
        ("yesterday", date(2026, 11, 21), None),
        ("this week", date(2026, 11, 16), None),
        ("this month", date(2026, 11, 1), None),
        ("this year", date(2026, 1, 1), None),
        ("last week", date(2026, 11, 9), date(2026, 11, 15)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("last year", date(2025, 1, 1), date(2025, 12, 31)),
        ("in the past week", date(2026, 11, 15), None),
        ("in the last two weeks", date(2026, 11, 8), None),
        ("over the last few days", date(2026, 11, 19), None),
        ("since March 2025", date(2025, 3, 1), None),
        ("since the beginning of 2025", date(2025, 1, 1), None),
        ("since 2026-10-05", date(2026, 10, 5), None),
        ("recently", date(2026, 10, 23), None),
    ],
)
def test_a_question_for_news_is_about_a_time(window: str, first: date, last: date | None) -> None:
    frame = timeframe(Question(f"What happened with the ferry {window}?"), TODAY)
    assert (frame.since, frame.as_of, frame.newest_first) == (first, last, True)


def test_a_time_is_seen_from_the_day_asked_about() -> None:
    frame = timeframe(Question("Any news on the ferry this week?", as_of=date(2024, 1, 10)), TODAY)
    assert (frame.since, frame.as_of) == (date(2024, 1, 4), date(2024, 1, 10))


def test_the_earlier_of_two_limits_holds() -> None:
    text = "As of March 2025, who owned the port?"
    assert timeframe(Question(text, as_of=date(2024, 1, 1)), TODAY).as_of == date(2024, 1, 1)
    assert timeframe(Question(text, as_of=date(2026, 1, 1)), TODAY).as_of == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("text", "newest_first"),
    [
        ("What is the latest on the ferry?", True),
        ("Is the port still closed?", True),
        ("Who leads the union now?", True),
        ("Currently, who leads it?", True),
        ("What was the latest as of March 2025?", True),
        ("Were they still on strike in 1945?", False),
        ("What did Varn Today write?", False),
        ("How strong is the current?", False),
        ("Who bought the ferry?", False),
    ],
)
def test_words_ask_for_how_things_stand(text: str, newest_first: bool) -> None:
    assert timeframe(Question(text), TODAY).newest_first is newest_first


@pytest.mark.parametrize(
    ("published", "note"),
    [
        (TODAY - timedelta(days=5), None),
        (date(2026, 10, 1), "This was published 2 months ago, on 2026-10-01, and may no longer hold."),
        (date(2025, 11, 20), "This was published 1 year ago, on 2025-11-20, and may no longer hold."),
        (date(2025, 3, 20), "This was published 20 months ago, on 2025-03-20, and may no longer hold."),
        (date(2024, 6, 10), "This was published 2 years ago, on 2024-06-10, and may no longer hold."),
        (None, "This comes from an undated article and may no longer hold."),
    ],
)
def test_an_old_article_says_how_old_it_is(published: date | None, note: str | None) -> None:
    assert age_note(published, TODAY) == note


@pytest.fixture(scope="module")
def responder(tmp_path_factory: pytest.TempPathFactory) -> Responder:
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("timeframe") / "index"})
    articles = (
        indexed(
            f"{n}.txt",
            f"The ferry Aurora carried {310 + n} passengers, harbour master Odile Ferrant said.",
            title=f"Ferry report {n}",
            published=published,
        )
        for n, published in enumerate(PUBLISHED)
    )
    write(settings, *articles)
    return Responder.open(settings)


@given(
    limit=st.dates(date(2022, 12, 1), date(2026, 6, 1)),
    in_words=st.booleans(),
    asked=st.sampled_from(["how many passengers did the Aurora carry?", "who is the harbour master?"]),
)
@configured(max_examples=25, deadline=None)
def test_no_citation_is_later_than_the_limit(
    responder: Responder, limit: date, in_words: bool, asked: str
) -> None:
    question = Question(f"As of {limit:%d %B %Y}, {asked}") if in_words else Question(asked, as_of=limit)
    frame = timeframe(question, TODAY)
    answer = responder.ask(replace(question, text=frame.asked, as_of=frame.as_of))

    assert answer.citations
    assert all(citation.date is None or citation.date <= limit for citation in answer.citations)
