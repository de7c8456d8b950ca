"""Where an answer comes from: its sources, the sides of a disagreement, the nearest articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.models.blocks import RichTextBlock

from qa_bot.rendering import (
    by_article,
    day_text,
    disagreement_heading,
    joined,
    markers,
    pages_text,
    said_by,
    side_day,
)
from qa_bot.slack.blocks.rich import Part, bullets, said, section, stacked, titled, words
from qa_bot.slack.text import linkable, shortened
from qa_bot.types import Article, Citation, Disagreement, Line, Nearest, Side

_LONGEST_NAME = 100  # of an outlet or a path
_LONGEST_HEADING = 300
_LONGEST_SIDE = 1500


def sources(citations: Sequence[Citation]) -> Iterator[RichTextBlock]:
    """A line an article, with the numbers and the pages of all that is quoted from it."""
    lines = (
        section(words(f"{markers(each.n for each in found)} "), *cited(*found))
        for found in by_article(citations)
    )
    yield from stacked([section(words("Sources", bold=True)), *lines])


def disagreement(
    disagreement: Disagreement, citations: Sequence[Citation], above: Sequence[Line] = ()
) -> Iterator[RichTextBlock]:
    """Its sides, a line each: who says it, when, how many do, and what, if no line `above` has said it."""
    heading = section(said(disagreement_heading(disagreement), _LONGEST_HEADING, bold=True))
    sides = (
        bullets([section(*_who(side, citations), words(_says(side, disagreement, above)))])
        for side in disagreement.sides
    )
    yield from stacked([heading, *sides])


def nearest(articles: Iterable[Nearest]) -> Iterator[RichTextBlock]:
    lines = [
        bullets([section(*_line(each.title, None, day_text(each.date, each.date_source), None, each.doc))])
        for each in articles
    ]
    yield from stacked([section(words("Nearest articles", bold=True)), *lines])


def cited(first: Citation, *others: Citation) -> list[Part]:
    """Title, date and outlet of the article that all quote; its path where no address leads there; pages."""
    day = day_text(first.date, first.date_source)
    return _line(first.title, first.url, day, first.outlet, first.doc, pages_text(first, *others))


def listed(article: Article) -> list[Part]:
    """The same of an article as it is now."""
    day = day_text(article.published, article.date_source)
    return _line(article.title, article.url, day, article.outlet, article.id)


def _line(
    title: str, url: str | None, day: str, outlet: str | None, path: str, pages: str = ""
) -> list[Part]:
    about = joined(day, _name(outlet), None if linkable(url) else _name(path), pages)
    return [titled(title, url), words(f" · {about}")]


def _says(side: Side, disagreement: Disagreement, above: Sequence[Line]) -> str:
    says = said_by(side, disagreement, above)
    space = " " if says.startswith(" ") else ""
    return f"{space}{shortened(says, _LONGEST_SIDE)} {markers(side.citations)}"


def _who(side: Side, citations: Sequence[Citation]) -> list[Part]:
    """Who says it and when; where nobody is named, in which articles."""
    if who := _name(side.who):
        day = side_day(side, citations)
        return [words(who, bold=True), *([words(f" · {day}")] if day else [])]
    parts: list[Part] = []
    for citation in citations:
        if citation.n in side.citations:
            parts += [words("; ")] if parts else []
            parts += _where(citation)
    return parts


def _where(citation: Citation) -> list[Part]:
    """Who says it, when, in which article."""
    day = day_text(citation.date, citation.date_source)
    title = titled(citation.title, citation.url)
    if outlet := _name(citation.outlet):
        return [words(outlet, bold=True), words(f" · {day} · "), title]
    return [title, words(f" · {day}")]


def _name(text: str | None) -> str | None:
    return shortened(text, _LONGEST_NAME) if text else None
