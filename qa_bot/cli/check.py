"""`check`: a claim in, whether the articles prove it out."""

from __future__ import annotations

from collections.abc import Callable
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
    from qa_bot.models import Judge
    from qa_bot.responder import Responder

NOT_STATED = 3


@click.command(
    epilog=options.example(
        'qa-bot check "The port of Larkhaven was sold."', "qa-bot check --batch claims.jsonl > verdicts.jsonl"
    )
)
@click.argument("claim", required=False)
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
    claim: str | None, batch: BinaryIO | None, as_json: bool, judge_only: bool, index: Path | None
) -> int:
    """Say whether the articles support or deny a CLAIM.

    Exit code 3: they do neither.
    """
    if bool(claim) == bool(batch):
        raise UsageError('Give a claim, e.g. qa-bot check "The port of Larkhaven was sold.", or --batch.')
    from qa_bot.answering import Stated

    settings = options.load_settings(index)
    responder = cache(lambda: options.open_responder(settings))
    if batch:
        judge = cache(lambda: _judge(settings))
        return options.run_batch(batch, lambda line: _checked(line, responder, judge))
    found = responder().check(Question(claim or ""))
    shown = (
        jsonlines.dumps(jsonlines.check_object(found))
        if as_json
        else rendering.check_text(found, options.width())
    )
    click.echo(shown)
    return NOT_STATED if found.verdict is Stated.NOT_STATED else 0


def _checked(
    line: bytes, responder: Callable[[], Responder], judge: Callable[[], Judge | None]
) -> jsonlines.Object:
    from qa_bot.answering import check as verdict
    from qa_bot.answering import given

    asked = batches.claim_line(line)
    if asked.passages is None:
        return jsonlines.check_object(responder().check(asked.claim))
    return jsonlines.check_object(verdict(asked.claim, given(asked.passages), judge()))


def _judge(settings: Settings) -> Judge | None:
    from qa_bot.models import build_judge

    return build_judge(settings)
