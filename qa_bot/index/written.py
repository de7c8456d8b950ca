"""The words and names of a text as they are written: small, with a capital, in capitals."""

from __future__ import annotations

import re
from functools import lru_cache

from qa_bot.text import joined

_WORD = re.compile(r"[^\W\d_]{2,40}")
_OPENS = re.compile(r"(?:^|[.!?:…\n])[\s\"“‘'*()\-]*$")  # what stands before the first word of a sentence
_BEFORE = 4  # characters that tell
# Words that may be capitalised; Python's patterns know upper case beyond ASCII only letter by letter.
_CAPITALISED = re.compile(r"(?<![\w'’‐‑-])[^\W\d_a-z]\w*(?:['’‐‑-]\w+)*")
_POSSESSIVE = re.compile(r"['’]s$")


def written_words(text: str) -> set[str]:
    """Returns each word once; a capital that only tells where a sentence begins is small."""
    found = [*_WORD.finditer(text)]
    inside = {match[0] for match in found if not _may_only_open(match)}
    return inside | {match[0].lower() for match in found if match[0] not in inside}


def _may_only_open(match: re.Match[str]) -> bool:
    word, start = match[0], match.start()
    if word[0].islower() or not word[1:].islower():
        return False
    before = match.string[max(0, start - _BEFORE) : start]
    return not before or bool(_OPENS.search(before))


@lru_cache(maxsize=50_000)  # an ingest meets the same names over and over
def name_key(name: str) -> str:
    """How `names` are stored and compared: joined, and not as a possessive."""
    return joined(_POSSESSIVE.sub("", name))


def names_in(text: str) -> set[str]:
    """Every run of one to three capitalised words, as keys: "Al-Hol Camp" -> alhol, camp, alholcamp."""
    names: set[str] = set()
    last = before = ""
    end = 0
    for word in _CAPITALISED.finditer(text):
        if not word[0][0].isupper():
            continue
        if text[end : word.start()] != " ":
            last = before = ""
        key = name_key(word[0])
        names.update((key, last + key, before + last + key))
        before, last, end = last, key, word.end()
    return names - {""}
