"""The one form in which letters are compared: composed, none of them invisible, none of full width.

The text of an article stays as it was read; `Folded` leads from a place in the folded text back to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import category, is_normalized, normalize

_INVISIBLE = "\u00ad\u034f\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
# Joiners and the choice of a glyph: noise in the alphabets of Europe, part of the spelling in other scripts.
_JOINERS = "\u200c\u200d\ufe00-\ufe0f"
_EUROPEAN = "\\x00-\u052f\u1e00-\u1fff"
# Between words where a script has no spaces: Thai, Lao, Burmese, Khmer.
_WORD_BREAK = "(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
# Letters and figures of another width, ligatures of Latin, forms of Arabic, letters of mathematics.
_OTHER_FORMS = (
    "\uff04-\uff06\uff0b\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\uffe0-\uffe6"
    "\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufb4f\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufe70-\ufefc"
    "\U0001d400-\U0001d7ff"
)
_BESIDE_FIGURES = "\uff0c\uff0e\uff1a"  # elsewhere these three are the punctuation of Chinese and Japanese
_UNFOLDED = re.compile(
    rf"(?=[{_INVISIBLE}{_JOINERS}{_OTHER_FORMS}{_BESIDE_FIGURES}])"  # one class is found fast
    rf"(?:(?P<break>{_WORD_BREAK}[{_INVISIBLE}{_JOINERS}]*)"
    rf"|(?P<form>[{_OTHER_FORMS}]|(?<=\d)[{_BESIDE_FIGURES}](?=\d))"
    rf"|(?<![^{_EUROPEAN}{_OTHER_FORMS}])[{_INVISIBLE}{_JOINERS}]+|[{_INVISIBLE}]+)"
)
_NOT_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")  # with the letter that a mark may stand on
_JAMO = "\u1160", "\u11ff"  # vowels and finals, which a Korean syllable is composed of


def fold(text: str) -> str:
    """Returns the text in the form that is compared; most texts have it already."""
    return text if is_folded(text) else normalize("NFC", _UNFOLDED.sub(_folded, text))


def is_folded(text: str) -> bool:
    return text.isascii() or (is_normalized("NFC", text) and not _UNFOLDED.search(text))


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows where each of its characters stood."""

    text: str
    _origins: Sequence[int]  # one more than the text has characters

    @classmethod
    def of(cls, text: str) -> Folded:
        if is_folded(text):
            return cls(text, range(len(text) + 1))
        characters = _characters(text)
        pieces: list[str] = []
        origins: list[int] = []
        at = 0
        for run in _NOT_ASCII.finditer(text):
            pieces.append(text[at : run.start()])
            origins.extend(range(at, run.start()))
            for start, end in _clusters(characters, run.start(), run.end()):
                pieces.append(normalize("NFC", "".join(characters[start:end])))
                origins.extend([start] * len(pieces[-1]))
            at = run.end()
        return cls("".join([*pieces, text[at:]]), (*origins, *range(at, len(text) + 1)))

    def origin(self, at: int) -> int:
        """The offset in the text as it was that `at` has in the folded one."""
        return self._origins[at]


def _folded(match: re.Match[str]) -> str:
    """What stands for one character, or for several that are not seen."""
    if match["break"]:
        return " "
    return normalize("NFKC", match["form"]) if match["form"] else ""


def _characters(text: str) -> list[str]:
    """Each character as it is folded by itself; an empty one where there is none to be seen."""
    characters = list(text)
    for match in _UNFOLDED.finditer(text):
        characters[match.start() : match.end()] = [_folded(match), *[""] * (len(match[0]) - 1)]
    return characters


def _clusters(characters: Sequence[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of a character and what is composed with it or nothing."""
    for at in range(start + 1, end):
        if not _joins(characters[at]):
            yield start, at
            start = at
    yield start, end


def _joins(character: str) -> bool:
    """Whether it goes with the one before it."""
    return not character or category(character[0]).startswith("M") or _JAMO[0] <= character[0] <= _JAMO[1]
