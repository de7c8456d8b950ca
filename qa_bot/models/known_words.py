"""Which words there are, whatever the articles have: those that our models know whole."""

from __future__ import annotations

from functools import cache

from qa_bot.errors import ModelUnavailable
from qa_bot.models.minilm import VOCABULARY
from qa_bot.text import stem


def is_known_word(word: str) -> bool:
    """Whether it is one of some 20,000 common words and names, or a form of one: no slip of the keys.

    Raises ModelUnavailable if the list, which comes in the package, cannot be read.
    """
    small, root = word.lower(), stem(word)
    words, stems = _known()
    return small in words or (root in stems and root != small)  # "forg" is but what "forge" stems to


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    try:
        pieces = VOCABULARY.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ModelUnavailable(f"The list of words cannot be read ({error}); reinstall qa-bot.") from None
    words = frozenset(piece for piece in pieces if piece.isalpha())  # without parts of words ("##ing")
    return words, frozenset(map(stem, words))
