"""Markdown and wikilinks -> plain words, for showing and embedding; a quote is never changed."""

from __future__ import annotations

import re

_RULES = (
    (re.compile(r"!?\[\[[^\[\]|\n]+\|([^\[\]\n]+)\]\]"), r"\1"),
    (re.compile(r"!?\[\[([^\[\]|#\n]+)(?:#[^\[\]\n]*)?\]\]"), r"\1"),
    (re.compile(r"!?\[([^\[\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)"), r"\1"),
    (re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+", re.MULTILINE), ""),
    (re.compile(r"(?<=[^\s#])[ \t]+#+[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^([ \t]*)[-*+][ \t]+", re.MULTILINE), r"\1"),
    (re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=\S)([^_\n]+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)
_MARKS = re.compile(r"[\[*_`#>]|^[ \t]*[-+][ \t]", re.MULTILINE)


def plain(text: str) -> str:
    """What a reader would see of `text`."""
    if not _MARKS.search(text):
        return text
    for mark, replacement in _RULES:
        text = mark.sub(replacement, text)
    return text
