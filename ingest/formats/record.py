"""The usual names of an article's fields in JSON: those of news services, crawlers, blogs and feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.cleaning.dating import to_date
from ingest.formats.storable import storable
from qa_bot.privacy import without_credentials

_SEPARATORS = re.compile(r"(?<=.)[\s_-]")  # the first of "_id" tells it from "id"
_INNER = ("fields", "attributes", "_source")  # where some services keep them
_OTHER_ID = ("_id", "guid", "uuid")
_TITLE = ("title", "headline", "heading", "webtitle")
_TEXT = (
    "text content body articlebody articletext fulltext maintext bodytext contenttext contenthtml bodyhtml "
    "story"
).split()
_SUMMARY = "description summary abstract excerpt lead standfirst snippet".split()  # where there is no text
_DATE = (
    "date published publishedat publishedon publisheddate publishdate publishtime publicationdate "
    "datepublished datepublish pubdate firstpublished webpublicationdate"
).split()
_OUTLET = "outlet source publisher publication newspaper sitename site sourcename".split()
_URL = "link weburl permalink canonicalurl sourceurl externalurl source".split()
_NAME = ("name", "rendered", "main", "text", "value")  # of a field that is an object itself


@dataclass(frozen=True, slots=True)
class Record:
    """One article as JSON tells it; every field is there, and may be empty."""

    fields: Mapping[str, object]  # by their names without case, spaces, "-" and "_"

    @classmethod
    def of(cls, record: Mapping[str, object]) -> Record:
        fields: dict[str, object] = {}
        for each in (record, *map(record.get, _INNER)):
            if isinstance(each, Mapping):
                for key, value in each.items():
                    fields.setdefault(_SEPARATORS.sub("", key).lower(), value)
        return cls(fields)

    @property
    def id(self) -> str:
        """What names it among others: an id, else its address, else what a database calls it."""
        given = (self.fields.get("id"), self.url, *map(self.fields.get, _OTHER_ID))
        ids = (
            without_credentials(storable(str(each))).strip() for each in given if isinstance(each, str | int)
        )
        return next(filter(None, ids), "")

    @property
    def text(self) -> str:
        return next(self._words(_TEXT), "")

    @property
    def summary(self) -> str:
        return next(self._words(_SUMMARY), "")

    @property
    def title(self) -> str:
        return next(self._words(_TITLE), "")

    @property
    def published(self) -> date | None:
        return next((day for key in _DATE if (day := to_date(self.fields.get(key)))), None)

    @property
    def outlet(self) -> str:
        return next((word for word in self._words(_OUTLET) if not _is_address(word)), "").strip()

    @property
    def url(self) -> str:
        named = (*self._words(["url"]), *filter(_is_address, self._words(_URL)))
        return next(iter(named), "").strip()

    def _words(self, keys: Sequence[str]) -> Iterator[str]:
        words = (_word(self.fields.get(key)) for key in keys)
        return (word for word in words if word.strip())


def _word(value: object) -> str:
    if isinstance(value, Mapping):
        value = next((inner for name in _NAME if isinstance(inner := value.get(name), str)), "")
    return value if isinstance(value, str) else ""


def _is_address(word: str) -> bool:
    return word.lstrip().startswith(("http://", "https://"))
