"""What a format's reader found: the text and what the format itself says about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa_bot.types import DateSource, Skipped


@dataclass(frozen=True, slots=True)
class Content:
    text: str
    title: str = ""
    published: date | None = None
    date_source: DateSource = DateSource.UNKNOWN
    outlet: str | None = None
    url: str | None = None
    skipped: tuple[Skipped, ...] = ()
