"""A table as CSV: each row as a line that names its columns, "Varn: Votes: 2,531; Share: 12 %"."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from ingest.formats.content import Content
from ingest.formats.tables import Table
from ingest.formats.text import decode
from qa_bot.errors import ArticleError

_DELIMITERS = ",;\t|"
_LONGEST_FIELD = 10_000_000  # characters; the csv module would stop at 131,072


def read(raw: bytes) -> Content:
    """The headings are the title, for a table has no other. Raises ArticleError for what is no table."""
    rows = rows_of(raw)
    headings = headings_of(rows)
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    return Content("\n".join(Table(cells, len(headings[:1])).lines), title=", ".join(headings))


def rows_of(raw: bytes) -> list[list[str]]:
    """The cells of each row that has any. Raises ArticleError for what is no table."""
    text = decode(raw)
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ArticleError(f"is a damaged CSV ({error}); save it again") from None
    return [row for row in rows if any(map(str.strip, row))]


def headings_of(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The cells of the first row if each is a name; none where it begins with figures or gaps."""
    first = [cell.strip() for cell in rows[0]] if rows else []
    return first if all(any(map(str.isalpha, cell)) for cell in first) else []
