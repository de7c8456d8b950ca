"""One line of a JSONL file: id, title, text, date, url, outlet (or source)."""

from __future__ import annotations

import json

from ingest.cleaning.dating import to_date
from ingest.formats.content import Content
from qa_bot.types import DateSource

_DATE = ("date", "published", "published_at", "publication_date")


def read(raw: bytes) -> Content:
    """`raw` is one line that `ingest.scan.jsonl` accepted: an object with a text."""
    record = json.loads(raw)
    published = next((day for key in _DATE if (day := to_date(record.get(key)))), None)
    return Content(
        _word(record, "text").replace("\r\n", "\n").replace("\r", "\n"),
        title=_word(record, "title").strip(),
        published=published,
        date_source=DateSource.METADATA if published else DateSource.UNKNOWN,
        outlet=_word(record, "outlet").strip() or _word(record, "source").strip() or None,
        url=_word(record, "url").strip() or None,
    )


def _word(record: dict[str, object], key: str) -> str:
    value = record.get(key)
    return value if isinstance(value, str) else ""
