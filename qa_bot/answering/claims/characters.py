"""Text without what a reader cannot see, and cut into words."""

from __future__ import annotations

import re
import unicodedata

# Colours, titles and clipboards of terminals.
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]{0,40}[ -/]{0,8}[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\|\Z)|[@-Z\\^_])")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs"})
_WORD_END = re.compile(r"(?<=[\s。！？])")


def words(open_word: str, text: str) -> list[str]:
    """The words of `text`, each with a character of white space behind it.

    The first goes on from `open_word`; the last one is open.
    """
    if not _WORD_END.search(text):
        return [open_word + text]
    return _WORD_END.split(open_word + text)


def clean(word: str) -> str:
    """Without control characters, zero-width and bidirectional marks; a line break stays."""
    if word.isascii() and word.isprintable():
        return word
    word = _ESCAPE.sub("", word)
    return "".join(char for char in word if char.isspace() or unicodedata.category(char) not in _INVISIBLE)
