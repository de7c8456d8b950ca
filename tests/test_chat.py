"""The conversation, without a model: what is asked, remembered and shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from qa_bot.answering.draft import Show
from qa_bot.cli.repl import Chat
from qa_bot.errors import ModelUnavailable
from qa_bot.types import (
    Answer,
    Article,
    Chunk,
    Citation,
    DateSource,
    Form,
    IndexState,
    Line,
    Passage,
    Question,
    Status,
    Turn,
)

CITATION = Citation(1, "dam.txt", "Dam opens", None, DateSource.UNKNOWN, None, "It opened.", 0, 10, "abc")
PASSAGE = Passage(Article("dam.txt", "It opened.", "Dam opens"), Chunk("dam.txt", "abc", 0, 0, 10), 1.0)
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
        Turn("assistant", "It opened [1].", "a"),
    )


def test_sources_show_the_quoted_words_of_the_last_answer(typed) -> None:
    shown = typed(Asked(), "/sources", "When?", "/sources")
    assert shown.index("No answer yet.") < shown.index("It opened [1].")
    assert "“It opened.”" in shown


def test_a_courtesy_does_not_take_the_place_of_the_last_answer_and_an_abstention_does(typed) -> None:
    replies = {
        "When?": ANSWER,
        "Thanks": replace(ANSWER, text="You are welcome.", citations=()),
        "Why?": replace(ANSWER, status=Status.ABSTAINED, text="Unknown.", citations=()),
    }
    shown = typed(
        lambda question, show: replies[question.text], "When?", "Thanks", "/sources", "Why?", "/sources"
    )
    assert shown.index("You are welcome.") < shown.index("“It opened.”")
    assert shown.rstrip().endswith("The last answer has no sources.")


def test_quit_ends_the_conversation_and_so_does_the_end_of_the_input(typed) -> None:
    asked = Asked()
    typed(asked, "One?", "/quit", "Two?")
    typed(asked, "Three?")
    assert [question.text for question in asked.questions] == ["One?", "Three?"]


def test_sentences_appear_as_they_come_and_only_once(typed, capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[str] = []

    def ask(question: Question, show: Show) -> Answer:
        show(Line("It opened.", (1,)), Form.FACT)
        seen.append(capsys.readouterr().out)
        return ANSWER

    shown = typed(ask, "When?")
    assert seen == ["It opened [1]."]
    assert shown.startswith("\n[1] Dam opens")


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    """A terminal to type on."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys


def test_ctrl_c_drops_the_answer_and_keeps_the_conversation(
    keyboard: PipeInput, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked = Asked()

    def ask(question: Question, show: Show) -> Answer:
        if question.text == "Long?":
            raise KeyboardInterrupt
        return asked(question, show)

    keyboard.send_text("Long?\rShort?\r/quit\r")
    Chat(ask).run(tmp_path / "history")
    shown = capsys.readouterr().out
    assert shown.index("Cancelled.") < shown.index("It opened [1].")
    assert asked.questions[0].history == ()


def test_ctrl_c_ends_a_conversation_from_a_pipe(typed) -> None:
    def interrupted(question: Question, show: Show) -> Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        typed(interrupted, "One?", "Two?")


def test_help_lists_the_commands_and_an_unknown_one_points_to_it(typed) -> None:
    assert "/sources" in typed(Asked(), "/help")
    assert "/help lists them" in typed(Asked(), "/exti")


def test_a_failure_is_one_sentence_and_the_conversation_goes_on(typed) -> None:
    def fail(question: Question, show: Show) -> Answer:
        raise ModelUnavailable("The server does not answer; start it.")

    shown = typed(fail, "When?", "/help")
    assert "The server does not answer; start it." in shown
    assert "/quit" in shown
