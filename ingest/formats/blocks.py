"""The paragraphs and table rows of a document, and how a table's rows become text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from ingest.formats.tables import Table, heading_rows

LABEL = 100  # characters of a heading, or of a cell over several rows, for they are read in each row
_PROSE = 200  # characters of a paragraph; a cell of several with one so long is no cell of a table of figures
_MOST_HEADINGS = 5  # rows


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a row of a table."""

    text: str
    level: int = 0  # of a heading
    is_aside: bool = False  # in a cell: no paragraph of its own, but a row of a table, a text box or a note

    def __str__(self) -> str:
        return f"{'#' * self.level} {' '.join(self.text.split())}" if self.level else self.text


Cell = Sequence[Block]


@dataclass(frozen=True, slots=True)
class BlockRow:
    columns: tuple[str, ...]  # the text of each
    cells: tuple[Cell, ...]  # as they stand in the file
    is_heading: bool = False

    @property
    def blocks(self) -> Iterator[Block]:
        return (block for cell in self.cells for block in cell)

    @property
    def is_prose(self) -> bool:
        """Whether its cells are for the layout."""
        return len(self.cells) == 1 or any(map(_is_prose, self.cells))


class BlockTable:
    def __init__(self, rows: Sequence[BlockRow]) -> None:
        self._rows = rows
        self._headings = [row.columns for row in _headings([row for row in rows if not row.is_prose])]

    def blocks(self) -> Iterator[Block]:
        """Its rows as lines, each followed by what stands apart in its cells."""
        for row in self._rows:
            if row.is_prose:
                yield from row.blocks
                continue
            if row.columns not in self._headings:  # a heading may be repeated further down
                yield from map(Block, Table([*self._headings, row.columns], len(self._headings)).lines)
            yield from (block for block in row.blocks if block.is_aside)

    @property
    def headings(self) -> list[str]:
        """The names of its columns: the rows repeat them beside figures, but not above their own names."""
        shown = [row.columns for row in self._rows if not row.is_prose and row.columns in self._headings]
        return [cell for row in shown for cell in row]


def as_aside(block: Block) -> Block:
    return replace(block, is_aside=True)


def cell_text(cell: Iterable[Block]) -> str:
    """As one line, without what stands apart."""
    return " ".join(" ".join(block.text.split()) for block in cell if not block.is_aside)


def _headings(rows: Sequence[BlockRow]) -> Sequence[BlockRow]:
    """The rows at the top that name the columns."""
    marked = len([*takewhile(lambda row: row.is_heading, rows)])
    count = marked if 0 < marked < len(rows) else heading_rows([row.columns for row in rows])
    short = count <= _MOST_HEADINGS and all(
        len(cell) <= LABEL for row in rows[:count] for cell in row.columns
    )
    return rows[:count] if short else ()


def _is_prose(cell: Cell) -> bool:
    lengths = [len(block.text) for block in cell if not block.is_aside]
    return len(lengths) > 1 and max(lengths) > _PROSE
