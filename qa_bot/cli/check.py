"""`check`: a claim in, whether the articles prove it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from qa_bot.cli import options
from qa_bot.errors import UsageError
from qa_bot.rendering import batch as batches
from qa_bot.rendering import json as jsonlines
from qa_bot.rendering import text as rendering
from qa_bot.settings import Settings
from qa_bot.types import Question

if TYPE_CHECKING:
    from qa_bot.answering import Check
    from qa_bot.responder import Responder

NOT_STATED = 3


@click.command(
    epilog=options.example(
        'qa-bot check "The port of Larkhaven was sold."',
        "qa-bot check --file draft.txt",
        "qa-bot check --batch claims.jsonl > verdicts.jsonl",
    )
)
@click.argument("claim", required=False)
@click.option(
    "--file",
    "text",
    type=click.File("rb"),
    metavar="FILE",
    help="A text to check sentence by sentence; - is stdin.",
)
@click.option(
    "--batch",
    type=click.File("rb"),
    metavar="FILE",
    help="JSON lines in (id, claim, passages), one out for each; passages stand for the index; - is stdin.",
)
@options.as_json
@click.option("--judge-only", is_flag=True, help="Ask no model server, also where one is configured.")
@options.index
def check(
    claim: str | None,
    text: BinaryIO | None,
    batch: BinaryIO | None,
    as_json: bool,
    judge_only: bool,
    index: Path | None,
) -> int:
    """Say whether the articles support or deny a CLAIM.

    Of a text, each sentence is checked that claims something. Exit code 3: it is not stated, or the worst
    sentence of a text is not.
    """
    if sum(map(bool, (claim, text, batch))) != 1:
        raise UsageError(
            'Give a claim, e.g. qa-bot check "The port of Larkhaven was sold.", or --file, or --batch.'
        )
    said = _read(text) if text else claim or ""
    settings = _settings(index, judge_only)
    responder = cache(lambda: options.open_responder(settings))
    if batch:
        without_index = cache(lambda: _WithoutIndex(settings))
        return options.run_batch(batch, lambda line: _checked(line, responder, without_index))
    found = responder().check(Question(said))
    return _told(found, as_json)


def _settings(index: Path | None, judge_only: bool) -> Settings:
    """Without a model server where none is to be asked."""
    return options.load_settings(index, "extractive" if judge_only else None)


def _read(text: BinaryIO) -> str:
    try:
        return text.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("The file is no text in UTF-8; save it as plain text.") from None


def _told(found: Check, as_json: bool) -> int:
    from qa_bot.answering import Stated

    if as_json:
        click.echo(jsonlines.dumps(jsonlines.check_object(found)))
    else:
        click.echo(rendering.check_text(found, options.width()))
    return NOT_STATED if found.verdict is Stated.NOT_STATED else 0


def _checked(
    line: bytes, responder: Callable[[], Responder], without_index: Callable[[], _WithoutIndex]
) -> jsonlines.Object:
    asked = batches.claim_line(line)
    if asked.passages is None:
        return jsonlines.check_object(responder().check(asked.claim))
    return jsonlines.check_object(without_index().check(asked.claim, asked.passages))


class _WithoutIndex:
    """Checks claims that bring their own passages, within the day's limit."""

    def __init__(self, settings: Settings) -> None:
        from qa_bot.answering import build_verifier
        from qa_bot.models import NO_OWN_MODELS, build_judge
        from qa_bot.receipts import Spending

        self._judge, self._verifier = build_judge(settings), build_verifier(settings, NO_OWN_MODELS)
        self._spending = Spending.of(settings)

    def check(self, claim: Question, texts: Sequence[str]) -> Check:
        from qa_bot.answering import check, checked, given

        passages = given(texts)
        verifier = None if self._spending.today().is_used_up else self._verifier
        with self._spending.accounted():
            return checked(claim, lambda one, _: check(one, passages, self._judge, verifier))
