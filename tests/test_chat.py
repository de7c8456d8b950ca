"""The conversation, without a model: what is asked, remembered and shown."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qa_bot.answering.draft import Show
from qa_bot.chat import Chat
from qa_bot.errors import ModelUnavailable
from qa_bot.types import Answer, Citation, DateSource, IndexState, Question, Status, Turn

CITATION = Citation(1, "dam.txt", "Dam opens", None, DateSource.UNKNOWN, None, "It opened.", 0, 10, "abc")
ANSWER = Answer(
    id="a",
    question="",
    status=Status.ANSWERED,
    text="It opened [1].",
    answerer="extractive",
    index=IndexState(1, 1, date(2024, 5, 3)),
    citations=(CITATION,),
)


class Asked:
    """Answers everything alike and keeps what it was asked."""

    def __init__(self) -> None:
        self.questions: list[Question] = []

    def __call__(self, question: Question, show: Show) -> Answer:
        self.questions.append(question)
        return replace(ANSWER, question=question.text)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    def type_lines(ask, *lines: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
        Chat(ask).run(tmp_path / "history")
        return capsys.readouterr().out

    return type_lines


def test_a_follow_up_question_brings_what_was_said_before(typed) -> None:
    asked = Asked()
    typed(asked, "When did the dam open?", "And who paid?")
    assert asked.questions[0].history == ()
    assert asked.questions[1].history == (
        Turn("user", "When did the dam open?"),
        Turn("assistant", "It opened [1]."),
    )


def test_sources_show_the_quoted_words_of_the_last_answer(typed) -> None:
    shown = typed(Asked(), "/sources", "When?", "/sources")
    assert shown.index("No answer with sources yet.") < shown.index("It opened [1].")
    assert "“It opened.”" in shown


def test_quit_ends_the_conversation_and_so_does_the_end_of_the_input(typed) -> None:
    asked = Asked()
    typed(asked, "One?", "/quit", "Two?")
    typed(asked, "Three?")
    assert [question.text for question in asked.questions] == ["One?", "Three?"]


def test_help_lists_the_commands_and_an_unknown_one_points_to_it(typed) -> None:
    assert "/sources" in typed(Asked(), "/help")
    assert "/help lists them" in typed(Asked(), "/exti")


def test_a_failure_is_one_sentence_and_the_conversation_goes_on(typed) -> None:
    def fail(question: Question, show: Show) -> Answer:
        raise ModelUnavailable("The server does not answer; start it.")

    shown = typed(fail, "When?", "/help")
    assert "The server does not answer; start it." in shown
    assert "/quit" in shown
