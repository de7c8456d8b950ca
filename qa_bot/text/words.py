"""The words of a text: stems, figures, years, and names in all their spellings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import Stemmer
from rapidfuzz.distance import OSA

from qa_bot.text.english import lexicon
from qa_bot.text.folding import fold

_STEMMER = Stemmer.Stemmer("english")
_WORD = re.compile(r"[^\W_]+(?:[’'\-.&][^\W_]+)*")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?<![\d,.])(1[5-9]\d\d|20\d\d)(?!\d|,\d|\.\d)")
_JOINTS = (" ", " - ", " of ", " of the ", " for ")  # inside a name: "Ministry of Health"

FUNCTION_WORDS = frozenset(lexicon("articles", "pronouns", "auxiliaries", "question_words", "function"))
MONTHS = frozenset(lexicon("dates.months", "dates.month_abbreviations"))
_TITLES = frozenset(lexicon("ranks.short"))
WEEKDAYS = frozenset(lexicon("dates.weekdays"))


class Word(NamedTuple):
    text: str
    start: int
    end: int

    @property
    def lower(self) -> str:
        return self.text.casefold()

    @property
    def is_function(self) -> bool:
        return self.lower in FUNCTION_WORDS

    @property
    def may_name(self) -> bool:
        """Capitalised, or with a capital inside, and neither a function word nor of the calendar."""
        last = self.lower.rpartition("-")[2]  # "mid-September"
        return (
            self.text != self.text.lower()
            and not self.text[0].isdigit()
            and not self.is_function
            and last not in MONTHS
            and last not in WEEKDAYS
        )


def words(text: str) -> list[Word]:
    return [Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


def word_count(text: str) -> int:
    return len(_WORD.findall(text))


def naming_words(text: str) -> list[Word]:
    """The words that may name, as `words` has them."""
    capitals = (m for m in _WORD.finditer(text) if not m.group().islower())  # most words are spared the rest
    return [word for m in capitals if (word := Word(m.group(), m.start(), m.end())).may_name]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem in lower case; possessives dropped, -ise and -ize spellings alike."""
    plain = re.sub(r"[’'](?:s?$|s-)", "", without_accents(word.casefold()))
    return str(_STEMMER.stemWord(re.sub(r"is(?=(e|ed|es|ing|ation|ations)$)", "iz", plain)))


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order; hyphenated words in their parts."""
    return [stem for word in _WORD.findall(fold(text)) for stem in _content_stems(word)]


@lru_cache(maxsize=5_000)
def stems_of(text: str) -> frozenset[str]:
    """`content_stems` as a set; for texts that are compared again and again."""
    return frozenset(content_stems(text))


@lru_cache(maxsize=100_000)
def _content_stems(word: str) -> tuple[str, ...]:
    return tuple(
        stem(part)
        for part in _parts(word)
        if part.casefold() not in FUNCTION_WORDS and (len(part) > 1 or part.isdigit())
    )


def _parts(word: str) -> Iterable[str]:
    return word.split("-") if "-" in word and word.islower() else (word,)


def years(text: str) -> set[int]:
    return {int(year) for year in _YEAR.findall(text)}


def figures(text: str) -> set[str]:
    """Numbers as plain digits ("5,000+" -> "5000"), years included."""
    return {m.group().replace(",", "").rstrip(".") for m in _FIGURE.finditer(text)}


def names(text: str) -> list[str]:
    """Runs of words that may name someone or something; a lone first word only if it is no plain word."""
    runs: list[list[Word]] = []
    for word in naming_words(text):
        if runs and _joins(text[runs[-1][-1].end : word.start], runs[-1][-1]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [text[run[0].start : run[-1].end] for run in runs if not _opens_sentence(run, text)]


def names_inside(text: str) -> list[str]:
    """Those of words from inside a sentence, where a lone first word names too."""
    return names(f"… {text}")


def _joins(between: str, last: Word) -> bool:
    return between in _JOINTS or (between == ". " and last.lower in _TITLES)


def _opens_sentence(run: list[Word], text: str) -> bool:
    before = text[: run[0].start].rstrip(" \n\"“‘'*-(")
    plain = len(run) == 1 and not any(char.isupper() or char.isdigit() for char in run[0].text[1:])
    return plain and (not before or before[-1] in ".!?:\n")


@lru_cache(maxsize=200_000)
def joined(name: str) -> str:
    """Letters and digits alone, lower case, no accents: "Al-Hol" and "Alhol" are one spelling."""
    return "".join(filter(str.isalnum, without_accents(name.casefold())))


def without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@lru_cache(maxsize=200_000)
def same_spelling(a: str, b: str) -> bool:
    """Whether two joined names spell one name: one letter apart from five on, two from nine on."""
    if a == b:
        return True
    shorter = min(len(a), len(b))
    if shorter < 5 or a[:2] != b[:2]:
        return False
    allowed = 2 if shorter >= 9 else 1
    return OSA.distance(a, b, score_cutoff=allowed) <= allowed
