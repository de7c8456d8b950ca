"""Whether a sentence meets what a question asks for."""

import pytest

from qa_bot.answering.selection.answer_types import (
    contradicts_years,
    counts_another,
    lacks_figures,
    meets_kind,
    negation_differs,
)
from qa_bot.answering.selection.directness import is_of_another_name, names_who_does, odds, says_in_passing
from qa_bot.query.analysis import Part, parts_of


def part(question: str) -> Part:
    return parts_of(question)[0]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who opened the dam?", "It was opened by Maud Tiller."),
        ("Who opened the dam?", "Tiller opened the dam."),
        ("Where is the dam?", "The dam stands above Orrin."),
        ("When was the dam opened?", "It was opened on Friday."),
        ("When was the dam opened?", "It was opened in 1187."),
        ("When do they meet?", "They meet on Wednesdays."),
        ("When was the warden sacked?", "She was sacked last night."),
        ("How old is the warden?", "The 56-year-old said she would stay."),
        ("How many francs did it cost?", "It cost 88 million francs."),
        ("How many workers fell?", "Three workers fell."),
        ("What percentage was lost?", "A third was lost."),
        ("How long did it take?", "It took nine years."),
        ("Why was it closed?", "It was closed because of a crack."),
        ("What does OWA stand for?", "The Orrin Water Authority (OWA) objected."),
    ],
)
def test_a_sentence_with_such_an_answer_meets_the_kind(question: str, sentence: str) -> None:
    assert meets_kind(part(question), sentence) is True


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who opened the dam?", "The dam was opened at last."),
        ("When was the dam opened?", "The dam was opened by Maud Tiller."),
        ("When in 2024 was the dam opened?", "The dam was opened in 2024."),
        ("How many workers fell in 2019?", "Workers fell in 2019 and 2020."),
        ("What share was lost in 2019?", "In 2019 much was lost."),
        ("What does OWA stand for?", "The OWA stands for clean water."),
    ],
)
def test_a_sentence_without_one_does_not(question: str, sentence: str) -> None:
    assert meets_kind(part(question), sentence) is False


def test_an_open_question_takes_any_sentence() -> None:
    assert meets_kind(part("What happened?"), "The dam broke.") is None


def test_a_sentence_about_another_year_is_a_near_miss() -> None:
    asked = part("How many tonnes were sold in 2022?")
    assert contradicts_years(asked, "In 2021, 40 tonnes were sold.")
    assert not contradicts_years(asked, "From 2020 to 2023, 40 tonnes were sold.")
    assert not contradicts_years(asked, "40 tonnes were sold.")


def test_a_count_of_something_else_is_a_near_miss() -> None:
    asked = part("How many companies dig there?")
    assert counts_another(asked, "There are 370 pits.")
    assert not counts_another(asked, "There, 12 foreign companies dig.")
    assert not counts_another(part("Who digs there?"), "There are 370 pits.")


def test_an_asked_figure_must_be_there() -> None:
    asked = part("Who builds the 365-km road?")
    assert lacks_figures(asked, "A road is built by Aske & Sons.")
    assert not lacks_figures(asked, "The road, 365 km long, is built by Aske & Sons.")


def test_a_denial_differs_from_a_claim() -> None:
    assert negation_differs(part("What did the mayor sign?"), "The mayor didn’t sign the treaty.")
    assert not negation_differs(part("What did the mayor not sign?"), "The mayor did not sign the treaty.")


def test_what_a_sentence_says_in_passing_only_implies_an_answer() -> None:
    asked = part("Who runs the ferries of Varn?")
    passing = "When the guild ran the ferries of Varn, new docks were dug at Orrin."
    stated = "When the war was over, the guild ran the ferries of Varn."
    assert says_in_passing(asked, passing)
    assert not says_in_passing(asked, stated)
    assert odds(asked, passing) < odds(asked, stated)


@pytest.mark.parametrize(
    ("question", "outright", "other"),
    [
        ("Why was the dam closed?", "It was closed owing to a crack.", "It was closed for a week."),
        (
            "Who is Maud Tiller?",
            "Tiller, a warden from Varn, left.",
            "Tiller left the dam, and the warden too.",
        ),
        ("What is a night dam?", "A night dam is a gate.", "They shut the night dam, the gate and the inn."),
        ("What is the OWA?", "Its council, called the OWA, met.", "The OWA met."),
        ("How old is Maud Tiller?", "Tiller, aged 41, left.", "Tiller left 41 letters."),
        (
            "How long did the Ten Days Strike last?",
            "It went on for nine weeks.",
            "It is the Ten Days Strike.",
        ),
    ],
)
def test_what_is_asked_for_and_given_outright_is_the_likelier_answer(
    question: str, outright: str, other: str
) -> None:
    assert odds(part(question), outright) > odds(part(question), other)


def test_another_of_the_same_class_is_not_the_one_asked_about() -> None:
    asked = part("What is dug in Varn County?")
    assert is_of_another_name(asked, "Coal is dug in Orrin County.")
    assert not is_of_another_name(asked, "Unlike Orrin County, Varn County has coal.")
    assert not is_of_another_name(asked, "Coal is dug there.")


@pytest.mark.parametrize(
    "sentence",
    [
        "The Dockers’ Guild controls the ferries.",
        "The ferries are controlled by the Dockers’ Guild.",
        "The ferries are under the control of the Dockers’ Guild.",
    ],
)
def test_a_name_beside_the_verb_tells_who_does_it(sentence: str) -> None:
    asked = part("Who controls the ferries?")
    assert names_who_does(asked, sentence)
    assert odds(asked, sentence) > odds(asked, "The Dockers’ Guild is content with the ferries.")


def test_nobody_is_looked_for_where_no_doer_is_asked_for() -> None:
    assert not names_who_does(part("What controls the gates?"), "Maud Tiller controls the gates.")
