"""Every date in every form it is written in: what it means, and which words it takes."""

from __future__ import annotations

import time
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_bot.query.timeframe import timeframe
from qa_bot.text import Unsure, dated, dates_in, periods
from qa_bot.text.spans import Day, Span
from qa_bot.types import Question

TODAY = date(2026, 11, 22)  # a Sunday


def read(text: str) -> list[tuple[str, Span | None]]:
    """The words of each date with its days, seen from TODAY."""
    return [(text[found.start : found.end], found.when.span(TODAY)) for found in dates_in(text)]


def days(first: str, last: str = "") -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2025-12-16", days("2025-12-16")),
        ("2025/12/05", days("2025-12-05")),
        ("5.12.2025", days("2025-12-05")),
        ("25/12/2025", days("2025-12-25")),
        ("12/25/2025", days("2025-12-25")),
        ("16 December 2025", days("2025-12-16")),
        ("December 16, 2025", days("2025-12-16")),
        ("December 16th 2025", days("2025-12-16")),
        ("16 Dec. 2025", days("2025-12-16")),
        ("16-Dec-2025", days("2025-12-16")),
        ("16th of December of 2025", days("2025-12-16")),
        ("sixteenth of December 2025", days("2025-12-16")),
        ("twenty-first of December", days("2025-12-21")),
        ("May 9", days("2026-05-09")),
        ("29 February", days("2024-02-29")),
        ("3 May last year", days("2025-05-03")),
        ("December of 2025", days("2025-12-01", "2025-12-31")),
        ("Dec 2025", days("2025-12-01", "2025-12-31")),
        ("12/2025", days("2025-12-01", "2025-12-31")),
        ("2025-12", days("2025-12-01", "2025-12-31")),
        ("december 2025", days("2025-12-01", "2025-12-31")),
        ("May last year", days("2025-05-01", "2025-05-31")),
        ("next May", days("2027-05-01", "2027-05-31")),
        ("December", days("2025-12-01", "2025-12-31")),
        ("early December 2025", days("2025-12-01", "2025-12-10")),
        ("mid-December 2025", days("2025-12-11", "2025-12-20")),
        ("end of December of 2024", days("2024-12-29", "2024-12-31")),
        ("first half of December 2025", days("2025-12-01", "2025-12-15")),
        ("2025", days("2025-01-01", "2025-12-31")),
        ("beginning of 2025", days("2025-01-01", "2025-04-30")),
        ("mid-2025", days("2025-05-01", "2025-08-31")),
        ("end of the year 2025", days("2025-12-01", "2025-12-31")),
        ("Q3 2025", days("2025-07-01", "2025-09-30")),
        ("2025 Q3", days("2025-07-01", "2025-09-30")),
        ("third quarter of 2025", days("2025-07-01", "2025-09-30")),
        ("3rd quarter 2025", days("2025-07-01", "2025-09-30")),
        ("end of Q3 2025", days("2025-09-01", "2025-09-30")),
        ("last quarter of 2025", days("2025-10-01", "2025-12-31")),
        ("first half of 2025", days("2025-01-01", "2025-06-30")),
        ("H2 2025", days("2025-07-01", "2025-12-31")),
        ("spring 2025", days("2025-03-01", "2025-05-31")),
        ("fall of 2025", days("2025-09-01", "2025-11-30")),
        ("winter 2025", days("2025-12-01", "2026-02-28")),
        ("summer last year", days("2025-06-01", "2025-08-31")),
        ("last summer", days("2026-06-01", "2026-08-31")),
        ("1990s", days("1990-01-01", "1999-12-31")),
        ("early 1990s", days("1990-01-01", "1993-04-30")),
        ("19th century", days("1801-01-01", "1900-12-31")),
        ("today", days("2026-11-22")),
        ("yesterday", days("2026-11-21")),
        ("last Monday", days("2026-11-16")),
        ("Sunday", days("2026-11-22")),
        ("last week", days("2026-11-09", "2026-11-15")),
        ("this month", days("2026-11-01", "2026-11-30")),
        ("end of last month", days("2026-10-29", "2026-10-31")),
        ("last quarter", days("2026-07-01", "2026-09-30")),
        ("end of the year", days("2026-12-01", "2026-12-31")),
        ("10 days ago", days("2026-11-12")),
        ("a couple of weeks ago", days("2026-11-08")),
        ("three months ago", days("2026-08-01", "2026-08-31")),
        ("two years ago", days("2024-01-01", "2024-12-31")),
        ("twenty-five years ago", days("2001-01-01", "2001-12-31")),
        ("one hundred and five years ago", days("1921-01-01", "1921-12-31")),
        ("a hundred years ago", days("1926-01-01", "1926-12-31")),
        ("a dozen days ago", days("2026-11-10")),
        ("twenty-first of May 2025", days("2025-05-21")),
        ("twenty-first century", days("2001-01-01", "2100-12-31")),
        ("last two weeks", days("2026-11-08", "2026-11-22")),
        ("past few days", days("2026-11-19", "2026-11-22")),
    ],
)
def test_a_date_takes_its_words_and_means_its_days(words: str, meant: Span) -> None:
    assert read(words) == [(words, meant)]
    assert read(f"The ferry was sold ({words}), Varn said.") == [(words, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "It may rain; they march on.",
        "They may 5 times march 4 miles.",
        "An august body met for $2025 in room 5,2025.",
        "The Boeing-2025 has 1200 seats at 10:30.",
        "Version 1.12.2025.4, call 12.5.20259.",
        "May I?",
        "Half of the first team, a third of the second.",
    ],
)
def test_other_words_and_numbers_are_no_date(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("words", ["31 February 2025", "2025-13-01", "32.1.2025", "April 31, 2025"])
def test_a_day_that_does_not_exist_is_seen_and_has_no_days(words: str) -> None:
    assert read(words)[0][1] is None or read(words)[0][0] != words


def test_a_number_first_date_may_be_read_in_two_ways() -> None:
    (found,) = dates_in("05/03/2025")
    assert found.when == Unsure(Day(5, 3, 2025), Day(3, 5, 2025))
    assert found.when.span() == days("2025-03-05", "2025-05-03")


def test_several_dates_of_a_text_come_in_their_order() -> None:
    text = "From 3 May 2021 to mid-2023, and again last week."
    assert [words for words, _ in read(text)] == ["3 May 2021", "mid-2023", "last week"]


FORMS: tuple[Callable[[date], str], ...] = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day.day} {day:%B %Y}",
    lambda day: f"{day:%d %b. %Y}".replace("May.", "May"),
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day:%B} {day.day}th {day.year}",
    lambda day: f"{day.day}th of {day:%B} {day.year}",
    lambda day: f"{day.day}th of {day:%B}, {day.year}",
    lambda day: f"{day:%d-%b-%Y}",
    lambda day: f"{day:%d %B %Y}".lower(),
    lambda day: f"{day:%d %B %Y}".upper(),
)
MONTH_FORMS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%B %Y}",
    lambda day: f"{day:%b %Y}",
    lambda day: f"{day:%B} of {day.year}",
    lambda day: f"{day:%B}, {day.year}",
    lambda day: f"{day:%m/%Y}",
)
DAYS = st.dates(date(1600, 1, 1), date(2099, 12, 31))
BEFORE = st.sampled_from(["", "The port closed on ", "(", "“", "As of the ", "3 ships; "])
BEHIND = st.sampled_from(["", ".", ", Varn said.", ")", "’s end", " and 5 more"])


