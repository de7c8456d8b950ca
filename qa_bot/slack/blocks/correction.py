"""What a thread is told where a source of an answer in it was corrected or removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, RichTextElement

from qa_bot.receipts import Fate, StaleCitation
from qa_bot.rendering import markers
from qa_bot.slack.blocks.rich import Message, laid_out, quotation, rich, said, section, words
from qa_bot.slack.blocks.sources import cited, listed
from qa_bot.slack.text import clean
from qa_bot.types import Article

AGAIN = "again"  # an action id; the button's value is the question
_LONGEST_VALUE = 2000
_LONGEST_QUOTE = 300
_MOST = 5  # citations; more are counted


@dataclass(frozen=True, slots=True)
class Correction:
    """What became of a quote."""

    stale: StaleCitation
    version: str  # of the article, which names the correction
    now: Article | None
    says_now: str  # the sentence in place of the quote; "" where none is like it


def message(corrections: Sequence[Correction], asked: str, again: str) -> Message:
    """Under the question as it was `asked`; `again` asks it anew, if its words are known."""
    (one,) = laid_out(_blocks(corrections, asked, again))
    return one


def _blocks(corrections: Sequence[Correction], asked: str, again: str) -> Iterator[Block]:
    question = [quotation(said(asked, _LONGEST_QUOTE))] if asked else []
    sources = [part for each in corrections[:_MOST] for part in _source(each)]
    more = [section(words(f"and {count} more"))] if (count := len(corrections) - _MOST) > 0 else []
    heading = section(words("Since I answered this, a source of the answer has changed.", bold=True))
    yield rich(*question, heading, *sources, *more)
    if 0 < len(anew := clean(again)) <= _LONGEST_VALUE:
        yield ActionsBlock(elements=[ButtonElement(text="Ask again", action_id=AGAIN, value=anew)])


def _source(correction: Correction) -> Iterator[RichTextElement]:
    stale = correction.stale
    where = (words(f"{markers([stale.citation.n])} "), *cited(stale.citation))
    if stale.fate is Fate.REMOVED:
        yield section(*where, words(" is no longer among the articles."))
    elif stale.still_says_so:
        yield section(*where, words(" was changed; the quoted words still stand in it."))
    else:
        yield section(*where, words(" was changed and no longer says:"))
        yield quotation(said(stale.citation.quote, _LONGEST_QUOTE))
        yield from _now(correction)


def _now(correction: Correction) -> Iterator[RichTextElement]:
    if correction.says_now:
        yield section(words("It says now:"))
        yield quotation(said(correction.says_now, _LONGEST_QUOTE))
    elif correction.now and correction.now.title != correction.stale.citation.title:
        yield section(words("It is now: "), *listed(correction.now))
