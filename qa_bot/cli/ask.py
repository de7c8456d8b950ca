"""`ask`, `search` and `chat`: questions in, answers or passages out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import click

from qa_bot.cli import options
from qa_bot.errors import UsageError
from qa_bot.rendering import batch as batches
from qa_bot.rendering import json as jsonlines
from qa_bot.rendering import text as rendering
from qa_bot.types import Answer, Question, Status

if TYPE_CHECKING:
    from qa_bot.responder import Responder

NOT_ANSWERED = 3

Command = TypeVar("Command", bound=Callable[..., Any])


def _question(command: Command) -> Command:
    """The arguments of a command that takes a question, or a file of them."""
    for decorate in (
        options.index,
        click.option(
            "--top", type=click.IntRange(min=1), metavar="N", help="How many passages to use, 50 at most."
        ),
        click.option(
            "--as-of",
            type=click.DateTime(["%Y-%m-%d"]),
            metavar="DATE",
            help="Use no article published after this day (YYYY-MM-DD).",
        ),
        options.as_json,
        click.option(
            "--batch",
            type=click.File("rb"),
            metavar="FILE",
            help="JSON lines in (id, question, history, as_of, doc_ids), one out for each; - is stdin.",
        ),
        click.argument("question", required=False),
    ):
        command = decorate(command)
    return command


@click.command(
    epilog=options.example(
        'qa-bot ask "Who owns the port of Larkhaven?" --as-of 2025-06-30',
        "qa-bot ask --batch questions.jsonl > answers.jsonl",
    )
)
@_question
@options.answerer
def ask(
    question: str | None,
    batch: BinaryIO | None,
    as_json: bool,
    as_of: datetime | None,
    top: int | None,
    index: Path | None,
    answerer: str | None,
) -> int:
    """Answer a QUESTION in cited sentences.

    It may also come on standard input. Exit code 3: the articles do not answer it.
    """
    asked = _asked(question, batch, as_of, top)
    responder = options.open_responder(options.load_settings(index, answerer))
    if batch:
        return options.run_batch(
            batch,
            lambda line: jsonlines.answer_object(responder.ask(batches.question_line(line, asked))),
        )
    if as_json:
        answer = responder.ask(asked)
        click.echo(jsonlines.dumps(jsonlines.answer_object(answer)))
    else:
        answer = _shown(responder, asked)
    return 0 if answer.status is Status.ANSWERED else NOT_ANSWERED


@click.command(
    epilog=options.example(
        'qa-bot search "port of Larkhaven" --top 5', "qa-bot search --batch questions.jsonl > hits.jsonl"
    )
)
@_question
def search(
    question: str | None,
    batch: BinaryIO | None,
    as_json: bool,
    as_of: datetime | None,
    top: int | None,
    index: Path | None,
) -> int:
    """Show the passages nearest to a QUESTION, best first.

    No answer is made of them. The question may also come on standard input.
    """
    asked = _asked(question, batch, as_of, top)
    responder = options.open_responder(options.load_settings(index))
    if batch:
        return options.run_batch(batch, lambda line: _hits(responder, batches.question_line(line, asked)))
    passages = responder.search(asked)
    if as_json:
        click.echo(jsonlines.dumps(jsonlines.hits_object(asked, passages)))
    else:
        click.echo(rendering.passages_text(passages, options.width()))
    return 0 if passages else NOT_ANSWERED


@click.command(epilog=options.example("qa-bot chat"))
@options.index
@options.answerer
def chat(index: Path | None, answerer: str | None) -> None:
    """Hold a conversation; /help in it lists what can be typed.

    Sentences appear as they are proven. Ctrl-C drops an answer, Ctrl-D ends the conversation.
    """
    settings = options.load_settings(index, answerer)
    from qa_bot.cli.repl import Chat

    conversation = Chat(options.open_responder(settings).ask, options.width())
    conversation.run(settings.index.path / "chat-history" if settings.receipts.questions else None)


def _hits(responder: Responder, question: Question) -> jsonlines.Object:
    return jsonlines.hits_object(question, responder.search(question))


def _shown(responder: Responder, asked: Question) -> Answer:
    from qa_bot.cli.streaming import Live

    width = options.width()
    live = Live(width)
    answer = responder.ask(asked, live.show)
    live.finish(rendering.answer_text(answer, width))
    return answer


def _asked(question: str | None, batch: BinaryIO | None, as_of: datetime | None, top: int | None) -> Question:
    """The question of the command line; of a batch, what its lines do not say themselves."""
    if batch and question:
        raise UsageError("Give either a question or --batch, not both.")
    text = "" if batch else _question_text(question)
    return Question(text=text, as_of=as_of.date() if as_of else None, top=top)


def _question_text(question: str | None) -> str:
    if question is None:
        if sys.stdin.isatty():
            raise UsageError('Ask something, e.g. qa-bot ask "Who owns the port of Larkhaven?".')
        question = sys.stdin.buffer.read().decode(errors="replace")
    return question.strip().encode(errors="replace").decode()  # a shell may pass bytes that are no text
