"""How much of the words that a document shows arrived in the text read from it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.formats.docx.markup import shown, value
from ingest.formats.docx.styles import Styles
from ingest.formats.xml_tree import local

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WORD = re.compile(r"[^\W_]+")
_BREAKS = {"p", "tab", "br", "cr", "tc", "noBreakHyphen", "den"}
_STEPS = {"begin": 1, "end": -1}


def share_read(text: str, stories: Iterable[Element], styles: Styles) -> float:
    """Of the characters of words shown in `stories`, those whose words stand in `text`, from 0 to 1."""
    there = _words("".join(piece for story in stories for piece in _pieces(story, styles)))
    lost = there - _words(text)
    return 1 - _characters(lost) / max(1, _characters(there))


def _words(text: str) -> Counter[str]:
    """Raised figures count as they stand in the file, in one word with what is before them."""
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", text.replace("^", ""))))


def _characters(words: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words.items())


def _pieces(story: Element, styles: Styles) -> Iterator[str]:
    """Every text of every run that is shown, whatever it stands in, but for fields in fields."""
    left = [story]
    paragraph = story
    depth = 0
    while left:
        each = left.pop()
        name = local(each)
        if name == "p":
            paragraph = each
        elif name == "fldChar":
            depth = max(0, depth + _STEPS.get(value(each, "fldCharType"), 0))
        if name in _BREAKS:
            yield " "
        elif name == "t" and depth < 2:
            yield each.text or ""
        if not (name == "r" and styles.erases(each, paragraph)):
            left.extend(reversed(shown(each)))
