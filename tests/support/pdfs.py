"""PDFs drawn for a test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]

LEAD = "The water board of Hollin published the depth of its wells on Monday, after a dry spring."


def pdf(*pages: Draw, title: str = "") -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setTitle(title)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(canvas: Canvas, x: float, y: float, text: str, font: str = "Helvetica", size: float = 10) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def lines(*texts: str, top: float = 740) -> Draw:
    def draw(canvas: Canvas) -> None:
        for n, text in enumerate(texts):
            write(canvas, 50, top - 13 * n, text)

    return draw


def table(*rows: Sequence[str], top: float = 700, heading: str = "Helvetica") -> Draw:
    def draw(canvas: Canvas) -> None:
        for n, row in enumerate(rows):
            for column, cell in enumerate(row):
                write(canvas, 50 + 130 * column, top - 16 * n, cell, "Helvetica" if n else heading)

    return draw


def both(*parts: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (8, 8), 200)), 0, 0, *A4)
