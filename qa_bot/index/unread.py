"""The kinds of files that the latest ingest passed over, for nothing there reads them; kept in the head."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class UnreadKind:
    kind: str  # a suffix, "no suffix", or "others" for all the rare ones
    files: int

    def __str__(self) -> str:
        return f"{self.kind} {self.files}"


def for_head(kinds: Iterable[UnreadKind]) -> str:
    return json.dumps([astuple(one) for one in kinds])


def unread_of_head(text: str) -> tuple[UnreadKind, ...]:
    """Those that `for_head` made `text` of."""
    return tuple(UnreadKind(*one) for one in json.loads(text or "[]"))
