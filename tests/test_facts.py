"""What the ingest finds in an article: who says what, figures, dated events."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.facts import find_facts
from qa_bot.types import Article, Facts, Skipped

TUESDAY = date(2025, 3, 11)


def article(*paragraphs: str, published: date | None = TUESDAY, skipped: tuple[Skipped, ...] = ()) -> Article:
    text = "\n\n".join(paragraphs)
    return Article("gate.txt", text, "The gate", published, skipped=skipped, content_hash="0f")


def said(*paragraphs: str) -> list[tuple[str, str]]:
    """The speakers with their words."""
    found = article(*paragraphs)
    return [(one.speaker, found.text[one.start : one.end]) for one in find_facts(found).quotations]


def speakers(*paragraphs: str) -> list[str]:
    return [speaker for speaker, _ in said(*paragraphs)]


def counted(sentence: str) -> list[tuple[float, str, date | None]]:
    return [(one.value, one.unit, one.date) for one in find_facts(article(sentence)).figures]


def days(sentence: str, published: date | None = TUESDAY) -> list[tuple[date, date]]:
    return [(one.first, one.last) for one in find_facts(article(sentence, published=published)).events]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“It was shut,” said a skipper based in Orrin who asked not to be named.", "a skipper"),
        ("Harbour master Ida Orrin said the gate was shut.", "Ida Orrin"),
        ("On Monday the harbour master, Ida Orrin, said the gate was shut.", "Ida Orrin"),
        ("Ida Orrin, 46, who runs the harbour, told reporters that the gate was shut.", "Ida Orrin"),
        ("Ida Orrin looked at the gate and said that it was shut.", "Ida Orrin"),
        ("“The gate was shut,” said Ida Orrin, the harbour master.", "Ida Orrin"),
        ("“The gate was shut,” said the harbour master, Ida Orrin.", "Ida Orrin"),
        ('"The gate was shut," Ida Orrin told the Evening Post. "It always is."', "Ida Orrin"),
        ("“The gate,” said Ida Orrin, “was shut.”", "Ida Orrin"),
        ("The gate was shut, according to Ida Orrin.", "Ida Orrin"),
        ("According to the harbour board, the gate was shut.", "the harbour board"),
        ("The ministry said the gate was shut.", "The ministry"),
        ("The Ministry of Tides announced that the gate was shut.", "Ministry of Tides"),
        ("Ida Orrin of the harbour board warned that the gate was shut.", "Ida Orrin"),
        ("A spokesman for Ida Orrin said the gate was shut.", "A spokesman for Ida Orrin"),
        ("The gate was shut, officials said.", "officials"),
        ("Port police: “The gate was shut.”", "Port police"),
    ],
)
def test_the_speaker_is_the_subject_of_a_verb_of_saying(sentence: str, speaker: str) -> None:
    assert said(sentence) == [(speaker, sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ida Orrin was told that the gate was shut.",
        "Ida Orrin is said to be rich.",
        "Ida Orrin would not say who had shut the gate.",
        "She said the gate was shut.",
        "“The gate was shut.”",
        "Claims rose by a third after the storm at Orrin.",
        "Two people died beside Ida Orrin.",
    ],
)
def test_where_no_speaker_is_certain_there_is_no_quotation(sentence: str) -> None:
    assert said(sentence) == []


def test_a_pronoun_means_the_last_who_spoke_or_acted() -> None:
    assert speakers("Ida Orrin opened the gate.", "“It was shut,” she said.") == ["Ida Orrin"]
    assert speakers("Ida Orrin said it was shut. She added that it rusts.") == ["Ida Orrin", "Ida Orrin"]


def test_a_pronoun_does_not_mean_a_man_who_was_a_woman_before() -> None:
    before = "Ms Ida Orrin said it was shut. Mr Tom Wren said it was not. She said that he lied."
    assert speakers(before) == ["Ida Orrin", "Tom Wren", "Ida Orrin"]


def test_a_name_is_as_full_as_the_article_has_it() -> None:
    assert speakers("Ida Orrin runs the harbour.", "“It is shut,” Orrin said.") == ["Ida Orrin"]
    assert speakers("Ida Orrin and Max Orrin run it.", "“It is shut,” Orrin said.") == ["Orrin"]


def test_a_role_means_the_one_who_was_told_to_have_it() -> None:
    assert speakers("The mayor, Ida Orrin, said no.", "Tom Wren said yes.", "The mayor said never.") == [
        "Ida Orrin",
        "Tom Wren",
        "Ida Orrin",
    ]


def test_two_speakers_in_a_paragraph_have_their_own_words() -> None:
    first, second = "“It is shut,” Ida Orrin said.", "“It is open,” said Tom Wren."
    assert said(f"{first} {second}") == [("Ida Orrin", first), ("Tom Wren", second)]
    both = "Ida Orrin says that it is shut; Tom Wren says that it is open."
    assert said(both) == [("Ida Orrin", both), ("Tom Wren", both)]


def test_a_quotation_over_several_sentences_and_paragraphs_is_one() -> None:
    one = "“We waited. Nobody came,” Ida Orrin said. “The tide turned."
    other = "“Then we left.”"
    assert said(one, other, "Nobody else was there.") == [("Ida Orrin", f"{one}\n\n{other}")]


def test_what_is_skipped_is_no_evidence() -> None:
    found = article("Ida Orrin said 40 boats left on 3 March 2025.", "The gate is shut.")
    skipped = (Skipped(0, found.text.index("The gate"), "teaser"),)
    assert find_facts(article(*found.text.split("\n\n"), skipped=skipped)) == Facts(content_hash="0f")


def test_facts_come_back_from_their_encoding() -> None:
    found = find_facts(article("Ida Orrin said on 3 March 2025 that 40 boats and 1.5 tonnes of salt left."))
    assert found.quotations
    assert Facts.decoded(found.encoded(), "0f") == found
    assert Facts.decoded(Facts().encoded(), "0f") == Facts(content_hash="0f")
