"""Where an answer comes from: its sources, the sides of a disagreement, the nearest articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from slack_sdk.models.blocks import RichTextBlock, RichTextListElement

from qa_bot.rendering import day_text, disagreement_heading, joined
from qa_bot.slack.blocks.rich import Part, bullets, said, section, stacked, titled, words
from qa_bot.slack.text import linkable, shortened
from qa_bot.types import Article, Citation, Disagreement, Nearest, Side

_LONGEST_NAME = 100  # of an outlet or a path
_LONGEST_HEADING = 300
_LONGEST_SIDE = 1500


def sources(citations: Sequence[Citation]) -> Iterator[RichTextBlock]:
    """A line an article, with the numbers and the pages of all that is quoted from it."""
    quoted: dict[str, list[Citation]] = {}
    for citation in citations:
        quoted.setdefault(citation.doc, []).append(citation)
    lines = (
        section(words(f"{markers(each.n for each in found)} "), *cited(*found)) for found in quoted.values()
    )
    yield from stacked([section(words("Sources", bold=True)), *lines])


def disagreement(disagreement: Disagreement, citations: Sequence[Citation]) -> Iterator[RichTextBlock]:
    """Its sides: who says what, when, in which article."""
    heading = section(said(disagreement_heading(disagreement), _LONGEST_HEADING, bold=True))
    yield from stacked([heading, *(_side(side, citations) for side in disagreement.sides)])


def nearest(articles: Iterable[Nearest]) -> Iterator[RichTextBlock]:
    lines = [
        bullets([section(*_line(each.title, None, day_text(each.date, each.date_source), None, each.doc))])
        for each in articles
    ]
    yield from stacked([section(words("Nearest articles", bold=True)), *lines])


def cited(first: Citation, *others: Citation) -> list[Part]:
    """Title, date and outlet of the article that all quote; its path where no address leads there; pages."""
    day = day_text(first.date, first.date_source)
    pages = dict.fromkeys(str(each.page) for each in (first, *others) if each.page)
    return _line(first.title, first.url, day, first.outlet, first.doc, ", ".join(pages))


def listed(article: Article) -> list[Part]:
    """The same of an article as it is now."""
    day = day_text(article.published, article.date_source)
    return _line(article.title, article.url, day, article.outlet, article.id)


def markers(numbers: Iterable[int]) -> str:
    return " ".join(f"[{n}]" for n in numbers)


def _line(
    title: str, url: str | None, day: str, outlet: str | None, path: str, pages: str = ""
) -> list[Part]:
    about = joined(day, _name(outlet), None if linkable(url) else _name(path), pages)
    return [titled(title, url), words(f" · {about}")]


def _side(side: Side, citations: Sequence[Citation]) -> RichTextListElement:
    parts: list[Part] = []
    for citation in citations:
        if citation.n in side.citations:
            parts += [words("; ")] if parts else []
            parts += _where(citation)
    says = f"{shortened(side.says, _LONGEST_SIDE)} {markers(side.citations)}"
    return bullets([section(*parts, words(f": {says}" if parts else says))])


def _where(citation: Citation) -> list[Part]:
    """Who says it, when, in which article."""
    day = day_text(citation.date, citation.date_source)
    title = titled(citation.title, citation.url)
    if outlet := _name(citation.outlet):
        return [words(outlet, bold=True), words(f" · {day} · "), title]
    return [title, words(f" · {day}")]


def _name(text: str | None) -> str | None:
    return shortened(text, _LONGEST_NAME) if text else None
