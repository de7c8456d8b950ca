"""Batch lines: what is read, what is refused, and that nothing else is lost by it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from qa_bot.errors import ModelUnavailable, UsageError
from qa_bot.rendering import json as jsonlines
from qa_bot.rendering.batch import BatchReply, question_line, replies
from qa_bot.types import Question, Turn

NO_DEFAULTS = Question("")


def echo(line: bytes) -> jsonlines.Object:
    question = question_line(line, NO_DEFAULTS)
    return {"id": question.id, "question": question.text}


def reply(line: object) -> BatchReply:
    raw = line if isinstance(line, bytes) else json.dumps(line).encode()
    (only,) = replies([raw], echo)
    return only


def read(line: object, defaults: Question = NO_DEFAULTS) -> Question:
    return question_line(json.dumps(line).encode(), defaults)


def test_a_line_carries_history_day_and_articles() -> None:
    line = {
        "id": "q1",
        "question": "And then?",
        "history": [{"role": "user", "content": "Who won?"}, {"role": "assistant", "content": "Orrin [1]."}],
        "as_of": "2024-05-03",
        "doc_ids": ["a.txt", "b.md"],
    }
    assert read(line) == Question(
        "And then?",
        id="q1",
        history=(Turn("user", "Who won?"), Turn("assistant", "Orrin [1].")),
        as_of=date(2024, 5, 3),
        doc_ids=("a.txt", "b.md"),
    )


def test_what_a_line_does_not_say_comes_from_the_command_line() -> None:
    defaults = Question("", as_of=date(2024, 1, 1), top=3)
    assert read({"id": 7, "question": "Who?", "as_of": None, "history": None}, defaults) == Question(
        "Who?", id="7", as_of=date(2024, 1, 1), top=3
    )


def test_unknown_fields_are_ignored() -> None:
    assert reply({"id": "q", "question": "Who?", "gold": ["x"], "top": "many"}).ok


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{not json", "no JSON"),
        (b'{"id": "q", "question": "\xff"}', "no JSON"),
        (b"[1]", "object"),
        ({"id": "q"}, "question: Field required"),
        ({"id": "q", "question": 5}, "question: Input should be a valid string"),
        ({"id": "q", "question": "Who?", "as_of": "May"}, "as_of: "),
        ({"id": "q", "question": "Who?", "history": [{"role": "king", "content": ""}]}, "history.0.role: "),
    ],
)
def test_a_wrong_line_gets_one_error_with_its_number(line: object, reason: str) -> None:
    refused = reply(line)
    assert not refused.ok
    assert refused.line["line"] == 1
    assert refused.line["error"].startswith("Line 1: ")
    assert reason in refused.line["error"]


def test_a_wrong_line_stops_none_of_the_others() -> None:
    lines = [
        b"\xef\xbb\xbf" + b'{"id": "1", "question": "a"}\n',
        b"oops\n",
        b"\n",
        b'{"id": "2", "question": "b"}',
    ]
    written = [reply.line for reply in replies(lines, echo)]
    assert [line.get("id") for line in written] == ["1", None, "2"]
    assert written[1]["line"] == 2


def test_a_question_that_is_refused_keeps_its_id() -> None:
    def refuse(line: bytes) -> jsonlines.Object:
        raise UsageError("The question is empty; ask something.")

    (refused,) = replies([b'{"id": "q9", "question": ""}'], refuse)
    assert refused.line == {"id": "q9", "line": 1, "error": "Line 1: The question is empty; ask something."}


def test_a_failing_model_stops_the_batch() -> None:
    def fail(line: bytes) -> jsonlines.Object:
        raise ModelUnavailable("The server does not answer.")

    with pytest.raises(ModelUnavailable):
        list(replies([b'{"question": "Who?"}'] * 2, fail))
