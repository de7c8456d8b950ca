"""Sentences out of quotations, as they are read alone."""

from __future__ import annotations

import pytest
from support.indexed import indexed

from qa_bot.answering.decontextualization import readable
from qa_bot.retrieval.reranking import Sentence, sentences_of
from qa_bot.types import Passage


def sentences(*paragraphs: str) -> list[Sentence]:
    """Of an article whose paragraphs are one chunk."""
    found = indexed("report.txt", "\n".join(paragraphs))
    return [*sentences_of(Passage(found.article, found.chunks[0], 1.0))]


def read(sentence: Sentence) -> str:
    return [*readable(sentence)][-1].text


@pytest.mark.parametrize(
    ("attribution", "speaker"),
    [
        ("said Ama Boateng, the harbour master.", " [Ama Boateng]"),
        (
            "said a stoker from Old Quay who asked not to be named.",
            " [a stoker from Old Quay who asked not to be named]",
        ),
        ("Tomas Wren, who runs the line, told a reporter.", " [Tomas Wren]"),
        ("she said.", ""),
    ],
)
def test_who_speaks_is_named_as_the_article_does(attribution: str, speaker: str) -> None:
    first, *_ = sentences(f"“We never closed the gates. The wind did,” {attribution}")
    assert read(first) == f"“We never closed the gates.”{speaker}"


def test_a_speaker_is_looked_for_before_the_quotation_too() -> None:
    *_, last = sentences("Captain Ida Orrin said: “We waited. Nobody came. The tide turned.”")
    assert read(last) == "“The tide turned.”"
    _, second, *_ = sentences("Captain Ida Orrin said: “We waited. Nobody came. The tide turned.”")
    assert read(second) == "“Nobody came.” [Captain Ida Orrin]"


def test_a_speaker_is_looked_for_in_the_line_above_where_the_attribution_is_a_pronoun() -> None:
    *_, first, _ = sentences("However, Ida Orrin denied it.", "“We closed nothing. The wind did,” she said.")
    assert read(first) == "“We closed nothing.” [Ida Orrin]"


def test_a_place_in_the_line_above_is_no_speaker() -> None:
    *_, first, _ = sentences("Prices on Market Street rose.", "“We cannot pay it. Nobody can.”")
    assert read(first) == "“We cannot pay it.”"


@pytest.mark.parametrize(
    ("before", "opening"),
    [
        ("“We waited,” said Colonel Naw Bu.", "He [Colonel Naw Bu] left"),
        ("“We waited,” said spokesman Naw Bu, who was there.", "He [Naw Bu] left"),
        ("Naw Bu, who was there, also denied it.", "He [Naw Bu] left"),
        ("The crowd cheered when it saw Naw Bu in the street.", "He left"),
        ("Reporters told Naw Bu that the town had fallen.", "He left"),
        ("Naw Bu was told that the town had fallen.", "He left"),
        ("The mayor said Naw Bu had fallen ill.", "He left"),
        ("A spokesman for Naw Bu said that the town had fallen.", "He left"),
        ("The Orrin Line said that the town had fallen.", "He left"),
        ("“We waited,” Naw Bu told Ida Orrin.", "He left"),
    ],
)
def test_he_is_named_only_where_the_name_is_the_subject_of_the_saying(before: str, opening: str) -> None:
    assert read(sentences(f"{before} He left on Friday with his men.")[-1]).startswith(opening)


@pytest.mark.parametrize(
    ("text", "says", "shown"),
    [
        ("She told reporters that the boat had sunk.", "Ida Orrin", "She [Ida Orrin] told"),
        ("He was at home, his daughter Ida said.", "Ida Orrin", "He was at home"),
        ("He was at home, she said.", "Ida Orrin", "He was at home"),
    ],
)
def test_he_is_who_speaks_unless_the_speaker_is_named_beside_him(text: str, says: str, shown: str) -> None:
    *_, last = sentences(f"The boat was gone by noon. {text}")
    assert [*readable(last, says=says)][-1].text.startswith(shown)


def test_a_quotation_that_goes_on_in_the_next_paragraph_is_closed() -> None:
    curly, *_ = sentences("Wren said the vote “shows that the town knows its port.", "“It will not be sold.”")
    straight, *_ = sentences('Wren said: "The town knows its port.', '"It will not be sold."')
    assert read(curly) == "Wren said the vote “shows that the town knows its port.”"
    assert read(straight) == 'Wren said: "The town knows its port."'


def test_a_curly_mark_may_be_closed_by_a_straight_one() -> None:
    text = '“Our results fell short of the plan," chairman Tomas Wren said in the report.'
    assert read(sentences("Traders on Wharf Road had hoped for more.", text)[-1]) == text


def test_inches_open_no_quotation() -> None:
    assert read(sentences('The 12" gun of the fort was sold.')[0]) == 'The 12" gun of the fort was sold.'


def test_a_word_on_the_line_above_tells_what_the_sentence_is() -> None:
    _, claim, _, origin, proof = sentences(
        "Claim", "", "The port was sold.", "", "Origin", "", "A post said so. It had no proof."
    )
    assert read(claim) == "[Claim] The port was sold."
    assert read(origin) == "[Origin] A post said so."
    assert read(proof) == "It had no proof."


def test_she_is_named_by_what_her_own_paragraph_says_before_and_not_by_the_one_above() -> None:
    above = "Judge Ida Orrin said the gate was shut."
    *_, last = sentences(above, 'Mayor Ama Boateng said she would wait. "We lose nothing," she said.')
    assert read(last) == '"We lose nothing," she [Mayor Ama Boateng] said.'
    *_, last = sentences(above, 'The quay stays shut. "We lose nothing," she said.')
    assert read(last) == '"We lose nothing," she said.'


def test_who_is_known_to_speak_is_named_in_place_of_whom_the_paragraph_above_names() -> None:
    *_, last = sentences("Judge Ida Orrin said the gate was shut.", '"We lose nothing," she said.')
    assert [*readable(last, says="Ama Boateng")][-1].text == '"We lose nothing," she [Ama Boateng] said.'


def test_a_low_opening_mark_is_closed_by_a_high_one() -> None:
    (sentence,) = sentences("The speaker of the group „Keep Orrin“, Tom Wren, spoke of an attack.")
    assert read(sentence) == "The speaker of the group „Keep Orrin“, Tom Wren, spoke of an attack."
    first, _ = sentences("„We waited. Nobody came“, said Tom Wren.")
    assert read(first) == "„We waited.“ [Tom Wren]"
