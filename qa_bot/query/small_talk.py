"""What needs no search: greetings, thanks, and questions about the bot itself or about any news at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from textwrap import shorten

from qa_bot.query.news_requests import update
from qa_bot.text import any_of
from qa_bot.types import Article, IndexState, Question

_MOST_TITLES = 5
_LONGEST_TITLE = 80

_FINE = rf"(?:{any_of('talk.fine')}|(?:that(?: i|’|')s (?:all|fine|great)))"
_PRAISE = (
    rf"{any_of('pronouns.fact')}(?:[’']s| is| was)(?: {any_of('talk.emphasis')})?"
    rf" {any_of('talk.praise')}"
)
_OURS = any_of("talk.articles")
_CAPABILITIES = (
    "I answer questions about the {articles} I have read, with a citation for every sentence. "
    "What the articles do not say, I do not say either."
)
_LISTED = "I have read {articles}.{newest} `qa-bot articles` lists them all."
# Replies by what the whole message is; the first match wins.
_SMALL_TALK = tuple(
    (re.compile(pattern, re.IGNORECASE), reply)
    for pattern, reply in (
        (
            rf"(?:{any_of('talk.greetings')}|good {any_of('talk.dayparts')})(?: there| all| everyone)?"
            r"(?: how are you(?: doing)?(?: today)?)?|how are you(?: doing)?(?: today)?",
            "Hello. Ask me about the {articles} I have read.",
        ),
        (
            rf"(?:{_FINE} )?{any_of('talk.thanks')}(?: (?:so|very) much| a lot| again)?"
            rf"(?: for {any_of('talk.thanked')}\b.*)?(?: {_FINE}| {_PRAISE})?",
            "You are welcome.",
        ),
        (rf"{_FINE}(?: {_FINE})*", "Good. Ask on whenever you like."),
        (r"(?:good)?bye(?: bye)?|see you(?: later| soon)?|good night", "Goodbye."),
        (
            r"help(?: me)?|(?:so )?(?:who|what) are you|how do you work"
            r"|what (?:can|do) (?:you|i) (?:do|ask|know)(?: about| you)?(?: for me)?|can you help me",
            _CAPABILITIES,
        ),
        (
            rf"(?:(?:which|what|how many) )?{_OURS} (?:do you (?:have|know|use)|have you (?:got|read)"
            r"|(?:are|is) (?:there|available|(?:in )?(?:the|your) (?:index|database|archive|collection)))"
            rf"|(?:list|show)(?: me)? (?:all |the |your |all the |all your ){_OURS}",
            _LISTED,
        ),
    )
)


def small_talk(question: Question) -> str | None:
    """A reply that needs no evidence, if the whole message is a greeting, thanks, or about the bot itself.

    "{articles}" and "{newest}" in it stand for what the index holds: see `filled`.
    """
    return courtesy(question.text) or (_LISTED if _asks_for_any_news(question) else None)


def filled(reply: str, index: IndexState, listed: Callable[[], Sequence[Article]]) -> str:
    """The reply with what the index holds in it; `listed` gives all articles, where it names some."""
    if "{" not in reply:
        return reply
    articles = f"{index.articles:,} article{'' if index.articles == 1 else 's'}"
    return reply.format(articles=articles, newest=_newest(listed()) if "{newest}" in reply else "")


def _asks_for_any_news(question: Question) -> bool:
    """Whether nothing tells of what: neither the question nor one before it."""
    news = update(question.text)
    before = [turn for turn in question.history if turn.role == "user" and courtesy(turn.content) is None]
    return bool(news and not news.subject and not before and not question.doc_ids)


def _newest(articles: Sequence[Article]) -> str:
    """Titles with their dates, the newest first; undated articles come last."""
    latest = sorted(articles, key=lambda article: article.published or date.min, reverse=True)[:_MOST_TITLES]
    titles = (f"“{shorten(one.title, _LONGEST_TITLE)}” ({one.published or 'undated'})" for one in latest)
    return f" The newest: {'; '.join(titles)}." if latest else ""


def courtesy(text: str) -> str | None:
    """The pattern of a reply to what asks nothing of the articles."""
    plain = " ".join(re.sub(r"[^\w’'\s]", " ", text).split())
    return next((reply for pattern, reply in _SMALL_TALK if pattern.fullmatch(plain)), None)
