"""A CSV file as sources: one table, or an article a row where a column holds their texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from ingest.formats import LINES
from ingest.formats.csv_table import headings_of, rows_of
from ingest.formats.record import Record
from ingest.scan.jsonl import named
from ingest.scan.parts import Parts
from ingest.scan.source_file import Problem, SourceFile
from qa_bot.errors import ArticleError


def articles(file: SourceFile) -> Iterator[SourceFile | Problem]:
    """The file itself, also where it cannot be read; else the article of each row, or why it is none."""
    try:
        rows = rows_of(file.read())
    except ArticleError:  # its reader says why
        rows = []
    headings = headings_of(rows)
    filled = Record.of(dict.fromkeys(headings, "filled"))
    if filled.text and filled.id:
        records = (json.dumps(dict(zip(headings, row, strict=False))).encode() for row in rows[1:])
        yield from Parts(replace(file, kind=LINES), "row").sources(records, named)
    else:
        yield file
