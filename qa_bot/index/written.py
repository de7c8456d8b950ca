"""The words of a text as they are written: small, with a capital, in capitals."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{2,40}")
_OPENS = re.compile(r"(?:^|[.!?:…\n])[\s\"“‘'*()\-]*$")  # what stands before the first word of a sentence
_BEFORE = 4  # characters that tell


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
