"""Questions in other languages."""

from __future__ import annotations

import pytest
from support.indexed import indexed, write

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.text.language import is_foreign
from qa_bot.types import Question, Status


@pytest.mark.parametrize(
    "question",
    [
        "Wer ist der Hafenmeister von Larkhaven?",
        "Qui a acheté la ferme ?",
        "¿Quién compró el faro?",
        "Chi ha comprato il faro?",
        "Quem comprou o farol da ilha?",
        "Wie kocht er das in Orrin?",
        "Кто купил маяк?",
        "灯台を買ったのは誰ですか",
    ],
)
def test_small_words_and_scripts_tell_another_language(question: str) -> None:
    assert is_foreign(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who bought the lighthouse of Larkhaven?",
        "larkhaven lighthouse sale",
        "What did the Café de la Gare say?",
        "Was Die Fähre sold in 2019?",
        "2019?",
    ],
)
def test_names_and_keywords_do_not(question: str) -> None:
    assert not is_foreign(question)


def test_an_abstention_says_that_english_is_expected(settings: Settings) -> None:
    write(settings, indexed("farm", "Ida Orrin sold the lighthouse in May."))
    answer = Responder.open(settings).ask(Question("Wer verkaufte die Fähre an die Stadt?"))
    assert answer.status is Status.ABSTAINED
    assert (
        answer.notice == "The question does not look like English, the one language that is understood well."
    )
