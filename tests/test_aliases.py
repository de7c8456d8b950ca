"""Abbreviations defined in brackets."""

import pytest

from qa_bot.text.abbreviations import definitions, in_the_words_of


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the World Health Organization (WHO) said", "WHO", "World Health Organization"),
        ("its wing, the **Free Harbour Front - North (FHF-N)**, left", "FHF-N", "Free Harbour Front - North"),
        ("the WTO (World Trade Organization) met", "WTO", "World Trade Organization"),
        ("People’s Defense Force (PDF)", "PDF", "People’s Defense Force"),
    ],
)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert definitions(text) == {short: long}


@pytest.mark.parametrize("text", ["the army (a large one)", "in June (IMF)", "Bonn (2021)", "(UN)", "()"])
def test_other_brackets_define_nothing(text: str) -> None:
    assert definitions(text) == {}


def test_a_text_takes_the_form_the_question_uses() -> None:
    aliases = {"LPA": "Larkhaven Port Authority"}
    assert (
        in_the_words_of("What did the LPA buy?", "The Larkhaven Port Authority (LPA) paid.", aliases)
        == "The LPA paid."
    )
    assert (
        in_the_words_of("Who runs the Port Authority?", "The LPA paid.", aliases)
        == "The Larkhaven Port Authority paid."
    )
    assert in_the_words_of("Who runs Larkhaven?", "The LPA paid.", aliases) == "The LPA paid."
