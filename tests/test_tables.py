"""Tables as lines: one a row, with its name and its columns' headings, and never two in one sentence."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from support.news_folder import run

from ingest.chunking import chunks
from ingest.cleaning.cleaner import clean
from ingest.formats.tables import Row, Table, heading_rows
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.text import are_rows, sentence_spans
from qa_bot.types import Article, Question

VOTES = [("Candidate", "Party", "Votes"), ("Ana Verrick", "Free List", "2,531"), ("Josef Lund", "", "41,207")]
LEAD = "The election office of Lindau published the final result of the election of the mayor on Tuesday."


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def test_a_row_says_its_name_and_the_heading_of_each_value() -> None:
    assert Table(VOTES, 1).lines == [
        "Ana Verrick: Party: Free List; Votes: 2,531",
        "Josef Lund: Votes: 41,207",
    ]


def test_a_number_names_no_row_but_a_year_does() -> None:
    assert Table([("Rank", "Name"), ("1", "Ana Verrick")], 1).lines == ["Rank: 1; Name: Ana Verrick"]
    assert Table([("Year", "Ships"), ("2024", "31")], 1).lines == ["2024: Ships: 31"]


def test_without_headings_the_cells_stand_alone() -> None:
    assert Table(VOTES[1:], 0).lines == ["Ana Verrick; Free List; 2,531", "Josef Lund; 41,207"]
    assert Table([("Owner:", "Ore Ltd")], 0, named=True).lines == ["Owner: Ore Ltd"]


def test_headings_above_headings_are_read_with_them() -> None:
    rows = [
        ("Crop", "2024", "2024"),
        ("Crop", "Sown", "Cut"),
        ("North", "", ""),
        ("Rye", "5", "7"),
        ("", "", ""),
    ]

    assert Table(rows, 2).lines == ["North", "Rye: 2024 Sown: 5; 2024 Cut: 7"]


@pytest.mark.parametrize(
    "rows",
    [VOTES, [("", "2023", "2024"), ("Rye", "5 t", "7 t")], [("Crop", "Price"), ("Rye", "€ 5"), ("Oats", "")]],
)
def test_words_over_figures_are_headings(rows: list[Row]) -> None:
    assert heading_rows(rows) == 1


@pytest.mark.parametrize(
    "rows",
    [VOTES[1:], [("Rye", "Sarn"), ("Oats", "Varn")], [("Rye", ""), ("Oats", "5")], [("Votes", "Share")], []],
)
def test_other_first_rows_are_none(rows: list[Row]) -> None:
    assert heading_rows(rows) == 0


@pytest.mark.parametrize(
    "rows",
    [
        Table(VOTES, 1).lines,
        ["Ana Verrick; Free List; 2,531", "Josef Lund; Dr. Marek’s List; 41,207"],
        ["Owner: Ore Ltd", "Depth: 400 m"],
        ["| Candidate | Votes |", "| Ana Verrick | 2,531 |"],
        ["Dr. Ana Verrick: Party: Free List. Group B; Votes: 2,531", "Josef Lund: Votes: 7"],
    ],
)
def test_each_row_is_one_sentence(rows: list[str]) -> None:
    assert are_rows(rows) == [True] * len(rows)
    assert sentences("\n".join([LEAD, *rows, LEAD])) == [LEAD, *rows, LEAD]


@pytest.mark.parametrize(
    "text",
    [
        "She said: we stay; the mayor said: we go. Then the session ended.",
        "The road was closed; trains went on as the\nrailway had promised; nobody was late",
        "There is one rule: no ship may enter the channel\nwithout a pilot from the harbour office of Lindau",
    ],
)
def test_prose_with_colons_and_semicolons_is_no_table(text: str) -> None:
    assert not any(are_rows(text.split("\n")))


def test_a_long_table_is_cut_between_its_rows() -> None:
    rows = [f"District {n}: Population: {1000 + 7 * n}; Births: {2000 + 9 * n}" for n in range(1, 140)]
    article = Article("a", "\n".join([LEAD, *rows]), "Districts")

    found = chunks(article, 150)

    assert len(found) > 3 and all(left.end < right.start for left, right in pairwise(found))
    assert "\n".join(article.text[chunk.start : chunk.end] for chunk in found) == article.text


@pytest.mark.parametrize(
    "rows",
    [
        [
            "Ana Verrick: Party: Free List",
            "Josef Lund: Party: Union for the Town",
            "Ida Orrin: Party: House of Varn",
        ],
        ["March 4, 2025: Event: Vote of the Council", "March 2, 2025: Event: Strike of the Crews"],
        ["Home: Points: 5", "Contact: Points: 7", "Help: Points: 1", "Search: Points: 2"],
    ],
)
def test_a_table_at_the_end_is_no_list_of_other_stories(rows: list[str]) -> None:
    assert clean(Article("a", "\n".join([LEAD, *rows]), "Result")).skipped == ()


@pytest.mark.parametrize("text", ["a: " * 50_000, "; " * 50_000, "|" * 100_000, "-" * 100_000, ".”" * 50_000])
def test_strange_lines_take_bounded_time(text: str) -> None:
    assert len(are_rows([text])) == 1


def test_a_row_of_a_markdown_table_is_told_under_the_heads_of_its_columns(
    settings: Settings, tmp_path: Path
) -> None:
    article = tmp_path / "bids.md"
    rows = "\n".join(
        (
            "| Bidder | Price | Opens |",
            "| --- | --- | --- |",
            "| Brandt | 865 million | 2029 |",
            "| Orrin | 790 million | 2031 |",
        )
    )
    article.write_text(
        f"# Bids for the Varn bridge\n\nThe county opened the bids for the bridge.\n\n{rows}\n",
        encoding="utf-8",
    )
    run(settings, article)
    answer = Responder.open(settings).ask(Question("What is the price of the bid by Orrin?"))
    assert "Orrin: Price: 790 million; Opens: 2031" in answer.text
    assert "Bidder |" not in answer.text
    row = next(citation for citation in answer.citations if "Orrin" in citation.quote)
    assert row.quote == "| Orrin | 790 million | 2031 |"
