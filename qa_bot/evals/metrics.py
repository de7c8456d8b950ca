"""Scores and their intervals; pure functions, no files and no models."""

from __future__ import annotations

import math
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

Item = TypeVar("Item")
Z95 = 1.959964  # standard deviations on either side that hold 95 % of a normal distribution
_SHINGLE = 4
_SAME = 0.8  # of the words of the shorter of two quotes
_WORD = re.compile(r"\w+")
_ARTICLES = {"a", "an", "the"}
_MARKER = re.compile(r"\s*\[\d+\]")  # citation markers are no words of an answer


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number measured on `n` items with its interval of 95 %."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Precision and recall of one text against another."""

    precision: float
    recall: float


def rate(outcomes: Sequence[bool]) -> Estimate:
    """The share of true outcomes, with Wilson's interval (sound near 0 and 1, unlike the normal one)."""
    return share(sum(outcomes), len(outcomes))


def share(successes: float, n: int) -> Estimate:
    """The same from counts; not a number where there are no items."""
    if not n:
        return Estimate(math.nan, math.nan, math.nan, 0)
    p, z = successes / n, Z95
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Estimate(p, max(0.0, centre - half), min(1.0, centre + half), n)


def bootstrap(
    items: Sequence[Item], statistic: Callable[[Sequence[Item]], float], resamples: int = 1000
) -> Estimate:
    """The statistic of the items, with the percentile interval of resamples drawn with a fixed seed."""
    draw = random.Random(0)
    values = sorted(statistic(draw.choices(items, k=len(items))) for _ in range(resamples))
    low, high = values[int(0.025 * resamples)], values[int(0.975 * resamples) - 1]
    return Estimate(statistic(items), low, high, len(items))


def mean(values: Sequence[float]) -> Estimate:
    return bootstrap(values, fmean)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def hit_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> bool:
    return any(doc in relevant for doc in ranked[:k])


def ndcg_at(k: int, ranked: Sequence[str], relevant: Collection[str]) -> float:
    """Normalised discounted cumulative gain with binary relevance (as trec_eval's ndcg_cut)."""
    gain = sum(1 / math.log2(rank + 2) for rank, doc in enumerate(ranked[:k]) if doc in relevant)
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(k, len(relevant))))
    return gain / ideal


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """1 / the rank of the first relevant document, 0 if there is none."""
    return next((1 / rank for rank, doc in enumerate(ranked, start=1) if doc in relevant), 0.0)


def span_in(answer: str, golds: Sequence[str]) -> bool:
    """Whether a gold span stands in the answer, whatever the case, spacing and quotation marks.

    It starts where a word does and does not end inside a number: October 1 is not in October 19.
    """
    text = _plain(answer)
    return any(_span(_plain(gold)).search(text) for gold in golds if gold.strip())


def groups_in(answer: str, groups: Sequence[Sequence[str]]) -> float:
    """The share of the groups of which one gold span stands in the answer; 0 where there are none."""
    return sum(span_in(answer, group) for group in groups) / max(1, len(groups))


def share_of_words(text: str, other: str) -> float:
    """How many of the text's different words, without articles, the other has too."""
    words = _tokens(text).keys()
    return len(words & _tokens(other).keys()) / max(1, len(words))


def same_words(quote: str, gold: str) -> bool:
    """Whether one of the two stands in the other, but for a few words."""
    return max(share_of_words(quote, gold), share_of_words(gold, quote)) >= _SAME


def token_f1(answer: str, golds: Sequence[str]) -> float:
    """The best F1 of the answer's words and a gold's, without articles (as SQuAD's evaluation)."""
    ours = _tokens(answer)
    return max((_harmonic(ours, _tokens(gold)) for gold in golds), default=0.0)


def word_count(answer: str) -> int:
    return len(_MARKER.sub("", answer).split())


def shingle_overlap(predicted: str, true: str) -> Overlap:
    """Overlap of 4-grams of words, counted with repetition.

    Source: scrapinghub/article-extraction-benchmark, evaluate.py.
    """
    ours, theirs = _shingles(predicted), _shingles(true)
    common = sum((ours & theirs).values())
    return Overlap(
        precision=common / ours.total() if ours else float(not theirs),
        recall=common / theirs.total() if theirs else float(not ours),
    )


def f1(overlaps: Sequence[Overlap]) -> float:
    """The harmonic mean of mean precision and mean recall, as that benchmark reports it."""
    precision = fmean(overlap.precision for overlap in overlaps)
    recall = fmean(overlap.recall for overlap in overlaps)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    last = max(1, len(words) - _SHINGLE + 1)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(last) if words)


def _span(gold: str) -> re.Pattern[str]:
    start = r"(?<!\w)" if gold[:1].isalnum() else ""
    end = r"(?!\d|[.,]\d)" if gold[-1:].isdigit() else ""
    return re.compile(start + re.escape(gold) + end)


def _tokens(text: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(_plain(text)) if word not in _ARTICLES)


def _harmonic(ours: Counter[str], gold: Counter[str]) -> float:
    common = (ours & gold).total()
    return 2 * common / (ours.total() + gold.total()) if common else 0.0


def _plain(text: str) -> str:
    straight = text.translate(str.maketrans("‘’“”–—", "''\"\"--"))
    return " ".join(unicodedata.normalize("NFKC", _MARKER.sub("", straight)).casefold().split())
