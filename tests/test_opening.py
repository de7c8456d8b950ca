"""Marks, numbers and letters of other forms in a question."""

from __future__ import annotations

from datetime import date

import pytest
from support.indexed import indexed, write

from qa_bot.query import understand
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question, Status, Turn

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    "before",
    [
        "1. ",
        "12) ",
        "(3) ",
        "[3] ",
        "2.",
        "a) ",
        "- ",
        "— ",
        "• ",
        "* ",
        "> ",
        "## ",
        "Q: ",
        "4 - ",
        "- 1. ",
        "¿",
        "… ",
    ],
)
def test_a_mark_or_number_before_the_first_word_is_not_asked(before: str) -> None:
    query = understand(Question(f"{before}Who sold the kiln of Marrow?"), TODAY)
    assert query.text == "Who sold the kiln of Marrow?"
    assert query.parts == understand(Question(query.text), TODAY).parts


@pytest.mark.parametrize(
    "question",
    [
        "2019?",
        "3.5 million what?",
        "-5 degrees were measured where?",
        "#1 in the list is who?",
        "A. Palm sold what?",
        "Q3: how did sales grow?",
        "1,200 jobs were lost where?",
        "50 ships came when?",
        "“Never” was said by whom?",
        "1. - 2.",
    ],
)
def test_what_belongs_to_a_question_stays(question: str) -> None:
    assert understand(Question(question), TODAY).text == question


def test_the_letters_of_a_question_and_of_what_was_said_before_are_folded() -> None:
    history = (Turn("user", "Who runs Se\u00adnnet?"), Turn("assistant", "Ana Pe\u0301rez runs Sennet."))
    query = understand(
        Question("\ufeffＷｈｅｎ was the ca\u200bnal of Lapworth dug?", history=history), TODAY
    )
    assert query.text == "When was the canal of Lapworth dug?"
    assert "Pérez" in understand(Question("When did she come?", history=history), TODAY).text


def test_letters_are_found_in_whichever_form_and_quoted_as_they_are(settings: Settings) -> None:
    text = "The Teatro Pe\u0301rez of Ca\u0301\u00adceres was sold to Ola\u200b Brandt for ４．５ million."
    write(settings, indexed("sale", text, title="Pe\u0301rez"))
    bot = Responder.open(settings)
    for question in (
        "Who was the Teatro Pérez of Cáceres sold to?",
        "Who was the Teatro Pe\u0301rez sold to?",
    ):
        answer = bot.ask(Question(question))
        assert answer.status is Status.ANSWERED
        assert "Pérez of Cáceres was sold to Ola Brandt for 4.5 million" in answer.text
        (citation,) = answer.citations
        assert citation.quote == text[citation.start : citation.end] == text
