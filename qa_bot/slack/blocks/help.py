"""How to ask, the list of articles, and the prompts suggested in the agent view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from slack_sdk.models.blocks import Block, RichTextListElement

from qa_bot.rendering import count_text
from qa_bot.slack.blocks.rich import LONGEST_TITLE, Message, bullets, laid_out, rich, section, stacked, words
from qa_bot.slack.blocks.sources import listed
from qa_bot.slack.text import shortened
from qa_bot.types import Article

_COMMANDS = {
    "/ask Who runs the port?": "only you see the answer, until you share it",
    "/ask as of 2025-03-01 Who runs the port?": "nothing published later counts",
    "/ask sources": "the articles I answer from",
    "/ask help": "this list",
}
_MOST_LISTED = 50
_MOST_PROMPTS = 4
_LONGEST_PROMPT = 60


def overview() -> tuple[Message, ...]:
    """What /ask help shows."""
    promise = (
        "I answer questions from the articles I have read, with a citation for every sentence. "
        "What they do not say, I do not say either."
    )
    return laid_out([rich(section(words(promise)), how_to_ask())])


def how_to_ask() -> RichTextListElement:
    told = (
        "Mention me in a channel, or write to me directly. I answer in the thread; reply there to ask on, or "
        "of the last answer “shorter”, “sources?”, “prove it”, “are you sure?”, “more” or “that’s wrong”."
    )
    typed = (section(words(each, code=True), words(f" {does}")) for each, does in _COMMANDS.items())
    return bullets([section(words(told)), *typed])


def articles(known: Sequence[Article]) -> tuple[Message, ...]:
    """What /ask sources shows: the newest articles, and how many more there are."""
    return laid_out(_listing(known))


def prompts(known: Sequence[Article]) -> list[dict[str, str]]:
    """What to ask about the newest articles, as assistant.threads.setSuggestedPrompts takes it."""
    titles = [title for article in newest_first(known) if (title := shortened(article.title, LONGEST_TITLE))]
    return [
        {"title": shortened(title, _LONGEST_PROMPT), "message": f"What is known about “{title}”?"}
        for title in list(dict.fromkeys(titles))[:_MOST_PROMPTS]
    ]


def newest_first(known: Sequence[Article]) -> list[Article]:
    """Undated ones last."""
    return sorted(known, key=lambda article: (article.published or date.min, article.title), reverse=True)


def _listing(known: Sequence[Article]) -> Iterator[Block]:
    heading = section(words(f"I know {count_text(len(known))}", bold=True))
    lines = [bullets([section(*listed(article))]) for article in newest_first(known)[:_MOST_LISTED]]
    more = len(known) - _MOST_LISTED
    rest = [section(words(f"and {count_text(more)} that are older or have no date"))] if more > 0 else []
    yield from stacked([heading, *lines, *rest])
