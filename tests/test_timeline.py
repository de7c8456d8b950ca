"""What a subject's days saw, oldest first, in sentences that stand in the articles."""

from __future__ import annotations

from datetime import date

import click
import pytest

from qa_bot.rendering.timeline import time_text, timeline_text
from qa_bot.retrieval import Row, foremost, timeline
from qa_bot.text import content_stems, signatures
from qa_bot.types import Article

# A story: its subject, its articles (day of publication, title, text), and the rows it must give: the time
# and the words with which the sentence begins.
STORIES: dict[str, tuple[str, list[tuple[str, str, str]], list[tuple[str, str]]]] = {
    "leads are of the day of publication": (
        "Marrow bridge",
        [
            ("2031-03-04", "Marrow bridge opens again", "The Marrow bridge is open to lorries again."),
            ("2031-02-01", "Marrow bridge shut", "Engineers shut the Marrow bridge after cracks were found."),
        ],
        [("2031-02-01", "Engineers shut"), ("2031-03-04", "The Marrow bridge is open")],
    ),
    "relative days count from the publication": (
        "Tessby mill fire",
        [
            (
                "2031-05-15",  # a Thursday
                "Tessby mill burns",
                "Fire destroyed the Tessby mill on Tuesday. The Tessby mill had passed an inspection three "
                "weeks ago. Police closed the mill yesterday.",
            )
        ],
        [("2031-04-24", "The Tessby"), ("2031-05-13", "Fire destroyed"), ("2031-05-14", "Police closed")],
    ),
    "a copy is told once": (
        "Varn lake ferry",
        [
            (
                "2031-06-02",
                "Ferry aground on Varn lake",
                "The Varn lake ferry ran onto a rock in thick fog on Monday.",
            ),
            ("2031-06-03", "Fog blamed", "The Varn lake ferry ran onto a rock in thick fog on Monday."),
        ],
        [("2031-06-02", "The Varn lake ferry ran")],
    ),
    "the words that lead another article a day later": (
        "Orrin quay",
        [
            ("2031-06-02", "Orrin quay row", "A row over the Orrin quay has reached the parliament in Varn."),
            ("2031-06-03", "Quay row grows", "A row over the Orrin quay has reached the parliament in Varn."),
        ],
        [("2031-06-02", "A row over")],
    ),
    "what is planned is not to come, nor is what it is compared with the news": (
        "Orrin dam",
        [
            (
                "2031-03-10",  # a Monday
                "Orrin rejects the dam",
                "Residents rejected the planned Orrin dam at a meeting on Saturday.",
            ),
            (
                "2031-04-15",
                "Orrin dam dearer",
                "The Orrin dam will cost 13 million more than the council approved in March.",
            ),
        ],
        [("2031-03-08", "Residents"), ("2031-04-15", "The Orrin dam will")],
    ),
    "a later article tells of an earlier day": (
        "Orsk strike",
        [
            ("2031-09-10", "Orsk strike ends", "The Orsk strike ended after a vote of the drivers."),
            (
                "2031-09-20",
                "How the Orsk strike was lost",
                "The Orsk strike cost the union its leader. He had called the strike on 28 August without a "
                "ballot.",
            ),
        ],
        [
            ("2031-08-28", "He had called"),
            ("2031-09-10", "The Orsk strike ended"),
            ("2031-09-20", "The Orsk strike cost"),
        ],
    ),
    "an undated article gives its whole dates alone": (
        "Pellworth dam",
        [
            (
                "",
                "Pellworth dam",
                "The Pellworth dam holds back the river Ake. The Pellworth dam was finished on 3 May 1961. "
                "The dam was closed on Monday.",
            )
        ],
        [("1961-05-03", "The Pellworth dam was finished")],
    ),
    "what is to come is of the day it will be": (
        "Quarrel Street tram",
        [
            (
                "2031-04-02",  # a Wednesday
                "Tram to run in Quarrel Street",
                "The council approved the Quarrel Street tram on Monday. The tram will run from 3 May on. "
                "A hearing on the tram is due on Friday.",
            )
        ],
        [("2031-03-31", "The council"), ("2031-04-04", "A hearing"), ("2031-05-03", "The tram will")],
    ),
    "a date beside a weekday and one of something else": (
        "Brannock quay",
        [
            (
                "2031-11-20",
                "Brannock quay sinks",
                "The Brannock quay sank after Tuesday's flood, which came in the night. The quay was "
                "repaired not on Saturday 8 November, as planned, but later.",
            )
        ],
        [("2031-11-08", "The quay was"), ("2031-11-20", "The Brannock quay sank")],
    ),
    "captions, bylines and datelines are no leads": (
        "Sill flood",
        [
            (
                "2031-01-12",
                "Sill flood drowns mill cattle",
                "By Maud Tiller\n\nPhoto: a barn near the river\n\nORRIN, Jan. 12 (Hill Wire) - "
                "The Sill flood drowned sixty cattle at the mill.",
            )
        ],
        [("2031-01-12", "The Sill flood drowned")],
    ),
    "other subjects' days and whole years are left out": (
        "Kestrel merger",
        [
            (
                "2031-07-08",
                "Kestrel merger agreed",
                "The Kestrel merger was agreed after a night of talks. Elsewhere hail broke windows. In Varn "
                "a school opened on 1 July. It was the worst hail since 2019.",
            )
        ],
        [("2031-07-08", "The Kestrel merger was agreed")],
    ),
    "months, and figures that differ": (
        "Ludd mine",
        [
            ("2031-08-05", "Ludd mine hires", "The Ludd mine hired 40 men in July, its owner said."),
            ("2031-08-06", "Ludd mine hires more", "The Ludd mine hired 60 men in July, its owner said."),
        ],
        [("2031-07", "The Ludd mine hired 40"), ("2031-07", "The Ludd mine hired 60")],
    ),
}


