"""A JSON object that is an article: title, text, date, url and outlet under their usual names."""

from __future__ import annotations

import json

from ingest.formats.content import Content
from ingest.formats.fragment import line_of, words_of
from ingest.formats.record import Record
from qa_bot.types import DateSource


def read(raw: bytes) -> Content:
    """`raw` is an object that `ingest.scan` found to have a text, which may be HTML."""
    record = Record.of(json.loads(raw))
    published = record.published
    return Content(
        words_of(record.text or record.summary).replace("\r\n", "\n").replace("\r", "\n"),
        title=line_of(record.title),
        published=published,
        date_source=DateSource.METADATA if published else DateSource.UNKNOWN,
        outlet=line_of(record.outlet) or None,
        url=record.url or None,
    )
