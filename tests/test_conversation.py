"""Follow-ups made standalone, and vague questions asked back."""

from __future__ import annotations

import pytest

from qa_bot.query.conversation import asks_back, standalone
from qa_bot.types import Question, Turn


def after(text: str, *said: str) -> Question:
    """A question after what the user and the assistant said in turn."""
    roles = ("user", "assistant")
    return Question(text, history=tuple(Turn(roles[n % 2], content) for n, content in enumerate(said)))


@pytest.mark.parametrize(
    ("before", "question", "whole"),
    [
        (
            "On which dates did the LPA close Varn and Orrin?",
            "And Sunray?",
            "On which dates did the LPA close Sunray?",
        ),
        ("On which dates did the LPA close Varn?", "And the HPA?", "On which dates did the HPA close Varn?"),
        ("Who leads the port of Larkhaven?", "what about Varn?", "Who leads the port of Varn?"),
        (
            "How much coal did Orrin buy from Varn?",
            "And Larkhaven?",
            "How much coal did Larkhaven buy from Varn?",
        ),
        (
            "How much coal did Orrin buy from Varn?",
            "And from Chad?",
            "How much coal did Orrin buy from Chad?",
        ),
        ("Who is Larkhaven's mayor?", "And Varn?", "Who is Varn’s mayor?"),
        ("How many ships came in 2021?", "And two years later?", "How many ships came in 2023?"),
        ("How many ships came in 2021?", "And a decade earlier?", "How many ships came in 2011?"),
        ("How many ships came in 2021?", "And the year before?", "How many ships came in 2020?"),
        ("How many ships came in 2021?", "And in 2019?", "How many ships came in 2019?"),
        ("How many ships came in March 2021?", "And in May?", "How many ships came in May 2021?"),
        ("How many ships came?", "And in March 2019?", "How many ships came in March 2019?"),
        ("Did the LPA raise prices?", "Why?", "Why did the LPA raise prices?"),
        ("Where did the pilots meet?", "And when was that?", "When did the pilots meet?"),
        ("And when was the LPA founded?", "By whom?", "By whom was the LPA founded?"),
        ("Did the LPA pay the pilots?", "How much?", "How much did the LPA pay the pilots?"),
        ("Did the LPA raise prices?", "Are you sure?", "Did the LPA raise prices?"),
        ("And did the LPA raise prices?", "Really?", "Did the LPA raise prices?"),
        ("Who leads Varn?", "No, I meant Orrin.", "Who leads Orrin?"),
        ("Who leads Varn?", "sorry, Orrin", "Who leads Orrin?"),
        ("How many ships came in 2021?", "I meant 2012", "How many ships came in 2012?"),
        ("Who leads it (port, Varn)?", "And Orrin?", "Who leads it (port, Orrin)?"),
        ("What is the latest on the strike?", "And on the ferry?", "What is the latest on the ferry?"),
        ("What is the latest on the strike?", "And on Howell?", "What is the latest on Howell?"),
        ("Any news about Varn this week?", "What about the port?", "Any news about the port this week?"),
        ("How many ships came (Varn)?", "And in 2019?", "How many ships came in 2019 (Varn)?"),
    ],
)
def test_a_fragment_takes_the_place_of_what_it_replaces(before: str, question: str, whole: str) -> None:
    assert standalone(after(question, before, "Nobody knows.")) == whole


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("When was she appointed?", ["harbour master", "Larkhaven", "Odile Ferrant"]),
        ("Who said so?", ["Larkhaven", "Odile Ferrant"]),
        ("When was that?", ["Larkhaven"]),
        ("Who leads that office?", ["harbour master", "Larkhaven"]),
        ("How old is that harbour?", ["master", "Larkhaven"]),
        ("Does the group agree?", ["Larkhaven", "Odile Ferrant"]),
        ("And the price of fish?", ["Larkhaven"]),
    ],
)
def test_what_leans_on_the_last_question_gets_its_words(question: str, added: list[str]) -> None:
    followed = after(question, "Who is the harbour master of Larkhaven?", "Odile Ferrant is [1]. She sails.")
    text = standalone(followed)
    assert text.startswith(question.rstrip("?"))
    assert text.endswith(")?")
    assert [phrase for phrase in added if phrase not in text] == []


