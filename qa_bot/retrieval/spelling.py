"""A question as it was typed -> as the articles spell it: slips of the keys mended, names capitalised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from qa_bot.index import Snapshot
from qa_bot.models import is_known_word
from qa_bot.text import FUNCTION_WORDS, fold, is_foreign
from qa_bot.types import Question

_WORD = re.compile(r"(?<![\w@#/.\\])[^\W\d_]{2,40}(?![\w@/\\]|\.\w)")  # not in an address
_MOST_WORDS = 50  # a longer text was pasted, not typed
_SHORTEST = 4  # letters; a swap of two is seen in shorter words
_SHORTEST_NAME = 5
_LONG = 8  # letters from which two of them may be wrong
_ENDING = 2  # letters that make another form of a word: "cheaper", "cheapest"
_BEFORE_A_SENTENCE = " \n\"“‘'*-("
_MOSTLY = 4  # times as often with a capital as without: it is a name
_LONGEST_RUN = 3  # words of a name that are stored in a row


def as_spelled(question: Question, index: Snapshot) -> tuple[Question, str]:
    """Corrects the words of a question that no article has by those it has.

    Args:
        question: As it was typed. What the user said before is corrected too, without a word on it.
        index: Its words are the ones to correct by.

    Returns:
        The question, and what to tell the asker of it; empty where nothing was corrected.
    """
    spelling = _Spelling(index)
    text, mended = spelling.of(fold(question.text))
    history = tuple(
        replace(turn, content=spelling.of(fold(turn.content))[0]) if turn.role == "user" else turn
        for turn in question.history
    )
    return replace(question, text=text, history=history), _notice(text) if mended else ""


def _notice(text: str) -> str:
    return f"Read as: “{' '.join(text.split())}”."


class _Spelling:
    """How the articles of an index write words."""

    def __init__(self, index: Snapshot) -> None:
        self._index = index.lexical

    def of(self, text: str) -> tuple[str, bool]:
        """The text, and whether a word was mended."""
        found = _words(text)
        if not found or len(found) > _MOST_WORDS or is_foreign(text):
            return text, False
        if len(found) > 1 and text.isupper():  # where all are capitals, they tell of no name
            text = text.lower()
        is_small = text.islower()
        mended = [self._mended(text, match.span()) for match in found]
        whole = _replaced(text, found, mended)
        return self._with_capitals(whole) if is_small else whole, any(mended)

    def _mended(self, text: str, span: tuple[int, int]) -> str:
        """The nearest word of the articles, the most frequent of several; empty where none is wanting."""
        word = text[slice(*span)]
        if self._is_right(word):
            return ""
        is_name = not word.islower() and bool(text[: span[0]].strip(_BEFORE_A_SENTENCE))
        nearest = self._nearest(word.lower(), is_name=is_name)
        return nearest if word.islower() or not nearest.islower() else nearest.capitalize()

    def _is_right(self, word: str) -> bool:
        if word.lower() in FUNCTION_WORDS or is_known_word(word):
            return True
        return self._index.has(word) or self._index.has_name(word)

    def _nearest(self, typed: str, *, is_name: bool) -> str:
        counts: Counter[str] = Counter()
        for start in {typed[0], typed[1]}:  # the first two may have changed places
            for written, count in (*self._index.written(start), *self._index.written(start.upper())):
                counts[written.lower()] += count
        edits = 2 if len(typed) >= _LONG else 1
        found = process.extract(typed, list(counts), scorer=OSA.distance, score_cutoff=edits, limit=None)
        near = [
            (distance, _has_other_letters(typed, word), -counts[word], word)
            for word, distance, _ in found
            if _is_slip(typed, word, distance, is_name=is_name)
        ]
        return self._written(min(near)[-1]) if near else ""

    def _with_capitals(self, text: str) -> str:
        """A text in small letters with the capitals of the names in it."""
        found = _words(text)
        written = [self._written(match[0]) for match in found]
        named = [not word.islower() for word in written]
        for first, last in combinations(range(len(found)), 2):
            run = slice(first, last + 1)
            if last - first < _LONGEST_RUN and any(named[run]) and self._is_name(text, found[run]):
                named[run] = [True] * (last + 1 - first)  # "Jobs", which is a word, of "Steve Jobs"
        return _replaced(
            text,
            found,
            [
                (word.capitalize() if word.islower() else word) if name else ""
                for word, name in zip(written, named, strict=True)
            ],
        )

    def _is_name(self, text: str, run: Sequence[re.Match[str]]) -> bool:
        """Whether the articles have these words in a row, each with a capital."""
        if any(match[0] in FUNCTION_WORDS for match in run):
            return False
        return self._index.has_name(text[run[0].start() : run[-1].end()])

    def _written(self, word: str) -> str:
        """With capitals if the articles nearly always write it so."""
        forms = word.lower(), word.capitalize(), word.upper()
        small, title, capitals = map(self._index.count, forms)
        if word.lower() in FUNCTION_WORDS or title + capitals <= _MOSTLY * small:
            return word
        return word.upper() if capitals > _MOSTLY * title else word.capitalize()  # of a place in a dateline


def _words(text: str) -> list[re.Match[str]]:
    return [*_WORD.finditer(text)]


def _replaced(text: str, found: Sequence[re.Match[str]], others: Sequence[str]) -> str:
    """With other words in the places of those found; an empty one leaves it."""
    for match, other in reversed([*zip(found, others, strict=True)]):
        if other:
            text = text[: match.start()] + other + text[match.end() :]
    return text


def _is_slip(typed: str, word: str, distance: int, *, is_name: bool) -> bool:
    """Whether one that is near may be meant by the other; the first letter is rarely wrong."""
    if sorted(typed) == sorted(word):
        return True
    length = min(len(typed), len(word))
    is_other_form = distance > 1 and Prefix.similarity(typed, word) >= length - _ENDING
    return typed[0] == word[0] and length >= (_SHORTEST_NAME if is_name else _SHORTEST) and not is_other_form


def _has_other_letters(typed: str, word: str) -> bool:
    """Not where letters are only swapped, doubled or no longer doubled, which is likelier."""
    return set(typed) != set(word)
