"""A CSV or XLSX file as sources: one table, or an article a row where a column holds their texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.formats import LINES
from ingest.formats.csv_table import headings_of, rows_of
from ingest.formats.record import Record
from ingest.scan.jsonl import named
from ingest.scan.parts import Parts
from ingest.scan.source_file import Problem, SourceFile


def articles(file: SourceFile) -> Iterator[SourceFile | Problem]:
    """The file itself, also where it cannot be read; else the article of each row, or why it is none."""
    headings, *rows = _article_rows(file) or [[]]
    if headings:
        records = (json.dumps(dict(zip(headings, row, strict=False))).encode() for row in rows)
        yield from Parts(replace(file, kind=LINES), "row").sources(records, named)
    else:
        yield file


def _article_rows(file: SourceFile) -> Sequence[Sequence[str]]:
    """The headings and the rows of a table of articles; none of another, or of one that cannot be read."""
    try:
        rows = _rows(file)
        headings = headings_of([next(rows, [])])
        filled = Record.of(dict.fromkeys(headings, "filled"))
        return [headings, *rows] if filled.text and filled.id else ()
    except Exception:  # noqa: BLE001 — whatever it is, its reader meets it again and says so
        return ()


def _rows(file: SourceFile) -> Iterator[Sequence[str]]:
    raw = file.read()
    if file.kind == ".csv":
        return iter(rows_of(raw))
    from ingest.formats import xlsx  # with its libraries only where there is such a file

    return xlsx.rows_of(raw)
