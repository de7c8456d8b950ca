"""A page as pypdf reads it: its lines as they are drawn, where they stand, and how much pictures cover."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import hypot, isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject

Matrix = list[float]

_SHOWN = (b"Tj", b"TJ", b"'", b'"')
_PICTURES = (b"Do", b"INLINE IMAGE")
_INVISIBLE = 3  # the rendering mode of the text that OCR lays over a scan
_A4 = 595.0 * 842.0  # of a page that does not tell its size


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    height: float = 0.0  # of its baseline, along its own up: larger is nearer to the top
    size: float = 0.0  # of its letters, in points
    font: str = ""
    is_row: bool = False  # of a table: it stands alone


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    strings: int = 0  # how many pieces it is drawn in
    pictured: float = 0.0  # share of its area under pictures, counted twice where they overlap
    is_recognized: bool = False  # its text was laid over a scan

    @property
    def letters(self) -> int:
        """How many letters and figures are written on it."""
        return sum(map(str.isalnum, "".join(line.text for line in self.lines)))

    def without(self, lines: Sequence[Line]) -> Page:
        gone = {id(line) for line in lines}
        return replace(self, lines=tuple(line for line in self.lines if id(line) not in gone))


@dataclass(slots=True)
class _Piece:
    text: str
    height: float
    size: float
    font: str


@dataclass(slots=True)
class _Drawing:
    """What pypdf meets on the way through a page."""

    pieces: list[_Piece] = field(default_factory=list)
    strings: int = 0
    covered: float = 0.0
    invisible: bool = False

    def text(self, text: str, cm: Matrix, tm: Matrix, font: Any, size: float) -> None:
        if text:
            height, scale = _place(cm, tm)
            name = str(font.get("/BaseFont", "")) if font else ""
            self.pieces.append(_Piece(text, height, size * scale, name))

    def operation(self, operator: bytes, operands: Any, cm: Matrix, tm: Matrix) -> None:
        if operator in _SHOWN:
            self.strings += _strings(operands) if operator == b"TJ" else 1
        elif operator in _PICTURES:
            self.covered += abs(cm[0] * cm[3] - cm[1] * cm[2])  # a picture fills the unit square
        elif operator == b"Tr" and operands:
            self.invisible = self.invisible or operands[0] == _INVISIBLE


def read_page(page: PageObject) -> Page:
    """Raises what pypdf raises for a damaged page."""
    drawing = _Drawing()
    page.extract_text(visitor_text=drawing.text, visitor_operand_before=drawing.operation)
    return Page(
        tuple(_lines(drawing.pieces)),
        strings=drawing.strings,
        pictured=drawing.covered / _area(page),
        is_recognized=drawing.invisible,
    )


def _place(cm: Matrix, tm: Matrix) -> tuple[float, float]:
    """How far up text stands, and how much it is enlarged; turned text has its own up."""
    across, up = (tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    scale = hypot(across, up)
    height = (x * across + y * up) / scale if scale else y
    # Numbers beyond all measure are in damaged files, and in those that mean harm.
    return (height, scale) if isfinite(height) and isfinite(scale) else (0.0, 0.0)


def _strings(operands: Any) -> int:
    """Of an array that holds the distances between them too."""
    with suppress(TypeError, IndexError):
        return sum(isinstance(one, str | bytes) for one in operands[0])
    return 1


def _area(page: PageObject) -> float:
    with suppress(Exception):  # what a damaged page says of its size need not be a number
        return abs(float(page.mediabox.width) * float(page.mediabox.height)) or _A4
    return _A4


def _lines(pieces: list[_Piece]) -> list[Line]:
    lines: list[Line] = []
    line: list[_Piece] = []
    for piece in pieces:
        *ended, rest = piece.text.split("\n")
        for text in ended:
            lines += _line([*line, _Piece(text, piece.height, piece.size, piece.font)])
            line = []
        if rest:
            line.append(_Piece(rest, piece.height, piece.size, piece.font))
    return lines + _line(line)


def _line(pieces: list[_Piece]) -> list[Line]:
    """Looks as most of its letters do; none where there is nothing to read."""
    text = " ".join("".join(piece.text for piece in pieces).split())
    if not text:
        return []
    most = max(pieces, key=lambda piece: len(piece.text.strip()))
    return [Line(text, most.height, most.size, most.font)]
