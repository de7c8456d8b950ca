"""Which known articles are gone: decided source by source, and never on thin evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ingest.scan.extent import Below, Extent, place_of
from ingest.scan.source_file import Problem
from qa_bot.types import Article


@dataclass(frozen=True, slots=True)
class Removals:
    doc_ids: tuple[str, ...]
    notes: tuple[str, ...]


def removals(
    known: Mapping[str, Article],
    seen: Collection[str],
    problems: Sequence[Problem],
    extent: Extent,
    *,
    added: Collection[str],
    limit: float | None,
) -> Removals:
    """What of the run's extent was not seen; `limit` is the share of a source that may go unasked.

    A source whose reading had a gap loses nothing, whatever the limit. An article whose bytes were added
    under another name (`added`: their source_hash) was moved: it goes, whatever the limit.
    """
    looked_at, named = extent.looked_at, extent.named
    gone = [
        article
        for article in known.values()
        if article.id not in seen and place_of(article) in looked_at and not _in_doubt(article, problems)
    ]
    if not gone:
        return Removals((), ())
    moved = {article.id for article in gone if article.source_hash in added}
    lost = {article.id for article in gone} - moved
    included = [each for each in known.values() if place_of(each) in named and each.id not in moved]
    kept = _within(limit, included, lambda article: article.id in lost, _question)
    return Removals((*sorted(moved), *kept.doc_ids), kept.notes)


def losses(replaced: Iterable[Article], places: Collection[str], *, limit: float | None) -> Removals:
    """What a rebuild that found articles at `places` would lose of the index it replaces."""
    return _within(limit, replaced, lambda article: article.path not in places, _refusal)


def _within(
    limit: float | None,
    articles: Iterable[Article],
    is_gone: Callable[[Article], bool],
    note: Callable[[str, int, int], str],
) -> Removals:
    """Those that are gone, of each source only up to the limit, else the note."""
    doc_ids: list[str] = []
    notes: list[str] = []
    in_order = sorted(articles, key=lambda article: (article.source, article.id))
    for source, group in groupby(in_order, key=lambda article: article.source):
        of_source = list(group)
        gone = [article.id for article in of_source if is_gone(article)]
        if limit is None or len(gone) <= limit * len(of_source):
            doc_ids += gone
        else:
            notes.append(note(source, len(gone), len(of_source)))
    return Removals(tuple(doc_ids), tuple(notes))


def _in_doubt(article: Article, problems: Sequence[Problem]) -> bool:
    """Whether a problem may be all that hides the article."""
    return any(
        place_of(article) in Below([Path(problem.source if problem.hides else problem.place)])
        or (article.source == problem.source and article.id == problem.doc)
        for problem in problems
    )


def _question(source: str, gone: int, of: int) -> str:
    if gone == of:
        return (
            f"{source} has none of its {of} articles any more, perhaps because it is not mounted; "
            "nothing was removed. Use --prune if they are really gone."
        )
    return f"{gone} of {of} articles of {source} are gone; nothing was removed. Use --prune to remove them."


def _refusal(source: str, gone: int, of: int) -> str:
    return (
        f"The rebuilt index would lose {gone} of {of} articles of {source}, so the old one stays; "
        "give that path too, or use --prune to do without them."
    )
