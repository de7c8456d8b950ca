"""Words of a model's sentence that no article has."""

from __future__ import annotations

import pytest

from qa_bot.answering.verification.tripwires import invents, is_foreign_to
from qa_bot.types import Article

ARTICLE = Article(
    "a", "On Tuesday Ida Orrin of NPD said “it will be fine”. The dam cost 4.5 million crowns.", "The dam"
)


@pytest.mark.parametrize(
    ("text", "invented"),
    [
        ("Ida Orrin said “it will be fine”.", False),
        ("Ida Orrin said “fine”.", False),
        ("Ida Orrin said “all is lost”.", True),
        ("See https://dam.example/pay.", True),
        ("The U.S. paid.", False),
        ("It is told at dam.com.", True),
        ("![x](y)", True),
        ("Details at news20.example.", True),
        ("All is well\N{TAG LATIN SMALL LETTER O}\N{TAG LATIN SMALL LETTER B}.", True),
    ],
)
def test_invented_words_are_told_apart(text: str, invented: bool) -> None:
    assert invents(text, [ARTICLE]) is invented


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Ida Orrin said so on Tuesday.", False),
        ("The dam cost about 5 million crowns.", True),
        ("The dam cost 4.5 million crowns, she said.", False),
        ("Ida Orrin said so on Friday.", True),
        ("Otto Sable said so.", True),
    ],
)
def test_foreign_figures_dates_and_names_are_told_apart(text: str, foreign: bool) -> None:
    assert is_foreign_to(text, [ARTICLE]) is foreign
