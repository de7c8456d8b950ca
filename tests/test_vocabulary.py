"""Whether a text mentions a name, however it is spelled."""

from qa_bot.text.mentions import Vocabulary, respelled

ALIASES = {"HPA": "Harbour Pilots Association"}


def test_a_name_is_found_written_in_one_word_or_two() -> None:
    assert Vocabulary("Near Sun Ray town.", {}).has_name("Sunra")
    assert Vocabulary("Near Sunray town.", {}).has_name("Sun Ray")


def test_an_abbreviation_stands_for_what_it_abbreviates() -> None:
    assert Vocabulary("The HPA/Union struck.", ALIASES).has_name("Harbour Pilots Association")
    assert Vocabulary("The Harbour Pilots Association struck.", ALIASES).has_name("HPA")


def test_a_name_that_is_not_there_is_not_found() -> None:
    assert not Vocabulary("The HPA struck in Sunray.", ALIASES).has_name("Harbour Masters Union")


def test_the_share_of_words_found() -> None:
    text = Vocabulary("The pilots struck.", {})
    assert text.share(["pilot", "tug"]) == 0.5
    assert text.share([]) == 1.0


def test_a_text_is_respelled_as_the_question_spells() -> None:
    assert respelled("Near Sun Ray, in Kharkov.", ["Sunray", "Kharkiv"]) == "Near Sunray, in Kharkiv."
    assert respelled("Near Moonray.", ["Sunray"]) == "Near Moonray."
    assert respelled("Kharkov, in Kharkovshire.", ["Kharkiv"]) == "Kharkiv, in Kharkovshire."