def articles(told: list[tuple[str, str, str]]) -> list[Article]:
    marks = signatures([text for _, _, text in told])
    return [
        Article(f"{n}.txt", text, title, date.fromisoformat(day) if day else None, signature=mark)
        for n, ((day, title, text), mark) in enumerate(zip(told, marks, strict=True))
    ]


def rows_of(name: str, **limits: date) -> tuple[Row, ...]:
    subject, told, _ = STORIES[name]
    return timeline(articles(told), content_stems(subject), **limits)


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_told_in_the_order_of_its_days(name: str) -> None:
    expected = STORIES[name][2]
    rows = rows_of(name)
    begun = [row.text[: len(words)] for row, (_, words) in zip(rows, expected, strict=False)]
    assert [*zip(map(time_text, rows), begun, strict=False)] == expected
    assert len(rows) == len(expected)


@pytest.mark.parametrize("name", STORIES)
def test_every_row_stands_in_its_article(name: str) -> None:
    assert all(row.article.text[row.start : row.end] == row.text != "" for row in rows_of(name))


def test_copies_are_one_voice_and_other_articles_voices_of_their_own() -> None:
    (row,) = rows_of("a copy is told once")
    assert row.voices == 1
    lead = "Fire destroyed the Tessby mill on Tuesday"
    told = [
        ("2031-05-14", "Mill burns", f"{lead}. Nobody was hurt, for the men were at their meal."),
        ("2031-05-15", "After the fire", f"{lead} night. The owner spoke of a short circuit in the attic."),
    ]
    (both,) = timeline(articles(told), content_stems("Tessby mill"))
    assert (both.voices, both.article.id) == (2, "0.txt")


def test_days_outside_the_limits_are_left_out() -> None:
    name = "relative days count from the publication"
    assert [time_text(row) for row in rows_of(name, first=date(2031, 5, 14))] == ["2031-05-14"]
    assert [time_text(row) for row in rows_of(name, last=date(2031, 5, 1))] == ["2031-04-24"]


def test_the_foremost_rows_are_leads_and_stay_in_order() -> None:
    rows = rows_of("a later article tells of an earlier day")
    assert foremost(rows, 2) == rows[1:]
    assert foremost(rows, 12) == rows


def test_a_row_shows_its_day_its_words_and_their_source() -> None:
    (row,) = rows_of("an undated article gives its whole dates alone")
    assert click.unstyle(timeline_text([row], left_out=2)) == (
        "1961-05-03\n    “The Pellworth dam was finished on 3 May 1961.”\n"
        "    Pellworth dam · date unknown · 0.txt\n\n"
        "2 more rows; --all shows every one."
    )


def test_nothing_is_told_of_no_articles() -> None:
    assert timeline([], ["dam"]) == ()