def test_names_are_carried_over_whole_and_once() -> None:
    said = ("Who leads Varn's Office of Fisheries?", "The Office of Fisheries in Orrin has Tomas Brandt [1].")
    text = standalone(after("Since when does he?", *said))
    assert text == "Since when does he (leads, Varn's Office of Fisheries, Orrin, Tomas Brandt)?"


def test_words_said_earlier_bring_back_what_was_said_with_them() -> None:
    said = ("Who closed the port of Varn?", "The court did [1].", "How many live in Orrin?", "900 [1].")
    assert standalone(after("Why did the court?", *said)) == "Why did the court (closed, port, Varn)?"
    assert standalone(after("Who counted it?", *said)) == "Who counted it (live, Orrin)?"


def test_a_courtesy_leaves_the_answer_before_it_in_mind() -> None:
    said = ("Who leads the port?", "Odile Ferrant does [1].", "Thanks!", "You are welcome.")
    assert "Odile Ferrant" in standalone(after("Since when does she?", *said))


def test_a_question_with_a_subject_of_its_own_takes_nothing_over() -> None:
    asked = after(
        "Who won the rugby cup?", "How many ships came to Varn?", "Twelve came to the port of Varn."
    )
    assert standalone(asked) == asked.text
    assert (
        standalone(after("Who won the ships?", *[turn.content for turn in asked.history]))
        != "Who won the ships?"
    )


def test_there_is_the_place_named_last() -> None:
    followed = after("Do the pilots there agree?", "Who met the LPA in Varn and Orrin?", "The pilots.")
    assert standalone(followed) == "Do the pilots in Varn and Orrin agree?"


def test_follow_ups_follow_each_other() -> None:
    said = ("How many ships came to Varn in 2021?", "12", "And in 2022?", "15", "Thanks!", "You are welcome.")
    assert standalone(after("And Orrin?", *said)) == "How many ships came to Orrin in 2022?"
    assert "Varn" in standalone(after("Who said so?", *said))


@pytest.mark.parametrize(
    "question",
    [
        "What is the population of Orrin?",
        "Why did Brandt say that he would leave?",
        "What are ferries made of?",
        "How many ships are there in Larkhaven?",
        "What did a pilot say before he left?",
    ],
)
def test_a_question_that_stands_alone_stays_as_it_is(question: str) -> None:
    asked = after(question, "Who leads Varn?", "Tomas Brandt does.")
    assert standalone(asked) == asked.text


@pytest.mark.parametrize("said", [(), ("Hello!", "Hello.")])
def test_without_an_earlier_question_nothing_is_added(said: tuple[str, ...]) -> None:
    asked = after("When was that?", *said)
    assert standalone(asked) == asked.text


@pytest.mark.parametrize(
    "text", ["What happened?", "Why?", "Tell me more.", "Who said so?", "What about it?"]
)
def test_a_question_about_nothing_is_asked_back(text: str) -> None:
    assert "Name the person, place or event" in (asks_back(Question(text)) or "")


def test_the_pronoun_that_means_nobody_yet_is_named() -> None:
    assert "“he”" in (asks_back(Question("When did he resign?")) or "")
    assert asks_back(after("When did he resign?", "Who leads Varn?", "Tomas Brandt.")) is None


def test_a_pronoun_in_quoted_words_asks_nothing_back() -> None:
    assert asks_back(Question("Who said “He left my boat”?")) is None
    assert asks_back(Question('Who said "He left my boat"?')) is None


@pytest.mark.parametrize(
    "text", ["Larkhaven?", "Who owns the port?", "What did the port say when it closed?", "港はどこ"]
)
def test_a_question_that_names_its_subject_is_not_asked_back(text: str) -> None:
    assert asks_back(Question(text)) is None


def test_a_question_to_chosen_articles_is_not_asked_back() -> None:
    assert asks_back(Question("What happened?", doc_ids=("ferry.txt",))) is None
