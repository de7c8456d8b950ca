"""Marks what of an article's text is not the article, dates it if that tells, and names the version."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from ingest.cleaning.boilerplate import DATED_LIST, boilerplate, repeated_title
from ingest.cleaning.dating import complete_dates, days_before
from ingest.cleaning.lines import lines_of
from qa_bot.text import years
from qa_bot.types import Article, DateSource, Skipped

FRONT_MATTER = "front matter"
_OLDEST = 1900  # year that tells the time of an article
_RECENT = timedelta(days=60)


def clean(article: Article) -> Article:
    """Fills `skipped`, `content_hash` and, where a list of dated teasers shows it, an inferred date."""
    front = tuple(each for each in article.skipped if each.reason == FRONT_MATTER)
    lines = lines_of(article.text, front[-1].end if front else 0)
    found = [*front, *repeated_title(lines, article.title), *boilerplate(lines)]
    article = replace(article, skipped=_merged(found))
    if not any(char.isalnum() for char in article.kept):
        article = replace(article, skipped=front)  # nothing but headlines or links: they are the article
    if article.published is None and (day := _inferred(article)):
        article = replace(article, published=day, date_source=DateSource.INFERRED)
    return replace(article, content_hash=_content_hash(article))


def _merged(ranges: Sequence[Skipped]) -> tuple[Skipped, ...]:
    """In order and without overlap; of two that overlap the longer gives the reason."""
    merged: list[Skipped] = []
    for each in sorted(ranges, key=lambda skipped: (skipped.start, -skipped.end)):
        if merged and each.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Skipped(last.start, max(last.end, each.end), last.reason)
        else:
            merged.append(each)
    return tuple(merged)


def _inferred(article: Article) -> date | None:
    """The newest date among the page's teasers: the page was saved with them, shortly after it appeared.

    Only where the article itself speaks of that time: an old article saved late carries new teasers.
    """
    days = [
        day
        for each in article.skipped
        if each.reason == DATED_LIST
        for day, _, _ in complete_dates(article.text[each.start : each.end])
    ]
    if not days:
        return None
    newest = max(days)
    return newest if _speaks_of(article.kept, newest) else None


def _speaks_of(body: str, day: date) -> bool:
    if told := {year for year in years(body) if year >= _OLDEST}:
        return bool(told & {day.year, day.year - 1})
    return any(day - each <= _RECENT for each in days_before(day, body))


def _content_hash(article: Article) -> str:
    """Over everything an answer could show: text, metadata and what is left out."""
    version = (
        article.text,
        article.title,
        article.published,
        article.date_source.value,
        article.outlet,
        article.url,
        [(each.start, each.end, each.reason) for each in article.skipped],
        *article.aliases,
    )
    return hashlib.sha256(repr(version).encode("utf-8", "surrogatepass")).hexdigest()
