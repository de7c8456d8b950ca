"""Stems, figures, names and their spellings."""

import pytest

from qa_bot.text.words import (
    content_stems,
    figures,
    joined,
    names,
    naming_words,
    same_spelling,
    stem,
    words,
    years,
)


def test_british_and_american_spellings_have_one_stem() -> None:
    assert stem("organisation") == stem("Organizations")
    assert stem("nationalised") == stem("nationalize")


def test_possessives_and_accents_are_dropped() -> None:
    assert stem("Céloron’s") == stem("Celoron")


def test_hyphenated_words_count_in_parts() -> None:
    assert content_stems("the rare-earth mines") == content_stems("rare earth mine")


def test_names_are_runs_of_capitalised_words() -> None:
    assert names("In March the Ministry of Mines met Ada Lovelace in Port-Louis.") == [
        "Ministry of Mines",
        "Ada Lovelace",
        "Port-Louis",
    ]


def test_naming_words_have_a_capital_somewhere() -> None:
    text = "In May the eBay of Éire’s 2nd 4K-Port was near ARRAS."
    assert [word.text for word in naming_words(text)] == ["eBay", "Éire’s", "ARRAS"]
    assert naming_words(text) == [word for word in words(text) if word.may_name]


def test_a_part_of_the_calendar_is_no_name() -> None:
    assert names("Trading was halted in mid-September and on Monday-Tuesday in Varn.") == ["Varn"]


def test_a_word_that_only_opens_a_sentence_is_no_name() -> None:
    assert names("Miners left. Others stayed in Larkhaven.") == ["Larkhaven"]
    assert names("NATO left. Ada Lovelace stayed.") == ["NATO", "Ada Lovelace"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kharkiv", "Kharkov"), ("Al-Hasakah", "Al Hasaka"), ("Organisation", "Organization")],
)
def test_close_spellings_are_one_name(one: str, other: str) -> None:
    assert same_spelling(joined(one), joined(other))


@pytest.mark.parametrize(("one", "other"), [("Iran", "Iraq"), ("Niger", "Nigeria"), ("Austria", "Australia")])
def test_different_places_stay_different(one: str, other: str) -> None:
    assert not same_spelling(joined(one), joined(other))


def test_figures_and_years() -> None:
    assert figures("over 5,000+ sites, 3.5 tonnes in 2021") == {"5000", "3.5", "2021"}
    assert years("from 1994 to 2011, 2,010 people in room 101") == {1994, 2011}
