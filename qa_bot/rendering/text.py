"""Answers, passages and articles as text for a person; knows nothing of where the text goes.

Emphasis is ANSI, which click leaves out wherever the output is no terminal.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from qa_bot.types import Answer, Article, Citation, DateSource, Disagreement, Nearest, Passage, Status

if TYPE_CHECKING:
    from qa_bot.answering import Check
    from qa_bot.index import BotStatus

_CONTROL = dict.fromkeys((*range(32), *range(127, 160)), " ")  # C0 and C1
_KEEP_LINES = {code: blank for code, blank in _CONTROL.items() if chr(code) not in "\n\t"}
INDENT = "    "
_NAMED = 20  # sources that could not be read; more are counted
_COPIES = 5  # of one story, in the list of articles; more are counted


def answer_text(answer: Answer, width: int | None = None) -> str:
    """The answer, then its sources, or what comes nearest; wrapped at `width` columns if given."""
    parts = [_said(answer.text, width)]
    parts += [_disagreement(each, answer.citations, width) for each in answer.disagreements]
    if answer.citations:
        parts.append(sources_text(answer.citations, width))
    if answer.status is Status.ABSTAINED and answer.nearest:
        parts.append(_nearest(answer.nearest))
    if answer.notice:
        parts.append(wrapped(clean(answer.notice), width))
    return "\n\n".join([*parts, click.style(footer_text(answer), dim=True)])


def check_text(check: Check, width: int | None = None) -> str:
    """The verdict, then the words it rests on, or that come nearest."""
    verdict = click.style(f"{check.verdict.value.capitalize()}.", bold=True)
    parts = [f"{verdict} ({check.confidence:.0%} sure)"]
    if check.citations:
        parts.append(sources_text(check.citations, width))
    return "\n\n".join(parts)


def reply_text(answer: Answer, width: int | None = None) -> str:
    """The answer for a conversation: its sources are named, their words left to /sources."""
    if answer.status is Status.ABSTAINED:
        return answer_text(answer, width)
    markers: dict[str, list[str]] = {}
    for citation in answer.citations:
        markers.setdefault(source_text(citation), []).append(f"[{citation.n}]")
    named = [f"{' '.join(numbers)} {source}" for source, numbers in markers.items()]
    disputed = [_disagreement(each, answer.citations, width) for each in answer.disagreements]
    notice = [wrapped(clean(answer.notice), width)] if answer.notice else []
    return "\n".join([_said(answer.text, width), *disputed, *named, *notice])


def _said(text: str, width: int | None) -> str:
    """The lines of an answer: one, or one for each of several questions."""
    return "\n".join(wrapped(clean(line), width) for line in text.splitlines())


def sources_text(citations: Iterable[Citation], width: int | None = None) -> str:
    """Each citation: where it stands, then the quoted words."""
    lines = [click.style("Sources", bold=True)]
    for citation in citations:
        lines.append(f"[{citation.n}] {source_text(citation)}")
        lines.append(wrapped(f"“{clean(citation.quote)}”", width, INDENT))
    return "\n".join(lines)


def day_text(day: date | None, source: DateSource) -> str:
    if day is None:
        return "date unknown"
    return f"{day} (inferred)" if source is DateSource.INFERRED else f"{day}"


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


def status_text(status: BotStatus) -> str:
    state = status.state
    rows = (
        ("index", joined(status.location, status.name, f"revision {state.revision}")),
        ("articles", f"{state.articles} in {status.chunks} chunks, newest {state.newest or 'undated'}"),
        ("ingest", joined(f"last {state.ingested_at or 'unknown'}", f"{state.failed} failed")),
        ("not read", ", ".join(map(str, status.unread))),
        ("models", joined(status.embedder, status.reranker, status.answerer)),
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


def source_text(citation: Citation) -> str:
    day = day_text(citation.date, citation.date_source)
    page = str(citation.page) if citation.page else None
    return joined(citation.title, day, citation.outlet, citation.doc, page)


def disagreement_heading(disagreement: Disagreement) -> str:
    label = f" ({disagreement.label})" if disagreement.label else ""
    about = f": {clean(disagreement.about)}" if disagreement.about else ""  # a receipt may have left it out
    return f"The articles disagree{label}{about}"


def footer_text(answer: Answer) -> str:
    """What the answer was based on."""
    newest = f"newest {answer.index.newest}" if answer.index.newest else "none dated"
    as_of = f"as of {answer.as_of}" if answer.as_of else None
    return joined(count_text(answer.index.articles), newest, as_of, answer.answerer)


def count_text(articles: int) -> str:
    return f"{articles:,} article{'' if articles == 1 else 's'}"


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


def _disagreement(disagreement: Disagreement, cited: Sequence[Citation], width: int | None) -> str:
    """The sides: what each says, in which article, when."""
    lines = [click.style(disagreement_heading(disagreement), bold=True)]
    for side in disagreement.sides:
        markers = " ".join(f"[{n}]" for n in side.citations)
        where = "; ".join(
            joined(each.outlet or each.title, day_text(each.date, each.date_source))
            for each in cited
            if each.n in side.citations
        )
        lines.append(wrapped(f"- {where}: {clean(side.says)} {markers}", width))
    return "\n".join(lines)


def _nearest(nearest: Iterable[Nearest]) -> str:
    lines = [click.style("Nearest articles", bold=True)]
    lines += [f"- {joined(each.title, day_text(each.date, each.date_source), each.doc)}" for each in nearest]
    return "\n".join(lines)


def joined(*parts: str | None) -> str:
    return " · ".join(clean(part) for part in parts if part)


def clean(text: str) -> str:
    """One line; control characters go, or an article could steer the reader's terminal."""
    return " ".join(text.translate(_CONTROL).split())


def wrapped(text: str, width: int | None, indent: str = "") -> str:
    if width is None:
        return indent + text
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent)
