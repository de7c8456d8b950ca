"""Whether a sentence meets what a question asks for."""

import pytest

from qa_bot.answering.selection.answer_types import meets_kind
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
