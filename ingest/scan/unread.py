"""Counts the files that no reader reads, by kind."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from qa_bot.index import UnreadKind

_KIND = re.compile(r"\.[\w+-]{1,12}", re.ASCII)  # "Interview with Dr. Holm" has none
_NAMED = 12  # kinds, the most frequent first


class UnreadFiles:
    def __init__(self) -> None:
        self._files: Counter[str] = Counter()

    def note(self, path: Path) -> None:
        suffix = path.suffix.lower()
        self._files[suffix if _KIND.fullmatch(suffix) else "no suffix"] += 1

    def kinds(self) -> tuple[UnreadKind, ...]:
        """The most frequent first; what is rarer than a dozen of them is one kind."""
        ranked = sorted(self._files.items(), key=lambda kind: (-kind[1], kind[0]))
        kinds = [UnreadKind(*kind) for kind in ranked[:_NAMED]]
        if rest := sum(files for _, files in ranked[_NAMED:]):
            kinds.append(UnreadKind("others", rest))
        return tuple(kinds)
