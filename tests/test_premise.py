"""Questions that take for granted what an article denies."""

from __future__ import annotations

from datetime import date

import pytest
from support.indexed import indexed, write

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question

DENIED = (
    "Orrin denied that it had sold the harbour of Larkhaven.",
    "Captain Odile Ferrant closed the lock gates because of the storm.",
    "Tomas Wren, who denies the charge, has lived in Port Anna since he was driven from Larkhaven.",
)


@pytest.fixture(scope="module")
def responder(tmp_path_factory: pytest.TempPathFactory) -> Responder:
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("premise") / "index"})
    write(settings, indexed("denial", *DENIED, title="Orrin keeps the harbour", published=date(2024, 4, 2)))
    return Responder.open(settings)


def ask(responder: Responder, question: str) -> Answer:
    return responder.ask(Question(question))


@pytest.mark.parametrize(
    "question", ["Why has Orrin sold the harbour?", "When was the harbour of Larkhaven sold by Orrin?"]
)
def test_what_the_question_takes_for_granted_is_named_with_what_denies_it(
    responder: Responder, question: str
) -> None:
    answer = ask(responder, question)
    assert answer.notice == "What the question takes for granted is denied in “Orrin keeps the harbour” [1]."
    assert answer.citations[0].quote == DENIED[0]


@pytest.mark.parametrize(
    "question",
    [
        "Did Orrin sell the harbour?",
        "Why did Orrin deny that it had sold the harbour?",
        "Why did Odile Ferrant close the lock gates?",
        "When was Tomas Wren driven from Larkhaven?",
    ],
)
def test_other_questions_take_nothing_denied_for_granted(responder: Responder, question: str) -> None:
    assert not ask(responder, question).notice


def test_another_word_for_it_may_tell_of_it(responder: Responder) -> None:
    assert "because of the storm" in ask(responder, "Why did Odile Ferrant shut the gates?").text
