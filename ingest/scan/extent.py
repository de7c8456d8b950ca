"""What a run looks at: everything under the paths and addresses named, or only what changed of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.scan.folders import PartsOf, find, find_at, named_root
from ingest.scan.source_file import Problem, SourceFile, as_text
from ingest.scan.web.address import Address, is_list
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

    def find(
        self,
        max_file_mb: float,
        suffixes: Collection[str],
        index: Path,
        unread: Callable[[Path], None],
        parts: PartsOf,
    ) -> Iterator[SourceFile | Problem]:
        """What lies there now, but for the `index`; `unread` hears of other files where all is looked at."""
        if self.changed is None:
            return find(self.roots, max_file_mb, suffixes, index, unread, parts)
        return find_at(self.changed, self.roots, max_file_mb, suffixes, index, parts)

    @property
    def named(self) -> Below:
        """Where what was named lies."""
        return Below(self.roots)

    @property
    def looked_at(self) -> Below:
        """Where the run looks, so that what it does not see there is gone."""
        return Below(self.roots if self.changed is None else self.changed)


class Below:
    """Everything at or below some paths."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._exact = {as_text(path) for path in paths}
        self._prefixes = tuple(path.rstrip(os.sep) + os.sep for path in self._exact)

    def __contains__(self, place: str) -> bool:
        return place in self._exact or place.startswith(self._prefixes)


def place_of(article: Article) -> str:
    return article.path or article.source
