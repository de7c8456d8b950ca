"""`why`: what an answer rested on, and whether it would be the same today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_bot.cli import options
from qa_bot.errors import UsageError
from qa_bot.rendering import json as jsonlines
from qa_bot.rendering import receipts as receipt_text

if TYPE_CHECKING:
    from qa_bot.receipts import Feedback, Receipt, Receipts, Replay
    from qa_bot.settings import Settings

_LISTED = 10


@click.command(
    epilog=options.example(
        "qa-bot why", "qa-bot why 4be1c09f2a77", "qa-bot why 4be1c09f2a77 --replay", "qa-bot why --stale"
    )
)
@click.argument("answer_id", metavar="[ID]", required=False)
@click.option(
    "--replay", "again", is_flag=True, help="Ask again; show what changed and which article did it."
)
@click.option("--forget", is_flag=True, help="Delete what was kept of this answer.")
@click.option(
    "--stale", is_flag=True, help="List the answers whose cited articles were corrected or removed since."
)
@options.as_json
@options.index
def why(
    answer_id: str | None, again: bool, forget: bool, stale: bool, as_json: bool, index: Path | None
) -> None:
    """Show what an answer rested on, or list the last ten."""
    if (again or forget) and answer_id is None:
        raise UsageError("Say which answer; `qa-bot why` lists the last ten with their ids.")
    if again and forget:
        raise UsageError("Give either --replay or --forget, not both.")
    if stale and (answer_id or again or forget):
        raise UsageError("--stale lists answers; give it alone.")
    from qa_bot.receipts import Receipts

    settings = options.load_settings(index)
    receipts = Receipts.of(settings)
    if stale:
        _list_stale(receipts.latest(settings.receipts.keep), settings, as_json)
    elif answer_id is None:
        _list(receipts.latest(_LISTED), as_json)
    elif forget:
        receipts.forget(_found(receipts, answer_id).id)
        click.echo(f"Forgotten: {answer_id}.", err=True)
    elif again:
        _show_replay(_replayed(_found(receipts, answer_id), index), as_json)
    else:
        _show(_found(receipts, answer_id), receipts.feedback(answer_id), as_json)


def _found(receipts: Receipts, answer_id: str) -> Receipt:
    receipt = receipts.find(answer_id)
    if receipt is None:
        raise UsageError(f"No answer {answer_id!r} is kept; `qa-bot why` lists the last ten with their ids.")
    return receipt


def _list(receipts: list[Receipt], as_json: bool) -> None:
    if as_json:
        click.echo(jsonlines.dumps([receipt_text.receipt_object(each) for each in receipts]))
    elif receipts:
        click.echo(receipt_text.receipts_text(receipts))
    else:
        click.echo("No answers are kept yet.", err=True)


def _list_stale(receipts: list[Receipt], settings: Settings, as_json: bool) -> None:
    from qa_bot.index import Index
    from qa_bot.receipts import stale_answers

    found = stale_answers(receipts, Index.open(settings))
    if as_json:
        click.echo(jsonlines.dumps([receipt_text.stale_object(each) for each in found]))
    elif found:
        click.echo(receipt_text.stale_text(found))
    else:
        click.echo("No kept answer rests on an article that was corrected or removed since.", err=True)


def _show(receipt: Receipt, feedback: Sequence[Feedback], as_json: bool) -> None:
    if as_json:
        thought = [asdict(each) for each in feedback]
        click.echo(jsonlines.dumps({**receipt_text.receipt_object(receipt), "feedback": thought}))
        return
    click.echo(receipt_text.receipt_text(receipt, options.width()))
    if feedback:
        click.echo(f"\n{receipt_text.feedback_text(feedback)}")


def _replayed(receipt: Receipt, index: Path | None) -> Replay:
    """With the answerer it had, so that a difference is the articles'; leaves no receipt of its own."""
    from qa_bot.receipts import replay

    settings = options.load_settings(index, receipt.answer.answerer)
    nothing_kept = settings.receipts.model_copy(update={"keep": 0})
    responder = options.open_responder(settings.model_copy(update={"receipts": nothing_kept}))
    return replay(receipt, responder.ask, responder.index)


def _show_replay(replay: Replay, as_json: bool) -> None:
    if as_json:
        click.echo(jsonlines.dumps(receipt_text.replay_object(replay)))
    else:
        click.echo(receipt_text.replay_text(replay, options.width()))
