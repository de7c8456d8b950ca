"""XLSX: each sheet that is shown under its name, a line a row, with figures and days as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.formats.content import Content
from ingest.formats.office import content
from ingest.formats.xlsx.sheet import Sheet
from ingest.formats.xlsx.tables import tables_of
from ingest.formats.xlsx.workbook import Workbook
from qa_bot.errors import ArticleError

_BY_DEFAULT = re.compile(r"[^\W\d_]+ ?\d+")  # Sheet1, Tabelle2


def read(raw: bytes) -> Content:
    """Raises ArticleError for a file that is damaged, encrypted, far too large, or without text."""
    workbook = Workbook(raw)
    texts, titles = [], []
    for sheet in _sheets(workbook):
        tables = [*tables_of(sheet.rows())]
        if parts := [*("\n".join(table.lines) for table in tables), *sheet.boxes()]:
            name = " ".join(sheet.name.split())
            texts.append("\n\n".join([f"## {name}", *parts]))
            titles.append(tables[0].title if _BY_DEFAULT.fullmatch(name) and tables else name)
    if not texts:
        raise ArticleError("is an XLSX without text")
    return content("\n\n".join(texts), workbook.package.properties(), titles[0])


def rows_of(raw: bytes) -> Iterator[list[str]]:
    """The cells of each row of the first sheet, in the columns of the first row. Raises ArticleError."""
    sheet = next(_sheets(Workbook(raw)), None)
    columns: list[int] = []
    for row in sheet.rows() if sheet else ():
        columns = columns or [*row]
        if row:
            yield [row[column].text if column in row else "" for column in columns]


def _sheets(workbook: Workbook) -> Iterator[Sheet]:
    return (Sheet(workbook, part) for part in workbook.sheets())
