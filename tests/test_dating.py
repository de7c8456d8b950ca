from datetime import UTC, date, datetime

import pytest

from ingest.cleaning.dating import (
    byline_date,
    date_alone,
    days_before,
    is_release_label,
    name_date,
    to_date,
    url_date,
)

DAY = date(2021, 5, 4)


@pytest.mark.parametrize(
    "written",
    [
        "2021-05-04",
        "2021-05-04T23:30:00-07:00",
        "20210504",
        20210504,
        "2021/5/4",
        "May 4, 2021",
        "Tuesday, 4th May 2021, 10:30",
        "Tue, 04 May 2021 10:00:00 GMT",
        "04.05.2021",
        "4. Mai 2021",
        "4 de mayo de 2021",
        date(2021, 5, 4),
        datetime(2021, 5, 4, 23, 59, tzinfo=UTC),
        1620122400,
        1620122400000,
    ],
)
def test_a_complete_date_is_read_exactly(written: object) -> None:
    assert to_date(written) == DAY


@pytest.mark.parametrize(
    "written",
    [
        "", "2021", "May 2021", "2021-05", "4 May", "yesterday", "2021-02-30", "05/04/2021", "draft 12",
        2021, True, None, [], float("nan"), float("inf"), "Chapter 4", "0001-01-01T00:00:00", "9999-12-31",
    ],
)  # fmt: skip
def test_an_incomplete_or_ambiguous_date_is_none(written: object) -> None:
    assert to_date(written) is None


def test_slashes_are_read_where_only_one_order_is_possible() -> None:
    assert to_date("25/12/2021") == to_date("12/25/2021") == date(2021, 12, 25)


@pytest.mark.parametrize(
    "line",
    ["May 4, 2021", "Tuesday, 4 May 2021", "4 May 2021, 10:30 am (GMT)", "— 2021-05-04 —", "*May 4, 2021*"],
)
def test_a_line_that_is_only_a_date(line: str) -> None:
    assert date_alone(line) == DAY


@pytest.mark.parametrize(
    "line", ["The dam broke on May 4, 2021", "May 4, 2021: the dam broke", "1,234.05.2021"]
)
def test_a_line_that_says_more_than_a_date(line: str) -> None:
    assert date_alone(line) is None


@pytest.mark.parametrize(
    "top",
    [
        "Dam breaks in flood\n\nPublished: May 4, 2021\n\nThe dam broke.",
        "Dam breaks in flood\nPosted on 4 May 2021 by Ada Cole\nThe dam broke.",
        "Dam breaks in flood\n\nBy Ada Cole | 4 May 2021\n\nThe dam broke.",
        "Dam breaks in flood\n**By Ada Cole**, May 4, 2021 10:30\nThe dam broke.",
        "Dam breaks in flood\n\nTuesday, 4 May 2021\n\nThe dam broke.",
        "NAIROBI, Kenya, May 4, 2021 (Example Wire) — The dam broke.",
        "LEEDS, 4 May 2021 – The dam broke.",
        "Dam breaks in flood\n\nHarbour Gazette, 4 May 2021\n\nThe dam broke.",
        "Dam breaks in flood\nLeeds, 4 May 2021 - Gazette of the Harbour\nThe dam broke.",
        "Dam breaks in flood\nMay 4, 2021 | Harbour Gazette\nThe dam broke.",
    ],
)
def test_a_date_at_the_top_is_the_byline(top: str) -> None:
    assert byline_date(top) == DAY


@pytest.mark.parametrize(
    "top",
    [
        "The dam broke on May 4, 2021, engineers said.",
        "Ada Cole (born 4 May 1921 – 3 June 1999) was a botanist.",
        "Ada Cole, 4 May 1921 – 3 June 1999, was a botanist.",
        "Released prisoners met on Sunday.\nThe law is of May 4, 2021 – it is new.",
        "Founded in May 2021\n\nThe club has no ground.",
        "Festival of the Harbour, 4 May 2021\n\nTickets are sold out.",
        "Dam breaks in flood\nEngineers Vote On 4 May 2021\nThe dam broke.",
        "Dam breaks in flood\nVote on dams, 4 May 2021\nThe dam broke.",
        "The bridge is closed.\n" * 30 + "Published: May 4, 2021",
        "A long paragraph about bridges " * 8 + "\nMay 4, 2021\nAnother story",
    ],
)
def test_a_date_in_the_story_is_no_byline(top: str) -> None:
    assert byline_date(top) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2021/05/04/dam-breaks", DAY),
        ("https://example.org/news/2021-05-04-dam.html", DAY),
        ("https://example.org/2021/05/dam-breaks", None),
        ("https://example.org/2021/13/40/dam", None),
        ("https://example.org/item/20210504123456", None),
    ],
)
def test_the_date_of_a_url_needs_year_month_and_day(url: str, day: date | None) -> None:
    assert url_date(url) == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("news/2021-05-04-dam.md", DAY),
        ("20210504_dam.txt", DAY),
        ("dam-2021-05-04.txt", None),
        ("2021-05-04/dam.txt", None),
        ("202105041230.txt", None),
    ],
)
def test_a_file_name_may_begin_with_the_date(name: str, day: date | None) -> None:
    assert name_date(name) == day


def test_a_day_without_a_year_is_the_last_such_day() -> None:
    assert list(days_before(date(2021, 1, 10), "On January 8 and on 30 December.")) == [
        date(2021, 1, 8),
        date(2020, 12, 30),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "By Jana Holt | Updated: 30 September 2022 | Published: 4 May 2021",
        "Updated on Friday, 30 September 2022 · Published May 4, 2021",
        "Last modified 30 September 2022\nPublished 4 May 2021",
    ],
)
def test_the_day_of_a_change_is_not_the_day_of_publication(line: str) -> None:
    assert byline_date(f"Salt output up\n\n{line}\n\nOutput rose.") == DAY


@pytest.mark.parametrize(
    "text",
    [
        "Salt output up\n\nELSMOUTH, Tarnland, May 4, 2021 /PRNewswire/ -- Output rose.",
        "Salt output up\n\nELSMOUTH, May 4, 2021 (GLOBE NEWSWIRE) -- Output rose.",
        "FOR IMMEDIATE RELEASE: 4 May 2021\n\nSalt output up",
        "Press release of May 4, 2021\n\nSalt output up",
        "EMBARGOED UNTIL 4 May 2021, 9:00 am CET\n\nSalt output up",
    ],
)
def test_a_press_release_is_of_the_day_it_names_at_its_top(text: str) -> None:
    assert byline_date(text) == DAY


@pytest.mark.parametrize(
    "line",
    ["FOR IMMEDIATE RELEASE", "## Press release", "News Release No. 14/2021", "For release May 4, 2021"],
)
def test_a_label_of_a_press_release(line: str) -> None:
    assert is_release_label(line)


@pytest.mark.parametrize("line", ["Press release angers the mayor", "Release of the prisoners", "Released"])
def test_a_headline_about_a_release_is_no_label(line: str) -> None:
    assert not is_release_label(line)
