"""Sentence boundaries: what a quotation may be cut out of."""

import time

import pytest

from qa_bot.text.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry has been out of service since Nov. 12.",
        "Col. Ama Boateng denied it.",
        "Mr. J. R. Okafor of the U.S. Coast Guard left.",
        "It cost $3.5 million, i.e. a lot.",
        "Approx. 500 people (est. 2010) watched Dover vs. 300 at home.",
        "“Was it true?” asked Dr. Lee.",
        "Rep. Ida Orrin, R-W.Va., came.",
        "The Orrin .OXI lost 2 points and the Varn index .VXI added 3.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert sentences(f"Before. {sentence} After.") == ["Before.", sentence, "After."]


def test_a_quotation_is_cut_at_the_sentences_inside_it() -> None:
    text = "“We did not close the port. Ask the minister,” the mayor said. Nobody asked."
    assert sentences(text) == [
        "“We did not close the port.",
        "Ask the minister,” the mayor said.",
        "Nobody asked.",
    ]


def test_a_word_that_abbreviates_something_elsewhere_ends_a_sentence() -> None:
    assert sentences('"It is dear to me." Wren said no more.') == [
        '"It is dear to me."',
        "Wren said no more.",
    ]


def test_a_straight_quotation_mark_goes_with_the_sentence_it_opens_or_closes() -> None:
    text = 'Okafor denied it. "We had no letter," she said. "Not one." The port ("new") is open. "Yes."'
    assert sentences(text) == [
        "Okafor denied it.",
        '"We had no letter," she said.',
        '"Not one."',
        'The port ("new") is open.',
        '"Yes."',
    ]


def test_a_line_that_ends_far_too_early_to_be_wrapped_is_no_part_of_the_next_sentence() -> None:
    page = (
        "By Ama Boateng\nLARKHAVEN, May 4 - The ferry has been out of service since the storm of last week.\n"
        "The mayor said:\nIt will take until June before the ferry can sail again between the islands."
    )
    assert sentences(page) == [
        "By Ama Boateng",
        "LARKHAVEN, May 4 - The ferry has been out of service since the storm of last week.",
        "The mayor said:\nIt will take until June before the ferry can sail again between the islands.",
    ]


def test_headings_list_items_and_paragraphs_are_cut_without_full_stops() -> None:
    text = "# Harbour\nBuilt late\n- **Opened**: 1931\n- Depth\n  12 m\n1. First of all. Then\n\nEnd"
    assert sentences(text) == [
        "# Harbour",
        "Built late",
        "- **Opened**: 1931",
        "- Depth\n  12 m",
        "1. First of all.",
        "Then",
        "End",
    ]


def test_a_wrapped_paragraph_is_one_text() -> None:
    assert sentences("The line was\nwrapped by an editor\nof Radio Sunne. Next.") == [
        "The line was\nwrapped by an editor\nof Radio Sunne.",
        "Next.",
    ]


def test_spans_are_offsets_into_the_whole_text() -> None:
    text = "Skip this. Take this one. And not this."
    start, end = text.index("Take"), text.index(" And")
    assert [text[a:b] for a, b in sentence_spans(text, start, end)] == ["Take this one."]


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke wird am 21. Oktober eröffnet.|Sie ersetzt die 3. Brücke, sagt die Fa. Kolb.",
        "Der Turm stammt aus der Zeit von Karl IV. Kaiser war er nicht, sagt der Wirt.",
        "Der Bau von Nr. 3 kostet ca. 12 Mio. Euro bzw. mehr.|Er ist am 4.|Der Rest folgt vom 5.–9. Mai.",
        "Le port a été vendu par Mgr. Lacaze à Mme. Brun, qui est de Vassy.|Il est fermé.",
        "La obra del muelle la dirige la Sra. Páez con el Dr. Ruiz y la Dra. Paz.|Es de EE. UU. y cara.",
        "Il ponte fu aperto dall'ing. Doria e dall'on. Sala.|È della città.",
        "A ponte foi aberta pela Profa. Prado e pelo Eng. Leal, da Av. Norte.|É nova.",
        "De sluis is van mevr. De Vries en dhr. Bos.|Hij is nieuw.",
    ],
)
def test_ordinals_and_abbreviations_of_other_languages_do_not_end_a_sentence(text: str) -> None:
    assert sentences(text.replace("|", " ")) == text.split("|")


def test_what_would_go_on_in_another_language_ends_an_english_sentence() -> None:
    text = "The team of Rio de Janeiro won by 9. March was worse.|He paid the Sra. Nobody saw it."
    assert sentences(text.replace("|", " ")) == [
        "The team of Rio de Janeiro won by 9.",
        "March was worse.",
        "He paid the Sra.",
        "Nobody saw it.",
    ]


def test_a_short_line_is_cut_in_the_language_of_the_text_around_it() -> None:
    text = "Tor 2. Halbzeit\n\nDas Spiel war nach der Pause schnell und wurde am Ende noch hart."
    assert sentences(text)[0] == "Tor 2. Halbzeit"


def test_sentences_are_told_by_folded_letters_and_lie_in_the_text_as_it_was() -> None:
    text = "\ufeffIt rose to ４．５ percent. D\u00adr\u200b. Nu\u0301n\u0303ez left. End."
    assert sentences(text) == [
        "It rose to ４．５ percent.",
        "D\u00adr\u200b. Nu\u0301n\u0303ez left.",
        "End.",
    ]


def test_text_without_letters_has_no_sentences() -> None:
    assert sentences(" \n* * *\n---\n") == []


def test_a_paragraph_of_a_thousand_sentences_is_cut_as_a_short_one_is() -> None:
    said = "The town of Larkhaven, led by Mr. Smith, rebuilt its wall. “It cost 9.5 million,” she said. "
    short = [said[start:end] for start, end in sentence_spans(said)]

    assert [(said * 500)[start:end] for start, end in sentence_spans(said * 500)] == short * 500


@pytest.mark.parametrize("mark", ["'", "`", "‘", '"'])
def test_a_row_of_quotation_marks_takes_no_square_of_its_length(mark: str) -> None:
    begun = time.thread_time()
    list(sentence_spans("Wall" + mark * 200_000))

    assert time.thread_time() - begun < 15  # in one piece it takes a minute
