"""Answers, passages and articles as text for a person; knows nothing of where the text goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from qa_bot.rendering.layout import CONTROL, INDENT, clean, count_text, day_text, joined, wrapped
from qa_bot.rendering.lines import body_text, markers
from qa_bot.rendering.sources import by_article, disagreement_text, source_text, sources_text
from qa_bot.types import Answer, Article, DateSource, Disagreement, Line, Nearest, Passage, Spent, Status

if TYPE_CHECKING:
    from qa_bot.answering import Check
    from qa_bot.index import BotStatus
    from qa_bot.settings import CostSettings

_KEEP_LINES = {code: blank for code, blank in CONTROL.items() if chr(code) not in "\n\t"}
_NAMED = 20  # sources that could not be read; more are counted
_COPIES = 5  # of one story, in the list of articles; more are counted


def answer_text(answer: Answer, width: int | None = None) -> str:
    """The answer in its form, the sides where articles disagree, then its sources or what comes nearest.

    What one part says in full the later ones do not say again. Wrapped at `width` columns if given.
    """
    parts = [body_text(answer, width), *_disagreements(answer, width)]
    if answer.citations:
        parts.append(sources_text(answer.citations, width, _said_above(answer)))
    elif answer.status is Status.ABSTAINED and answer.nearest:
        parts.append(_nearest(answer.nearest))
    if answer.notice:
        parts.append(wrapped(clean(answer.notice), width))
    return "\n\n".join([*parts, click.style(footer_text(answer), dim=True)])


def check_text(check: Check, width: int | None = None) -> str:
    """The verdict, what the articles say instead, and the words it rests on or that come nearest.

    Of a text of several sentences, one after the other.
    """
    if check.sentences:
        return "\n\n".join(
            f"{wrapped(f'“{clean(one.claim)}”', width)}\n{check_text(one, width)}" for one in check.sentences
        )
    verdict = click.style(f"{check.verdict.value.capitalize()}.", bold=True)
    parts = [f"{verdict} ({check.confidence:.0%} sure)"]
    if check.sides:
        parts.append(disagreement_text(Disagreement("", check.sides), check.citations, width))
    elif check.repaired:
        parts.append(wrapped(f"The articles say: {clean(check.repaired)}", width))
    if check.citations:
        parts.append(sources_text(check.citations, width))
    return "\n\n".join(parts)


def reply_text(answer: Answer, width: int | None = None) -> str:
    """The answer for a conversation: its sources are named, their words left to /sources."""
    if answer.status is Status.ABSTAINED and not answer.citations:
        return answer_text(answer, width)
    cited = by_article(answer.citations)
    named = [f"{markers(each.n for each in quotes)} {source_text(*quotes)}" for quotes in cited]
    notice = [wrapped(clean(answer.notice), width)] if answer.notice else []
    return "\n".join([body_text(answer, width), *_disagreements(answer, width), *named, *notice])


def passages_text(passages: Sequence[Passage], width: int | None = None) -> str:
    """Evidence without an answer, best first."""
    return "\n\n".join(_passage(n, passage, width) for n, passage in enumerate(passages, start=1))


def articles_text(articles: Iterable[Article], copies: Mapping[str, Sequence[str]]) -> str:
    """One line an article; `copies` names the near-duplicates of an id."""
    return "\n".join(_article_line(article, copies[article.id]) for article in articles)


def article_text(article: Article, copies: Sequence[str]) -> str:
    """The whole text with what the index leaves out marked in place, with its reason."""
    head = [click.style(clean(article.title), bold=True), _provenance(article)]
    if copies:
        head.append(_same_story(copies))
    if article.skipped:
        head.append("Left out of the index: ⟪reason│words⟫")
    return "\n".join(head) + "\n\n" + "".join(_marked(article))


def history_text(article: Article) -> str:
    """One line a version, the present one first, named as in the ids of its passages."""
    head = click.style(joined(article.title, article.id), bold=True)
    present = _version(article.content_hash, article.published, article.ingested_at, "now")
    earlier = (
        _version(one.content_hash, one.published, one.ingested_at, f"replaced {one.replaced_at}")
        for one in reversed(article.history)
    )
    return "\n".join([head, present, *earlier])


def status_text(status: BotStatus, spent: Spent, prices: CostSettings) -> str:
    """`spent` is this machine's account of the day."""
    state = status.state
    rows = (
        ("index", joined(status.location, status.name, f"revision {state.revision}")),
        ("articles", f"{state.articles} in {status.chunks} chunks, newest {state.newest or 'undated'}"),
        ("ingest", joined(f"last {state.ingested_at or 'unknown'}", f"{state.failed} failed")),
        ("not read", ", ".join(map(str, status.unread))),
        ("models", joined(status.embedder, status.reranker, status.answerer)),
        ("spent", _spent_text(spent, prices)),
    )
    lines = [f"{name:<10}{says}" for name, says in rows if says]
    named = status.failures[:_NAMED]
    lines += [f"{INDENT}{clean(one.doc)}: {clean(one.reason)}" for one in named]
    if (more := state.failed - len(named)) > 0:
        whole = len(status.failures) == state.failed
        lines.append(
            f"{INDENT}… and {more} more; {'--json lists all' if whole else 'the ingest names them'}."
        )
    return "\n".join(lines)


