"""Whether a text is in English, told by its smallest words or its script."""

from __future__ import annotations

import unicodedata

from qa_bot.text.english import lexicon
from qa_bot.text.words import FUNCTION_WORDS, words

_FOREIGN = frozenset(lexicon("other_languages")) - FUNCTION_WORDS


def is_foreign(text: str) -> bool:
    """Whether it is written in another script, or has more small words of other languages than of English."""
    letters = [char for char in text if char.isalpha()]
    latin = sum(unicodedata.name(char, "").startswith("LATIN") for char in letters)
    if 2 * latin < len(letters):
        return True
    found = {word.lower for word in words(text)}
    return len(found & _FOREIGN) > len(found & FUNCTION_WORDS)
