"""What an answer rests on: the articles with their quotes, and the sides where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qa_bot.rendering.layout import INDENT, clean, day_text, heading, joined, wrapped
from qa_bot.rendering.lines import markers, repeats
from qa_bot.types import Citation, Disagreement, Line, Side


def sources_text(citations: Iterable[Citation], width: int | None = None, above: Sequence[Line] = ()) -> str:
    """Each article once, under it what is quoted from it.

    A quote that is one of the lines `above` is not said again: its number leads there.
    """
    shown = [line for cited in by_article(citations) for line in _source(cited, width, above)]
    return "\n".join([heading("Sources"), *shown])


def by_article(citations: Iterable[Citation]) -> list[list[Citation]]:
    """In the order in which the articles are first quoted."""
    quoted: dict[str, list[Citation]] = {}
    for citation in citations:
        quoted.setdefault(citation.doc, []).append(citation)
    return list(quoted.values())


def source_text(first: Citation, *others: Citation) -> str:
    """The article that all of them quote, and the pages on which they stand."""
    day = day_text(first.date, first.date_source)
    return joined(first.title, day, first.outlet, first.doc, pages_text(first, *others))


def pages_text(*citations: Citation) -> str:
    return ", ".join(dict.fromkeys(str(each.page) for each in citations if each.page))


def disagreement_heading(disagreement: Disagreement) -> str:
    label = f" ({disagreement.label})" if disagreement.label else ""
    about = f": {clean(disagreement.about)}" if disagreement.about else ""  # a receipt may have left it out
    return f"The articles disagree{label}{about}"


def disagreement_text(
    disagreement: Disagreement,
    citations: Sequence[Citation],
    width: int | None = None,
    above: Sequence[Line] = (),
) -> str:
    """The sides, a line each: who says it, when, how many do, and what, if no line `above` has said it."""
    lines = [heading(disagreement_heading(disagreement))]
    for side in disagreement.sides:
        who = joined(side.who, side_day(side, citations)) if side.who else _where(side, citations)
        said = said_by(side, disagreement, above)
        lines.append(wrapped(f"- {who}{said} {markers(side.citations)}", width, hanging="  "))
    return "\n".join(lines)


def side_day(side: Side, citations: Iterable[Citation]) -> str:
    """When it was published, inferred if the article's date is."""
    cited = [each for each in citations if each.n in side.citations]
    for each in cited:
        if side.date in (None, each.date):
            return day_text(each.date, each.date_source)
    return side.date.isoformat() if side.date else ""


def said_by(side: Side, disagreement: Disagreement, above: Iterable[Line] = ()) -> str:
    """What follows the name of a side: how many say it, where that tells sides apart, and what."""
    is_counted = any(each.voices > 1 for each in disagreement.sides)
    voices = "one article says" if side.voices == 1 else f"{side.voices} articles say"
    same = (line for line in above if set(line.citations) & set(side.citations))
    says = "" if repeats(side.says, same) else clean(side.says)
    counted = f" · {voices}" if is_counted else ""
    return f"{counted}: {says}" if says else counted


def _source(cited: Sequence[Citation], width: int | None, above: Iterable[Line]) -> Iterator[str]:
    yield f"{markers(each.n for each in cited)} {source_text(*cited)}"
    for each in cited:
        if not repeats(each.quote, (line for line in above if each.n in line.citations)):
            number = f"[{each.n}] " if len(cited) > 1 else ""
            yield wrapped(f"{number}“{clean(each.quote)}”", width, INDENT)


def _where(side: Side, citations: Iterable[Citation]) -> str:
    return "; ".join(
        joined(each.outlet or each.title, day_text(each.date, each.date_source))
        for each in citations
        if each.n in side.citations
    )
