"""Which known articles are gone: decided source by source, and never on thin evidence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ingest.sources import Problem
from qa_bot.types import Article


@dataclass(frozen=True, slots=True)
class Removals:
    doc_ids: tuple[str, ...]
    notes: tuple[str, ...]


def removals(
    known: Mapping[str, Article],
    seen: Collection[str],
    problems: Sequence[Problem],
    paths: Sequence[Path],
    *,
    limit: float | None,
) -> Removals:
    """What of the sources under `paths` was not seen; `limit` is the share of a source that may go unasked.

    A source whose reading had a gap loses nothing, whatever the limit.
    """
    roots = [path.resolve() if path.is_dir() else path.parent.resolve() / path.name for path in paths]
    covered = sorted(
        (article for article in known.values() if _covers(roots, article)),
        key=lambda article: (article.source, article.id),
    )
    doc_ids: list[str] = []
    notes: list[str] = []
    for source, group in groupby(covered, key=lambda article: article.source):
        articles = list(group)
        gone = [article.id for article in articles if article.id not in seen]
        gone = [doc_id for doc_id in gone if not _in_doubt(known[doc_id], problems)]
        if limit is None or len(gone) <= limit * len(articles):
            doc_ids += gone
        else:
            notes.append(_question(source, len(gone), len(articles)))
    return Removals(tuple(doc_ids), tuple(notes))


def _covers(roots: Sequence[Path], article: Article) -> bool:
    path = Path(article.path or article.source)
    return any(root == path or root in path.parents for root in roots)


def _in_doubt(article: Article, problems: Sequence[Problem]) -> bool:
    """Whether a problem may be all that hides the article."""
    return any(
        _covers([Path(problem.source) if problem.hides else Path(problem.source, problem.doc)], article)
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
