"""A line of a reply -> what it is in Markdown, and its text without the marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from qa_bot.text import is_row, lexicon

_STOPS = tuple(".!?…。！？")
_CLOSERS = "\"”’'»)]*_` "
_FENCE = re.compile(r"(?:```|~~~)\w*\Z")
_RULE = re.compile(r"(?:[-=*_~][ ]?){2,}\Z")
_HEADING = re.compile(r"#{1,6}[ ]")
_BOLD_LINE = re.compile(r"(\*\*|__)[^*_]+\1:?\Z")
_QUOTED = re.compile(r"(?:>\s?)+(?!\d)")
_ITEM = re.compile(r"(?:[-*+•‣◦·–—]|\(?\d{1,3}[.)]|\(?[a-z]\))[ ]+(?:\[[ xX]\][ ])?")
_NOTE = re.compile(r"\[\^?\d{1,4}\]:[ ]")  # "[^12]: Title"
_EMPHASIS = re.compile(r"\*{2,}|__+(?!\w)|(?<!\w)__+|`+|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_LABEL = re.compile(r"(?:\*\*[^*:]{1,40}:\*\*|\*\*[^*:]{1,40}\*\*:)[ ]+(?=\S)")
_SOURCES = frozenset(lexicon("acts.sources"))


class Kind(Enum):
    """What a line is."""

    BLANK = auto()
    TEXT = auto()
    ITEM = auto()
    HEADING = auto()
    ROW = auto()
    RULE = auto()
    SOURCES = auto()  # the heading of what is cited, or that with its list on the same line
    MARKUP = auto()  # a fence, the definition of a footnote


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the reply; `text` lacks the marks at its beginning."""

    kind: Kind
    text: str = ""


def block(line: str) -> Block:
    """Reads a line; of one that is still open it tells what it is so far."""
    text = line.strip()
    if not text:
        return Block(Kind.BLANK)
    if _FENCE.match(text) or _NOTE.match(text):
        return Block(Kind.MARKUP)
    if _RULE.match(text):
        return Block(Kind.RULE)
    if is_row(text):
        return Block(Kind.ROW, text)
    heading = _HEADING.match(text)
    mark = heading or _ITEM.match(text)
    rest = text[mark.end() :].strip() if mark else text
    label, _, listed = without_emphasis(rest).partition(":")
    if label[:1].isupper() and _SOURCES.issuperset(label.lower().split()):
        return Block(Kind.SOURCES, listed.strip())
    if heading or (_BOLD_LINE.match(rest) and not ends_sentence(rest)):
        return Block(Kind.HEADING, rest.strip("# "))
    return Block(Kind.ITEM if mark else Kind.TEXT, rest)


def may_be_text(begun: str) -> bool:
    """Whether a line that begins so may be running text."""
    return all(block(line).kind is Kind.TEXT for line in (begun, f"{begun} x"))


def without_quote_mark(word: str) -> str:
    """The first word of a line without the ">" of a quotation before it."""
    return _QUOTED.sub("", word, count=1) if word.startswith(">") else word


def without_emphasis(text: str) -> str:
    """Without the marks of bold, italic and code; links and other markup stay."""
    return _EMPHASIS.sub("", text)


def without_label(text: str) -> str:
    """Without a bold label before it: "**Short answer:** No"."""
    return _LABEL.sub("", text, count=1) if text.startswith("**") else text


def ends_sentence(text: str) -> bool:
    """Whether it has a final stop, be it within quotation marks or brackets."""
    return text.rstrip(_CLOSERS).endswith(_STOPS)
