"""PPTX: the slides that are shown, in their order, each with its title, text, tables and speaker notes."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.formats.blocks import Block
from ingest.formats.content import Content
from ingest.formats.office import content
from ingest.formats.ooxml import Package, Part
from ingest.formats.pptx.shapes import notes_of, shapes_of
from qa_bot.errors import ArticleError
from qa_bot.types import Pages

_HIDDEN = ("0", "false")


def read(raw: bytes) -> Content:
    """Raises ArticleError for a file that is damaged, encrypted, far too large, or without text."""
    package = Package(raw, "PPTX")
    slides = [[*_blocks(package, slide)] for slide in _slides(package)]
    texts = ["\n\n".join(map(str, blocks)) for blocks in slides]
    text = "\n\n".join(filter(None, texts))
    if not text:
        raise ArticleError("is a PPTX without text; save it as a PDF, and run OCR on that")
    titles = (" ".join(block.text.split()) for blocks in slides for block in blocks if block.level)
    return content(text, package.properties(), next(titles, ""), Pages(tuple(_starts(texts)), "slide"))


def _slides(package: Package) -> Iterator[Part]:
    """In their order. One that is not there counts nevertheless, as far as others are behind it."""
    main = package.main("presentation")
    parts = package.all_related("slide", main.name)
    for each in main.root.iterfind("{*}sldIdLst/{*}sldId"):
        id = next((value for name, value in each.items() if name.endswith("}id")), "")
        if id not in parts:
            package.fail()
        yield parts[id]


def _blocks(package: Package, slide: Part) -> Iterator[Block]:
    """Nothing of one that is hidden."""
    if slide.root.get("show") in _HIDDEN:
        return
    diagrams = package.all_related("diagramData", slide.name)
    yield from shapes_of(slide.root, {id: part.root for id, part in diagrams.items()})
    if notes := package.related("notesSlide", slide.name):
        yield from notes_of(notes.root)


def _starts(texts: list[str]) -> Iterator[int]:
    """Where each slide's text begins in all of it."""
    start = 0
    for text in texts:
        yield start
        start += len(text) + 2 if text else 0
