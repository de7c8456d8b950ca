"""One run of paragraphs and tables: the text of the document, of a note or of a box; each becomes blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.formats.blocks import LABEL, Block, BlockRow, BlockTable, as_aside, cell_text
from ingest.formats.raised import raised


@dataclass(slots=True)
class CellForm:
    """How one cell of a row is laid out."""

    right: int = 0  # where it ends
    goes_on_right: bool = False  # it is one with the cell on its left
    goes_on_below: bool = False  # or with that above it


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[tuple[Block, ...], ...]
    forms: tuple[CellForm, ...]
    is_heading: bool


@dataclass(slots=True)
class Flow:
    level: int = 0  # of the heading that the paragraph is
    is_in_table: bool = False
    is_heading_row: bool = False
    forms: list[CellForm] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _anchored: list[Block] = field(default_factory=list)
    _cell: list[Block] = field(default_factory=list)
    _cells: list[tuple[Block, ...]] = field(default_factory=list)
    _rows: list[_Row] = field(default_factory=list)
    _inner_cells: list[tuple[Block, ...]] = field(default_factory=list)  # of a table in the cell
    _inner_rows: list[_Row] = field(default_factory=list)

    def add(self, text: str, *, is_raised: bool = False) -> None:
        before = self._text[-1] if self._text else ""
        self._text.append(raised(text, before[-1:]) if is_raised else text)

    def anchor(self, blocks: Sequence[Block]) -> None:
        """What hangs on this paragraph, and follows it."""
        self._anchored += map(as_aside, blocks)

    def end_paragraph(self) -> None:
        found = self._paragraph()
        if self.is_in_table:
            self._end_inner_table()
            self._cell += found
        else:
            self._end_table()
            self._blocks += found

    def end_cell(self) -> None:
        self.is_in_table = True  # some programs do not say so
        self.end_paragraph()
        self._cells.append(tuple(self._cell))
        self._cell = []

    def end_row(self) -> None:
        if self._cells:
            self._rows.append(_Row(tuple(self._cells), tuple(self.forms), self.is_heading_row))
        self._cells = []

    def end_inner_cell(self) -> None:
        self._inner_cells.append(tuple(self._paragraph()))

    def end_inner_row(self) -> None:
        self._inner_rows.append(_Row(tuple(self._inner_cells), (), is_heading=False))
        self._inner_cells = []

    def finished(self) -> list[Block]:
        self.end_paragraph()
        self.end_row()
        self._end_table()
        return self._blocks + self._cell

    def _paragraph(self) -> list[Block]:
        text = _joined(self._text)
        found = ([Block(text, self.level)] if text else []) + self._anchored
        self._text, self._anchored = [], []
        return found

    def _end_inner_table(self) -> None:
        if self._inner_rows:
            self._cell += map(as_aside, BlockTable([*_in_columns(self._inner_rows)]).blocks())
        self._inner_rows = []

    def _end_table(self) -> None:
        if self._rows:
            self._blocks += map(as_aside, BlockTable([*_in_columns(self._rows)]).blocks())
        self._rows = []


def _joined(pieces: Sequence[str]) -> str:
    """Characters that were written as the halves of UTF-16 are put together."""
    text = "".join(pieces)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").strip()


def _in_columns(rows: Sequence[_Row]) -> Iterator[BlockRow]:
    """Cells of rows of one length stand below each other; else where they end tells their columns."""
    ends = sorted({form.right for row in rows for form in row.forms})
    is_even = len({len(row.cells) for row in rows}) == 1
    above: dict[int, str] = {}
    for row in rows:
        columns: list[str] = []
        for n, cell in enumerate(row.cells):
            form = row.forms[n] if n < len(row.forms) else CellForm()
            text = cell_text(cell)
            if form.goes_on_right:
                text = columns[-1] if row.is_heading and columns else text
            elif form.goes_on_below:
                text = text or above.get(len(columns), "")
            above[len(columns)] = text if len(text) <= LABEL else ""
            width = 1 if is_even or form.right not in ends else ends.index(form.right) + 1 - len(columns)
            columns += [text, *[text if row.is_heading else ""] * (width - 1)]
        cells = (
            cell for n, cell in enumerate(row.cells) if n >= len(row.forms) or not row.forms[n].goes_on_right
        )
        yield BlockRow(tuple(columns), tuple(cells), row.is_heading)
