"""The App Home: what the bot knows, what is new this week, how to ask, what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, DividerBlock, HeaderBlock
from slack_sdk.models.views import View

from qa_bot.rendering import count_text, joined
from qa_bot.slack.blocks.help import how_to_ask
from qa_bot.slack.blocks.rich import bullets, fitting, rich, said, section, stacked, words
from qa_bot.slack.blocks.sources import listed
from qa_bot.types import Article, IndexState

_MOST = 10  # articles, and questions
_LONGEST_QUESTION = 300


def view(state: IndexState, new: Sequence[Article], asked: Sequence[str]) -> View:
    """`new` are this week's articles and `asked` the user's own questions, both newest first."""
    return View(type="home", blocks=fitting(list(_blocks(state, new, asked)), "There is more."))


def _blocks(state: IndexState, new: Sequence[Article], asked: Sequence[str]) -> Iterator[Block]:
    yield HeaderBlock(text="What I know")
    yield rich(section(words(_knows(state))))
    yield HeaderBlock(text="New this week")
    yield from _new(new)
    yield DividerBlock()
    yield HeaderBlock(text="How to ask")
    yield rich(how_to_ask())
    if asked:
        yield HeaderBlock(text="Your last questions")
        yield rich(bullets(section(said(each, _LONGEST_QUESTION)) for each in asked[:_MOST]))


def _knows(state: IndexState) -> str:
    newest = f"newest {state.newest}" if state.newest else "none dated"
    ingested = f"index as of {state.ingested_at[:16].replace('T', ' ')} UTC" if state.ingested_at else None
    return joined(count_text(state.articles), newest, ingested)


def _new(articles: Sequence[Article]) -> Iterator[Block]:
    if not articles:
        yield rich(section(words("Nothing new.")))
        return
    lines = [bullets([section(*listed(article))]) for article in articles[:_MOST]]
    more = len(articles) - _MOST
    yield from stacked([*lines, *([section(words(f"and {count_text(more)} more"))] if more > 0 else [])])