@given(day=DAYS, form=st.sampled_from(FORMS), before=BEFORE, behind=BEHIND)
def test_a_day_is_read_back_from_every_form(
    day: date, form: Callable[[date], str], before: str, behind: str
) -> None:
    words = form(day)
    assert read(f"{before}{words}{behind}") == [(words, Span(day, day))]


@given(day=DAYS, form=st.sampled_from(MONTH_FORMS), before=BEFORE, behind=BEHIND)
def test_a_month_is_read_back_from_every_form(
    day: date, form: Callable[[date], str], before: str, behind: str
) -> None:
    words = form(day)
    last = monthrange(day.year, day.month)[1]
    assert read(f"{before}{words}{behind}") == [(words, Span(day.replace(day=1), day.replace(day=last)))]


@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)), st.text(max_size=60))
def test_any_text_has_dates_in_order_that_lie_in_it(today: date, text: str) -> None:
    end = 0
    for found in dates_in(f"{text} {today:%B %Y} {text}"):
        assert end <= found.start < found.end
        end = found.end
        span = found.when.span(today)
        assert span is None or span.first <= span.last + timedelta(0)


@pytest.mark.parametrize(
    "piece",
    [
        "1:11 ", "3 May ", "1", "2021-", "May ", "early ", "the end of the ", "as of ", "last ", "05/03/",
        "a ", " ", "from 2021 to ", "first ", "2 ", "\t\n", "1990s ", "did know by 2021 ", "Monday, ",
        "known in May. ",
    ],
)  # fmt: skip
def test_a_hostile_text_is_read_in_linear_time(piece: str) -> None:
    def seconds(length: int) -> float:
        text = f"3 May{piece * (length // len(piece))}2025"
        started = time.process_time()
        assert len([*dates_in(text)]) >= len(dated(text).days)
        assert len(text) > len(periods(text))
        timeframe(Question(text), TODAY)
        return time.process_time() - started

    seconds(1_000)  # the patterns are made
    # 8 times the text takes 8 times as long, were it quadratic 64 times; CPU time itself varies twofold.
    assert any(seconds(20_000) < 16 * max(seconds(2_500), 0.01) for _ in range(3))
