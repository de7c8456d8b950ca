"""Which known articles are gone: decided source by source, and never on thin evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from ingest.sources import Problem, as_text
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
    named = [path.resolve() if path.is_dir() else path.parent.resolve() / path.name for path in paths]
    roots = [Path(as_text(path)) for path in named]
    covered = [article for article in known.values() if _covers(roots, article)]
    return _within(
        limit,
        covered,
        lambda article: article.id not in seen and not _in_doubt(article, problems),
        _question,
    )


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


def _refusal(source: str, gone: int, of: int) -> str:
    return (
        f"The rebuilt index would lose {gone} of {of} articles of {source}, so the old one stays; "
        "give that path too, or use --prune to do without them."
    )
