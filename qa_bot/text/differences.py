"""Whether two near-copies of a text say the same: no figure, date, name or denial in which they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise, takewhile
from sys import intern

from rapidfuzz.distance import LCSseq

from qa_bot.text.datelines import behind_dateline
from qa_bot.text.folding import fold
from qa_bot.text.negation import is_negative
from qa_bot.text.units import NUMBER_WORDS
from qa_bot.text.words import WEEKDAYS

_WORD = re.compile(r"\w+(?:[’']\w+)*|[%‰°$€£¥₹₩₽₺₴]")
_POSSESSIVE = re.compile(r"[’']s?$")
_ENDING = ".!?…:\n”\"’'“‘"  # of a sentence, or what opens one
_SENTENCE_END = re.compile(r"[.!?…:][”\"’')\]]*\s*$")
_BYLINE = re.compile(r"by\s", re.IGNORECASE)
_HEADLINE = 14  # words at most, where no blank line parts it from the text
_LINES = 3  # at most, of headline, standfirst and byline
_ANCHOR = 5  # words in a row that both have: what follows the last such run is an end
_LONGEST = 20_000  # words that are aligned; more would take gigabytes


@dataclass(frozen=True, slots=True)
class _Body:
    """The words of a text behind headline, byline and dateline, in lower case."""

    words: tuple[str, ...]
    telling: bytes  # 1 for each that is of a figure, a date, a name or a denial
    vocabulary: frozenset[str]
    tells: frozenset[str]  # the telling ones, but for the last word, which may be cut


def tell_the_same(one: str, other: str) -> bool:
    """Whether one text is the other, other words for figures, dates, names and denials excepted.

    Another headline or byline is no difference, and the end of one may be cut.
    """
    a, b = _body(one), _body(other)
    if len(a.words) > len(b.words):
        a, b = b, a
    if not a.tells <= b.vocabulary:  # thousands of reports may be of one mould
        return False
    first = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(a.words, b.words, strict=False))))
    if len(b.words) - first > _LONGEST:
        return first == len(a.words)
    return not any(_differ(a, b, mine, others) for mine, others in _blocks(a.words, b.words, first))


def _blocks(a: Sequence[str], b: Sequence[str], first: int) -> Iterator[tuple[range, range]]:
    """Where the words differ, the longer one's end only as far as the shorter goes."""
    here, there = first, first
    runs = [*_runs(a[first:], b[first:])]
    solid = max((n for n, run in enumerate(runs) if run.equal >= _ANCHOR), default=-1)
    for run in runs[: solid + 1]:
        if run.mine or run.others:
            yield range(here, here + run.mine), range(there, there + run.others)
        here += run.mine + run.equal
        there += run.others + run.equal
    ending = len(a) - here
    yield range(here, len(a)), range(there, min(len(b), there + ending))


@dataclass(frozen=True, slots=True)
class _Run:
    """How many words differ on either side, and how many after them are the same."""

    mine: int
    others: int
    equal: int


def _runs(a: Sequence[str], b: Sequence[str]) -> Iterator[_Run]:
    mine = others = 0
    for is_equal, steps in groupby(LCSseq.opcodes(a, b), key=lambda step: step.tag == "equal"):
        lengths = [(one.src_end - one.src_start, one.dest_end - one.dest_start) for one in steps]
        if is_equal:
            yield _Run(mine, others, sum(length for length, _ in lengths))
            mine = others = 0
        else:
            mine, others = (sum(side) for side in zip(*lengths, strict=True))
    yield _Run(mine, others, 0)


def _differ(a: _Body, b: _Body, mine: range, others: range) -> bool:
    """Whether a telling word stands there on one side alone; the last one of a cut text may be half."""
    here, there = [a.words[n] for n in mine], [b.words[n] for n in others]
    is_half = bool(here and there) and mine.stop == len(a.words) and there[-1].startswith(here[-1])
    if is_half:
        mine, others = mine[:-1], others[:-1]
    return any(a.telling[n] and a.words[n] not in there for n in mine) or any(
        b.telling[n] and b.words[n] not in here for n in others
    )


@lru_cache(maxsize=2_000)  # about 15 kB each; each of many copies is compared with all others
def _body(text: str) -> _Body:
    text = _without_head(fold(text))
    found = [*_WORD.finditer(text)]
    lower = tuple(intern(_POSSESSIVE.sub("", word.group().casefold())) for word in found)
    names = {word for word, match in zip(lower, found, strict=True) if _is_capital_inside(match)}
    telling = bytearray(len(lower))
    for n, (word, match) in enumerate(zip(lower, found, strict=True)):
        is_name = word in names and not match.group().islower()
        counted = n > 0 and _is_number(lower[n - 1])  # its unit, or what it is of
        telling[n] = is_name or counted or _is_number(word) or word in WEEKDAYS or is_negative(word)
    tells = frozenset(word for word, mark in zip(lower[:-1], telling, strict=False) if mark)
    return _Body(lower, bytes(telling), frozenset(lower), tells)


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in NUMBER_WORDS or not word[0].isalpha()


def _is_capital_inside(match: re.Match[str]) -> bool:
    """Whether the word is capitalised though it begins no sentence."""
    before = match.string[max(0, match.start() - 2) : match.start()]
    return match.group()[0].isupper() and bool(before) and before[-1] == " " and before[0] not in _ENDING


def _without_head(text: str) -> str:
    """Without the lines above the first sentence, and what says from where that was sent."""
    lines = text.splitlines(keepends=True)
    at = heads = 0
    for line, following in pairwise(lines):
        if heads == _LINES or (line.strip() and not _is_head(line, following)):
            break
        at += len(line)
        heads += bool(line.strip())
    return text[behind_dateline(text, at, len(text)) :]


def _is_head(line: str, following: str) -> bool:
    length = len(line.split())
    if _BYLINE.match(line) and length <= _HEADLINE:
        return True
    return not _SENTENCE_END.search(line) and (not following.strip() or 1 < length <= _HEADLINE)
