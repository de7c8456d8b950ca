"""The time a question asks about, and the times a sentence tells of."""

import pytest

from qa_bot.query.analysis import parts_of
from qa_bot.text.periods import Period, best_fit, periods


def months(first: str, last: str) -> Period:
    """From and to "1990-01"."""
    (y, m), (z, n) = (map(int, text.split("-")) for text in (first, last))
    return Period(y * 12 + m - 1, z * 12 + n - 1)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("She led the port from 1990 to 1997.", months("1990-01", "1997-12")),
        ("Between June 1990 and 3 May 1997 it was closed.", months("1990-06", "1997-05")),
        ("- Ida Orrin (1990–97)", months("1990-01", "1997-12")),
        ("Ida Orrin (2 March 1920 – 4 April 1997) was a pilot.", months("1920-03", "1997-04")),
        ("It opened on May 3, 1990.", months("1990-05", "1990-05")),
        ("It opened on 1990-05-03.", months("1990-05", "1990-05")),
        ("It was built in the 1990s.", months("1990-01", "1999-12")),
    ],
)
def test_a_period_as_it_is_written(text: str, period: Period) -> None:
    assert periods(text) == (period,)


def test_a_period_may_have_no_end() -> None:
    (since,), (until,) = periods("Harbour master since May 1990."), periods("Harbour master until 1997.")
    assert since.is_open and since.first == months("1990-05", "1990-05").first
    assert until.is_open and until.last == months("1997-12", "1997-12").last


@pytest.mark.parametrize("text", ["1990.5 metres", "$1990", "5,000 ships", "Pier 17", ""])
def test_other_numbers_are_no_period(text: str) -> None:
    assert not periods(text)


def test_the_closer_a_period_is_to_the_one_asked_about_the_better_it_fits() -> None:
    (part,) = parts_of("Who led the port from 1990 to 1993?")
    told = [
        "Ida Orrin led it from 1990 to 1993.",
        "Ida Orrin has led it since 1988.",
        "In 1990 Ida Orrin became its head.",
        "Ida Orrin visited it in 1992.",
        "Ida Orrin lived from 1900 to 1998.",
        "Ida Orrin led it from 1994 to 1999.",
    ]
    fits = [best_fit(part.period, text) for text in told]
    assert fits == sorted(fits, reverse=True)
    assert (fits[0], fits[-1]) == (1.0, 0.0)


def test_a_question_without_a_time_fits_no_period() -> None:
    (part,) = parts_of("Who leads the port?")
    assert best_fit(part.period, "Ida Orrin led it from 1990 to 1993.") == 0.0
