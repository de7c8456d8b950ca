"""What can be told exactly of a sentence that a model wrote: words that no article it cites has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from unicodedata import category

from qa_bot.answering.verification.names import unknown_names
from qa_bot.models import about_article, is_known_word
from qa_bot.text import Dated, Day, Quantity, dated, fold, misdates, plain, quantities, quoted_spans, same
from qa_bot.types import Article

# Also "news.example/pay", "pay@news.example"; behind the dot of a sentence there is space.
_ADDRESS = re.compile(
    r"\b[a-zA-Z][\w+.-]{1,20}://|\b(?:mailto|tel|javascript|data):\S|[\w.+-]{1,64}@[\w-]|\b[\w-]{2,63}\.[a-z]{2,24}\b"
)
_MARKUP = re.compile(r"[<>\[\]【】†{}|`]")
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})  # categories of characters that nobody sees
# A Cyrillic or Greek letter inside a Latin word, or a Latin one of full width, looks like another.
_DISGUISED = re.compile(r"[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]|[\uff21-\uff5a]")
_WEEK = 7  # days
_COUNTED = 12  # up to here people count what they have named
_KEPT = 300  # articles in the cache


def invents(text: str, articles: Sequence[Article]) -> bool:
    """Whether it has an address, markup or a quotation that no article has, or disguised letters."""
    if any(category(char) in _HIDDEN for char in text) or _DISGUISED.search(text):
        return True
    known = [_comparable(article) for article in articles]
    strange = chain(
        (match.group() for match in _ADDRESS.finditer(text)),
        (match.group() for match in _MARKUP.finditer(text)),
        (text[start:end].strip("“”„\"'‘’ .,;:!?…") for start, end, _ in quoted_spans(text)),
    )
    return any(not any(_plain(words) in one for one in known) for words in strange if words)


def is_foreign_to(text: str, articles: Sequence[Article]) -> bool:
    """Whether it has a figure, a date or a name that none of the articles has.

    A hint only: a sound sentence may add up figures, and call a country's people by another word.
    """
    return bool(articles) and (
        _misdates(text, articles) or _miscounts(text, articles) or _misnames(text, articles)
    )


def _misdates(text: str, articles: Sequence[Article]) -> bool:
    stated = dated(text)
    return not all(
        any(not misdates(one, _dated(article), article.published) for article in articles)
        or any(_is_meant(day, article) for day in one.days for article in articles)
        for one in _each(stated)
    )


def _each(stated: Dated) -> list[Dated]:
    """Its days and weekdays one by one: two articles may each have one of them."""
    days = [Dated((day,), frozenset(), (), "") for day in stated.days]
    return [*days, *(Dated((), frozenset((day,)), (), "") for day in stated.weekdays)]


def _is_meant(day: Day, article: Article) -> bool:
    """Whether it is the day of an article's "today" or "Tuesday", or a month whose year it leaves out."""
    published = article.published
    if published is None or day.year is None or day.month is None:
        return False
    if abs(day.year - published.year) <= 1:
        months = [other for other in _dated(article).days if other.month and not other.year]
        if any(Day(day.day, day.month).within(other, None) for other in months):
            return True
    if not (span := day.span()) or day.day is None:
        return False
    away = abs((span.first - published).days)
    return away <= 1 or (away < _WEEK and f"{span.first:%A}".lower() in _dated(article).weekdays)


def _miscounts(text: str, articles: Sequence[Article]) -> bool:
    """Of numbers in figures, and of large ones in words: "the two" counts what was named."""
    rest = dated(text).rest
    known = [one for article in articles for one in _quantities(article)]
    counts = (
        one
        for one in quantities(rest)
        if one.value > _COUNTED or rest[one.start : one.end].strip()[:1].isdigit()
    )
    return any(not same(one, known) for one in counts)


def _misnames(text: str, articles: Sequence[Article]) -> bool:
    around = "\n".join(map(_whole, articles))
    return all(
        any(_is_a_name(one, text) for one in unknown_names(text, around, article)) for article in articles
    )


def _is_a_name(words: str, text: str) -> bool:
    """ "Nobody" and "Besides" begin a sentence with a capital, and name nobody."""
    return not (text.startswith(words) and is_known_word(words))


@lru_cache(maxsize=_KEPT)
def _dated(article: Article) -> Dated:
    return dated(_whole(article))


@lru_cache(maxsize=_KEPT)
def _quantities(article: Article) -> Sequence[Quantity]:
    return quantities(_dated(article).rest)


def _whole(article: Article) -> str:
    """Its header and its text, as a person reads them."""
    header = about_article(article.full_title, article.published)
    return fold(f"{header}.\n{article.outlet or ''}\n{plain(article.text)}")


@lru_cache(maxsize=_KEPT)
def _comparable(article: Article) -> str:
    return _plain(f"{article.full_title}\n{article.text}\n{plain(article.text)}")


def _plain(text: str) -> str:
    return " ".join(fold(text).casefold().split())
