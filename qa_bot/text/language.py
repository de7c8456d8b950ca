"""In which language and script a text is written, told by its smallest words and its letters."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from qa_bot.text.words import FUNCTION_WORDS, words

_WORD = re.compile(r"[^\W\d_]+")
# One text may have several of them, and an ideograph is of no language.
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "BOPOMOFO"})
_HALF = 2  # names bring their own small words into English: "Rio de Janeiro", "Die Linke"
_IN_PASSING = 0.2  # share of a question's letters below which a script is but that of a name in it


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of a language other than English; languages.toml tells what each is for."""

    asked: frozenset[str]
    small: frozenset[str]  # with those asked
    months: frozenset[str]
    leading: frozenset[str]
    behind: frozenset[str]
    has_ordinals: bool

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Language:
        asked, small, months, leading, behind = (
            frozenset(table[name].split()) for name in ("asked", "small", "months", "leading", "behind")
        )
        return cls(asked, asked | small, months, leading, behind, table["ordinals"])


LANGUAGES: tuple[Language, ...] = tuple(
    map(
        Language.of,
        tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8")).values(),
    )
)
_FOREIGN = frozenset[str]().union(*(language.asked for language in LANGUAGES)) - FUNCTION_WORDS


def is_foreign(text: str) -> bool:
    """Whether it is written in another script, or has more small words of other languages than of English."""
    letters = [char for char in text if char.isalpha()]
    latin = sum(_script(char) == "LATIN" for char in letters)
    if 2 * latin < len(letters):
        return True
    found = {word.lower for word in words(text)}
    return len(found & _FOREIGN) > len(found & FUNCTION_WORDS)


@lru_cache(maxsize=100)  # asked for each of a text's sentences
def language_of(text: str) -> Language | None:
    """The language that has most of its words; None where English alone has half as many of them."""
    found = frozenset(_WORD.findall(text.casefold()))
    best = max(LANGUAGES, key=lambda language: _known(language, found))
    english = len((found & FUNCTION_WORDS) - best.small)
    return best if _known(best, found) > _HALF * english else None


def shares_script(question: str, text: str) -> bool:
    """Whether a text is written in a script of the question; so is one without letters."""
    if question.isascii() and text.isascii():
        return True
    asked, written = _scripts(question), _scripts(text)
    if not (asked and written):
        return True
    return asked[max(written, key=written.__getitem__)] >= _IN_PASSING * asked.total()


def _known(language: Language, found: frozenset[str]) -> int:
    return len(found & language.small) + len(found & language.months)


def _scripts(text: str) -> Counter[str]:
    """How many letters are of each."""
    return Counter(_script(char) for char in text if char.isalpha())


@lru_cache(maxsize=10_000)
def _script(letter: str) -> str:
    first = unicodedata.name(letter, "").partition(" ")[0]
    return "CJK" if first in _EAST_ASIAN else first
