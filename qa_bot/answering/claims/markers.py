"""Markers of citations in a text: the ids in them, where they stood, and the text without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa_bot.text import any_of

_ID = r"[Ss#]?\d{1,4}"
_KIND = rf"(?:(?i:{any_of('citing.evidence')})s?(?:[ ]?[:=][ ]?|[ ]))?"
_IDS = rf"{_KIND}{_ID}(?:[ ]?(?:[,;&–—-]|and)[ ]?{_KIND}{_ID})*"
_SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# [12], [12, 31], [12-14], [S12], [^12], [passage 12], [[12]], \[12\], 【12†L3-L5】, <sup>[12]</sup>
_BRACKET = (
    rf"(?:\\?\[){{1,2}}\^?[ ]?{_IDS}(?:†[^\[\]]{{0,60}})?[ ]?(?:\\?\]){{1,2}}"
    rf"|【[ ]?{_IDS}[^【】]{{0,60}}】"
    rf"|<sup>[ ]?\[?{_IDS}\]?[ ]?</sup>"
)
_JOINED = r"(?:[ ]?(?:[,;&]|and))?[ ]?"  # "[12], [31]"
# Each bracket is read in one way, so that a row of them takes no time.
_CITED = rf"(?>{_BRACKET})(?:{_JOINED}(?>{_BRACKET}))*"
# A unit ("km²") or a power ("10⁶") is no citation.
_RAISED = rf"(?:(?<=[^\W\d_]{{3}})|(?<=[.!?…,;:\"”’)\]])|(?<=[^\W\d_])(?![²³](?!\w)))[{_SUPERSCRIPT}]{{1,3}}"
# "(12)" at the end of a sentence or before its stop; elsewhere, "(3-2)" and "(1,200)" may be anything.
_LISTED = rf"{_ID}(?:(?:,(?!\d{{3}})|;)[ ]?{_ID})*"
_ROUND = rf"\({_LISTED}\)(?=[.!?…]+[\"”’]?(?:\s|\Z)|\s*\Z)|(?<=[.!?…\"”’][ ])\({_LISTED}\)(?=\s)"
_MARKER = re.compile(
    rf"[ ]?(?:\([ ]?{_KIND}{_CITED}[ ]?\)|(?P<round>{_ROUND})|{_CITED}|(?P<raised>{_RAISED}))"
)
_HAS_BRACKET = re.compile(_BRACKET)
_NUMBER = re.compile(r"(?<!\d)(\d{1,4})(?:[ ]?([–—-])[ ]?[Ss#]?(\d{1,4}))?")
_BEHIND_IDS = re.compile(r"(?<=\d)[†:][^】\]]*")
_UNFINISHED = re.compile(r"[\[【(<][^\[\]【】()<>]{0,60}\Z")
_CUT = re.compile(rf"[ ]?\\?\[{{1,2}}\^?[ ]?{_KIND}[\dSs,;– -]{{0,40}}\Z|[ ]?【[^【】]{{0,60}}\Z")
_TAIL = 64  # characters that an open marker may have
_WIDEST = 20  # ids that a range may stand for
_YEAR = 1000  # from here on a number that is no known id is a year or a count, not a citation
_STOPS = tuple(".!?…")
_QUOTES = "\"”’'»)"
_ONE_STOP = re.compile(r"\.(?!\.)")
_WORD = re.compile(r"[“\"‘«(]?\w")
_DIGITS = str.maketrans(_SUPERSCRIPT, "0123456789")


@dataclass(frozen=True, slots=True)
class Place:
    """Ids that stood at an offset of the text without markers.

    In the text with them the marker begins at `begin`, and `behind` of the one is `raw` of the other.
    """

    at: int
    ids: tuple[int, ...]
    begin: int
    behind: int
    raw: int


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A text without its markers, and what they were."""

    text: str
    places: tuple[Place, ...]

    def raw(self, at: int) -> int:
        """The offset in the text with markers of an offset in the text without them."""
        before = [place for place in self.places if place.behind <= at]
        return at - before[-1].behind + before[-1].raw if before else at


def unmarked(text: str, known: int, has_round: bool) -> Unmarked:
    """Takes the markers out of a text whose white space is single spaces.

    `known` is the highest id there is: a number of four digits above it is no id. `has_round` says whether
    "(12)" may be a citation; a text that has other brackets with ids uses it for something else.
    """
    has_round = has_round and not has_brackets(text)
    parts: list[str] = []
    places: list[Place] = []
    at = length = 0
    for match in _MARKER.finditer(text):
        ids = _ids(match, known, has_round)
        if not ids:
            continue
        parts.append(text[at : match.start()])
        length += match.start() - at
        place, at = length, match.end()
        before = text[max(0, match.start() - 4) : match.start()]
        if _ends(before) and _ONE_STOP.match(text, at):  # "denied it. [4]."
            at += 1
        if not before:
            at += text.startswith(" ", at)
        elif not before[-1].isspace() and _WORD.match(text, at):
            parts.append(" ")
            length += 1
        places.append(Place(place, ids, match.start(), length, at))
    return Unmarked("".join([*parts, text[at:]]), tuple(places))


def has_brackets(text: str) -> bool:
    """Whether it cites with brackets other than round ones."""
    return _HAS_BRACKET.search(text) is not None


def is_unfinished(text: str) -> bool:
    """Whether it ends within what may become a marker."""
    return _UNFINISHED.search(text[-_TAIL:]) is not None


def without_cut(text: str) -> str:
    """Without the marker that the end of the reply cut."""
    return text[:-_TAIL] + _CUT.sub("", text[-_TAIL:])


def _ends(text: str) -> bool:
    return text.rstrip(_QUOTES).endswith(_STOPS)


def _ids(match: re.Match[str], known: int, has_round: bool) -> tuple[int, ...]:
    """None of what only looks like a marker."""
    text = _BEHIND_IDS.sub("", match[0]).translate(_DIGITS)
    ids = tuple(dict.fromkeys(_numbers(text)))
    is_round = match["round"] is not None
    if is_round and not (has_round and all(0 < n <= known for n in ids)):
        return ()
    return () if any(n >= _YEAR and n > known for n in ids) else ids


def _numbers(text: str) -> Iterator[int]:
    for first, dash, last in _NUMBER.findall(text):
        yield int(first)
        if dash and 0 < int(last) - int(first) <= _WIDEST:
            yield from range(int(first) + 1, int(last))
        if dash:
            yield int(last)
