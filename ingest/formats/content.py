"""What a format's reader found: the text and what the format itself says about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ingest.formats.storable import storable
from qa_bot.privacy import without_credentials
from qa_bot.types import DateSource, Pages, Skipped


@dataclass(frozen=True, slots=True)
class Content:
    text: str
    title: str = ""
    published: date | None = None
    date_source: DateSource = DateSource.UNKNOWN
    outlet: str | None = None
    url: str | None = None
    aliases: tuple[str, ...] = ()  # other names of what it is about
    skipped: tuple[Skipped, ...] = ()
    pages: Pages | None = None  # of a document that has some

    def storable(self) -> Content:
        """The same with what can be kept of its characters and its address; offsets stay what they are."""
        return replace(
            self,
            text=storable(self.text),
            title=storable(self.title),
            outlet=storable(self.outlet) if self.outlet else None,
            url=without_credentials(storable(self.url)) if self.url else None,
            aliases=tuple(map(storable, self.aliases)),
        )
