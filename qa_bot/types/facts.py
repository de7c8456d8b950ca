"""What is found in an article beside its words: who says what, which the ingest keeps, and dated events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self

from qa_bot.types.articles import Day


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's words, or what an article says they said; offsets are those of `Article.text`."""

    speaker: str  # as the article names them most fully; never empty
    start: int  # of the whole sentences that have the words and tell who speaks
    end: int
    direct: bool  # within quotation marks


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence that tells what happened, or is to happen, on a day, in a month or in a year."""

    start: int
    end: int
    first: Day  # the first and the last day that it may have been
    last: Day


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ingest knows of an article version beyond its words."""

    quotations: tuple[Quotation, ...] = ()
    content_hash: str = ""  # of the version; where it is not that of an article, neither are the offsets

    def encoded(self) -> str:
        """The facts, without the hash, as JSON in as few characters as will do."""
        values = [(one.speaker, one.start, one.end, int(one.direct)) for one in self.quotations]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")) if values else ""

    @classmethod
    def decoded(cls, encoded: str, content_hash: str) -> Self:
        """The facts of the version with this hash, as `encoded` gave them."""
        values = json.loads(encoded or "[]")
        quotations = (Quotation(who, start, end, bool(direct)) for who, start, end, direct in values)
        return cls(tuple(quotations), content_hash)