def _spent_text(spent: Spent, prices: CostSettings) -> str:
    """Nothing where no model server was asked, and none is limited."""
    if not (spent.tokens or prices.has_limit):
        return ""
    tokens = f"{spent.tokens:,}{f' of {prices.daily_tokens:,}' if prices.daily_tokens else ''} tokens"
    money = (
        f"{spent.amount:.4f}{f' of {prices.daily_limit:g}' if prices.daily_limit else ''} {prices.currency}"
    )
    used_up = "used up until midnight, UTC" if spent.is_used_up else None
    return joined(f"today {tokens}", money if prices.has_prices else None, used_up)


def footer_text(answer: Answer) -> str:
    """What the answer was based on."""
    newest = f"newest {answer.index.newest}" if answer.index.newest else "none dated"
    as_of = f"as of {answer.as_of}" if answer.as_of else None
    return joined(count_text(answer.index.articles), newest, as_of, answer.answerer)


def _marked(article: Article) -> Iterator[str]:
    at = 0
    for skipped in sorted(article.skipped, key=lambda each: each.start):
        start = max(skipped.start, at)  # ranges may overlap
        yield article.text[at:start].translate(_KEEP_LINES)
        left_out = article.text[start : skipped.end].translate(_KEEP_LINES)
        yield click.style(f"⟪{skipped.reason}│{left_out}⟫", dim=True)
        at = max(skipped.end, at)
    yield article.text[at:].translate(_KEEP_LINES)


def _provenance(article: Article) -> str:
    day = day_text(article.published, article.date_source)
    if article.published and article.date_source is not DateSource.INFERRED:
        day = f"{day} (from the {article.date_source.value})"
    return joined(day, article.outlet, article.url, article.id)


def _version(content_hash: str, published: date | None, ingested_at: str, until: str) -> str:
    dated = f"dated {published}" if published else "undated"
    return joined(content_hash[:8], dated, f"ingested {ingested_at or 'at a time unknown'}", until)


def _article_line(article: Article, copies: Sequence[str]) -> str:
    day = day_text(article.published, article.date_source)
    line = joined(article.id, day, article.title, article.outlet)
    return f"{line}\n{INDENT}{_same_story(copies)}" if copies else line


def _same_story(copies: Sequence[str]) -> str:
    named = ", ".join(map(clean, copies[:_COPIES]))
    return f"Same story as {named}" + (f" and {more} more" if (more := len(copies) - _COPIES) > 0 else "")


def _passage(n: int, passage: Passage, width: int | None) -> str:
    article = passage.article
    day = day_text(article.published, article.date_source)
    head = f"{n}. {joined(article.title, day, article.outlet, article.id)}  ({passage.score:.2f})"
    return head + "\n" + wrapped(clean(passage.text), width, INDENT)


def _disagreements(answer: Answer, width: int | None) -> list[str]:
    return [disagreement_text(each, answer.citations, width, answer.lines) for each in answer.disagreements]


def _said_above(answer: Answer) -> Sequence[Line]:
    """What stands in full over the sources: the lines, and what the sides say."""
    sides = (side for each in answer.disagreements for side in each.sides)
    return (*answer.lines, *(Line(side.says, side.citations) for side in sides))


def _nearest(nearest: Iterable[Nearest]) -> str:
    lines = [click.style("Nearest articles", bold=True)]
    lines += [f"- {joined(each.title, day_text(each.date, each.date_source), each.doc)}" for each in nearest]
    return "\n".join(lines)
