"""An answer: its text, what the articles disagree about, sources, what it was based on, buttons."""

from __future__ import annotations

from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextActionsBlock

from qa_bot.rendering import footer_text
from qa_bot.slack.blocks.feedback import buttons
from qa_bot.slack.blocks.rich import (
    LONGEST_TEXT,
    Message,
    laid_out,
    quotation,
    rich,
    said,
    section,
    small,
    words,
)
from qa_bot.slack.blocks.sources import disagreement, nearest, sources
from qa_bot.slack.text import split
from qa_bot.types import Answer

EVIDENCE, SHARE = "evidence", "share"  # action ids; the value of either button is the answer's id


def messages(answer: Answer, *, asked: str = "", share: bool = False) -> tuple[Message, ...]:
    """The whole answer, under what was `asked` where no one sees that above it.

    `share` adds a button for an answer that only the person who asked can see.
    """
    quoted = [rich(quotation(said(asked)))] if asked else []
    return laid_out([*quoted, *_text(answer.text), *_below(answer, share=share)])


def closing(answer: Answer) -> tuple[Block, ...]:
    """What stands under the text of an answer that is one message, for a stream that has said the text."""
    return tuple(_below(answer, share=False))


def _text(text: str) -> Iterator[Block]:
    for line in text.splitlines():  # one, or one for each of several questions
        for part in split(line, LONGEST_TEXT):
            yield rich(section(words(part)))


def _below(answer: Answer, *, share: bool) -> Iterator[Block]:
    for each in answer.disagreements:
        yield from disagreement(each, answer.citations)
    if answer.citations:
        yield from sources(answer.citations)
    elif answer.nearest:
        yield from nearest(answer.nearest)
    for part in split(answer.notice, LONGEST_TEXT):
        yield rich(section(words(part, italic=True)))
    if answer.citations or answer.nearest:  # small talk rests on nothing that could be shown
        yield small(footer_text(answer))
        yield _actions(answer.id, share=share)
        yield ContextActionsBlock(elements=[buttons(answer.id)])


def _actions(answer_id: str, *, share: bool) -> ActionsBlock:
    evidence = ButtonElement(text="Show evidence", action_id=EVIDENCE, value=answer_id)
    shared = ButtonElement(text="Share", action_id=SHARE, value=answer_id)
    return ActionsBlock(elements=[evidence, shared] if share else [evidence])
