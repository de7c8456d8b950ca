"""Tables of a page: those of data become a paragraph a row, those of layout are no tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ingest.formats.tables import Row, Table, heading_rows

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ROWS = "./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"
_CELLS = "./td | ./th"
_BLOCKS = (
    ".//p | .//div | .//table | .//ul | .//ol | .//h1 | .//h2 | .//h3 | .//h4 | .//blockquote | .//article"
)
_LOOSE = "./text()[normalize-space()] | ./a | ./b | ./strong | ./em | ./i | ./span | ./font"
_MOST_SPANNED = 100  # columns or rows of one cell; a page may claim thousands
_LONGEST_CELL = 300  # characters; a longer one is prose that was set in a table
_MUCH_LINKED = ((1_000, 0.5), (200, 0.8))  # trafilatura's measure of tables that are menus
_SPACE = re.compile(r"\s+")
_BEFORE_COMMA = re.compile(r"\s+(?=,)")


def write_tables_as_lines(tree: HtmlElement) -> None:
    for table in tree.xpath("//table"):
        rows = [row.xpath(_CELLS) for row in table.xpath(_ROWS)]
        if _is_layout(table, rows):
            _unfold(table, [cell for row in rows for cell in row])
        elif not _is_menu(table):
            _write(table, [row for row in rows if row])


def _is_layout(table: HtmlElement, rows: Sequence[Sequence[HtmlElement]]) -> bool:
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return True
    alone = max(map(len, rows), default=0) < 2 or len(rows) < 2
    return (alone and table.find(".//th") is None) or any(
        len(cell.text_content()) > _LONGEST_CELL for row in rows for cell in row
    )


def _unfold(table: HtmlElement, cells: Sequence[HtmlElement]) -> None:
    """Makes sections of the cells, unless words stand loose in one, which trafilatura would pass over."""
    if any(cell.xpath(_LOOSE) and cell.xpath(_BLOCKS) for cell in cells):
        return
    table.set("role", "presentation")
    for cell in cells:
        if not cell.xpath(_BLOCKS):
            cell.tag = "p"


def _is_menu(table: HtmlElement) -> bool:
    length = len(_SPACE.sub(" ", table.text_content()).strip())
    linked = sum(len(link.text_content().strip()) for link in table.iter("a"))
    most = next((share for least, share in _MUCH_LINKED if length >= least), 1.0)
    return linked > most * length


def _write(table: HtmlElement, rows: Sequence[Sequence[HtmlElement]]) -> None:
    """In its place a paragraph for its caption, and one for each row."""
    from lxml.html import Element

    for item in table.xpath(".//li[preceding-sibling::li]"):
        item.text = f", {item.text or ''}"
    lines = [_text(caption) for caption in table.xpath("./caption")] + list(_lines(rows))
    for child in list(table):
        table.remove(child)
    table.tag, table.text = "div", None
    table.attrib.clear()
    for line in filter(None, lines):
        paragraph = Element("p")
        paragraph.text = line
        table.append(paragraph)
    for figure in table.iterancestors("figure"):
        figure.tag = "div"  # or it would be left out as a picture


def _lines(rows: Sequence[Sequence[HtmlElement]]) -> Iterator[str]:
    grid = list(_grid(rows))
    top = next((n for n, row in enumerate(rows) if len(row) > 1), 0)  # above it, titles across all columns
    yield from (row[0] for row in grid[:top])
    end = next((n for n, row in enumerate(rows) if n >= top and not _is_heading(row)), top)
    named = all(row[0].tag == "th" for row in rows[end:] if len(row) > 1)
    headings = end - top or (0 if named else heading_rows(grid[top:]))
    yield from Table(grid[top:], headings, named).lines


def _grid(rows: Sequence[Sequence[HtmlElement]]) -> Iterator[Row]:
    """The text of each column: a cell that spans rows stands in each, a heading in each of its columns."""
    below: dict[int, tuple[int, str]] = {}
    for cells in rows:
        row: list[str] = []
        waiting = iter(cells)
        while True:
            if (column := len(row)) in below:
                left, text = below.pop(column)
                row.append(text)
                if left > 1:
                    below[column] = left - 1, text
            elif (cell := next(waiting, None)) is not None:
                for text in _spread(cell, cells):
                    if (height := _span(cell, "rowspan")) > 1:
                        below[len(row)] = height - 1, text
                    row.append(text)
            else:
                break
        yield row


def _spread(cell: HtmlElement, row: Sequence[HtmlElement]) -> list[str]:
    text, width = _text(cell), _span(cell, "colspan")
    over_others = width > 1 and len(row) > 1 and _is_heading(row)
    return [text] * width if over_others else [text, *[""] * (width - 1)]


def _span(cell: HtmlElement, of: str) -> int:
    said = cell.get(of, "1").strip()
    return max(1, min(int(said), _MOST_SPANNED)) if said.isdecimal() and len(said) < 10 else 1


def _is_heading(row: Sequence[HtmlElement]) -> bool:
    if row[0].getparent().getparent().tag == "thead":
        return True
    filled = [cell for cell in row if _text(cell)]
    names = all(cell.tag == "th" and cell.get("scope") != "row" for cell in filled)
    return bool(filled) and (names or all(map(_is_bold, filled)))


def _is_bold(cell: HtmlElement) -> bool:
    bold = "".join(part.text_content() for part in cell.xpath(".//b | .//strong"))
    return cell.tag == "td" and _SPACE.sub("", bold) == _SPACE.sub("", cell.text_content())


def _text(cell: HtmlElement) -> str:
    from trafilatura import html2txt

    if not len(cell):  # most have words alone
        return " ".join((cell.text or "").split())
    return _BEFORE_COMMA.sub("", html2txt(cell, clean=False))
