"""The seam of `messaging`, shown by a chat in which one person types and reads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import TextIO

import pytest
from support.indexed import indexed, without_models, write

from qa_bot.answering import Draft, Extractive
from qa_bot.errors import UsageError
from qa_bot.messaging import (
    Access,
    File,
    FolderFilter,
    Handler,
    Inbox,
    JobQueue,
    Post,
    PostKind,
    Remark,
    Services,
    Threads,
    Uploads,
)
from qa_bot.query import Query
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Form, Line

PORT = indexed(
    "port.md",
    "The port of Larkhaven belongs to the town. The council bought it from the shipping firm Varn.",
    title="Larkhaven keeps its port",
    published=date(2024, 5, 12),
)
FERRY = indexed(
    "aurora.md",
    "The ferry Aurora will carry 400 passengers to Orrin island.",
    title="A new ferry for Orrin",
    published=date(2024, 6, 2),
)
OWNER, CARRIED = "Who owns the port of Larkhaven?", "How many passengers will the ferry Aurora carry?"


class Console:
    """A chat over standard input and output: each line that is typed is a post."""

    def __init__(self, typed: TextIO, printed: TextIO) -> None:
        self._typed = typed
        self._printed = printed

    def posts(self) -> Iterator[Post]:
        for n, line in enumerate(self._typed):
            yield Post(PostKind.DIRECT, f"line {n}", "", "console", "reader", line.strip(), ts=f"{n:06}")

    def reply_to(self, post: Post, *, alone: bool) -> Printout:
        return Printout(self._printed)

    def remarks(self, channel: str, thread: str) -> tuple[Remark, ...]:
        return ()

    def chunks(self, file: File) -> Iterator[bytes]:
        raise UsageError(f"{file.name!r} cannot be typed in.")


class Printout:
    """An answer that is printed once it is whole."""

    def __init__(self, printed: TextIO) -> None:
        self._printed = printed

    def status(self, text: str) -> None: ...
    def show(self, line: Line, form: Form) -> None: ...
    def stop(self) -> None: ...

    def finish(self, answer: Answer) -> None:
        sources = "".join(f"[{one.n}] {one.title}\n" for one in answer.citations)
        self._printed.write(f"{answer.text}\n{sources}")

    def fail(self, sentence: str) -> None:
        self._printed.write(f"{sentence}\n")

    report = fail


@pytest.fixture
def articles(settings: Settings) -> Settings:
    write(settings, PORT, FERRY)
    return without_models(settings)


def services(settings: Settings, console: Console) -> Services:
    responder, inbox = Responder.open(settings), Inbox.of(settings, "console")
    return Services(
        responder=responder,
        inbox=inbox,
        threads=Threads(console, inbox),
        access=Access(settings.slack),
        filter=FolderFilter(responder.index),
        uploads=Uploads(console, {}, settings),
        adapter=console,
    )


def printed(settings: Settings, *lines: str, deliveries: int = 1) -> list[str]:
    """The lines that answer these, each of which the chat brings so often."""
    out = StringIO()
    console = Console(StringIO("\n".join(lines)), out)
    given, queue = services(settings, console), JobQueue(workers=8)
    handler = Handler(given, queue)
    for post in console.posts():
        for _ in range(deliveries):
            handler.take(post)
    while not given.inbox.is_settled():
        time.sleep(0.01)
    assert queue.close(within_s=5)
    given.inbox.close()
    return out.getvalue().splitlines()


def test_a_question_that_is_typed_gets_its_cited_answer(articles: Settings) -> None:
    answer, *sources = printed(articles, OWNER)
    assert answer.startswith("The port of Larkhaven belongs to the town [1].")
    assert sources[0] == "[1] Larkhaven keeps its port"


def test_two_questions_are_both_answered(articles: Settings) -> None:
    said = printed(articles, OWNER, CARRIED)
    assert sum("belongs to the town [1]" in line for line in said) == 1
    assert sum("400 passengers" in line for line in said) == 1


def test_a_post_that_the_chat_brings_again_is_answered_once(articles: Settings) -> None:
    said = printed(articles, OWNER, deliveries=3)
    assert sum("belongs to the town [1]" in line for line in said) == 1


def test_a_post_that_was_answered_is_not_answered_after_a_restart(articles: Settings) -> None:
    assert printed(articles, OWNER)
    assert printed(articles, OWNER) == []


def test_a_responder_that_fails_is_told_in_one_sentence(
    articles: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Extractive, *_: object) -> Draft:
        raise ZeroDivisionError("division by the pier")

    monkeypatch.setattr(Extractive, "answer", broken)
    (sentence,) = printed(articles, OWNER)
    assert sentence.startswith("Something went wrong inside; whoever runs me finds it as answer ")
    assert "division by the pier" in caplog.text


def test_where_no_questions_are_kept_a_failure_is_logged_without_what_it_says(
    articles: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: Extractive, query: Query, *_: object) -> Draft:
        raise ZeroDivisionError(query.text)

    monkeypatch.setattr(Extractive, "answer", broken)
    receipts = articles.receipts.model_copy(update={"questions": False})
    assert printed(articles.model_copy(update={"receipts": receipts}), OWNER)
    assert "ZeroDivisionError" in caplog.text and "raise" in caplog.text and OWNER not in caplog.text
