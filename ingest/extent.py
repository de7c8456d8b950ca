"""What a run looks at: everything under the paths and addresses named, or only what changed of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.sourcefile import Problem, SourceFile, as_text
from ingest.sources import find, find_at, named_root
from ingest.web.address import Address, is_list
from qa_bot.types import Article

Named = Path | Address


@dataclass(frozen=True, slots=True)
class Extent:
    roots: tuple[Path, ...]  # folders and files
    web: tuple[Named, ...]  # addresses and lists of them
    changed: tuple[Path, ...] | None = None  # None: everything; else paths that may be gone

    @classmethod
    def of(cls, named: Sequence[Named], changed: Sequence[Path] | None = None) -> Extent:
        """Raises UsageError for a path that does not exist."""
        paths = [each for each in named if isinstance(each, Path) and not is_list(each)]
        web = () if changed is not None else tuple(each for each in named if each not in paths)
        roots = tuple(named_root(path) for path in paths)
        return cls(roots, web, None if changed is None else tuple(changed))

    def find(self, max_file_mb: float) -> Iterator[SourceFile | Problem]:
        """What lies there now, on disk."""
        if self.changed is None:
            return find(self.roots, max_file_mb)
        return find_at(self.changed, self.roots, max_file_mb)

    def includes(self, article: Article) -> bool:
        """Whether it came from what was named."""
        return lies_under(self.roots, place_of(article))

    def covers(self, place: str) -> bool:
        """Whether the run looks there, so that what it does not see there is gone."""
        return lies_under(self.roots if self.changed is None else self.changed, place)


def place_of(article: Article) -> str:
    return article.path or article.source


def lies_under(roots: Sequence[Path], place: str) -> bool:
    path = Path(place)
    return any(root == path or root in path.parents for root in (Path(as_text(each)) for each in roots))
