"""Numbers with what they count, and whether other words give the same number.

Converted (tons, tonnes), rounded ("about 4 million" for 4.02 million) or spelled out, it is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from qa_bot.text.words import FUNCTION_WORDS, content_stems, stem

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_LARGE = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()

# What one of each is in the unit of its dimension.
_MEASURES: dict[str, dict[str, float]] = {
    "kg": {"tonne": 1000, "metric ton": 1000, "ton": 907.185, "kilogram": 1, "kg": 1, "pound": 0.453592},
    "m": {"kilometer": 1000, "kilometre": 1000, "km": 1000, "mile": 1609.34, "meter": 1, "metre": 1}
    | {
        "foot": 0.3048,
        "feet": 0.3048,
        "yard": 0.9144,
        "inch": 0.0254,
        "centimeter": 0.01,
        "centimetre": 0.01,
    },
    "m2": {"hectare": 10_000, "acre": 4046.86, "square kilometer": 10**6, "square kilometre": 10**6}
    | {"square mile": 2_589_990, "square meter": 1, "square metre": 1, "square feet": 0.092903},
    "l": {"liter": 1, "litre": 1, "gallon": 3.78541, "barrel": 158.987},
    "hours": {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168},
    "months": {"month": 1, "year": 12, "decade": 120, "century": 1200, "centurie": 1200},
    "%": {"%": 1, "percent": 1, "per cent": 1, "percentage point": 1},
    "$": {"$": 1, "dollar": 1},
    "€": {"€": 1, "euro": 1},
    "£": {"£": 1},
}
LENGTHS = frozenset({"hours", "months", "m"})  # dimensions that "how long" asks for
_DIMENSION = {word: (name, size) for name, sizes in _MEASURES.items() for word, size in sizes.items()}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_WORD = _any_of([*_SMALL, *_LARGE, "dozen"])
_NOT_THE_OTHER = "".join(f"(?<!{word} )" for word in "first second other latter last".split())  # half
_NUMBER = re.compile(
    rf"\b(?:(?P<parts>an?|{_any_of(_ONES[1:10])})[\s-]|{_NOT_THE_OTHER}(?=half))"
    rf"(?P<fraction>{_any_of(_FRACTIONS)})s?(?=\s(?:of|the)\b)"
    r"|(?:(?P<currency>[$€£])\s?)?"
    rf"(?:(?P<digits>\d[\d,]*(?:\.\d+)?)|\b(?P<spelled>(?:{_WORD})(?:(?:[\s-]| and )(?:{_WORD}))*)\b)"
    rf"(?:(?P<ordinal>st|nd|rd|th)\b|(?P<decade>s)\b|[\s-]?(?P<scale>{_any_of([*_LARGE, *_SHORT])})\b)?"
    rf"(?:[\s-]?(?P<unit>{_any_of(_DIMENSION)})(?:s|es)?(?!\w))?"
    rf"|\b(?P<place>{_any_of(_ORDINALS)})\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:(?P<near>about|around|roughly|approximately|some|circa|estimated)"
    r"|(?P<over>over|more than|at least|above)"
    r"|(?P<under>nearly|almost|close to|up to|less than|fewer than|under|below|at most))\W+$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b([A-Z][a-z]+)\s$")
_NOUN = re.compile(rf"[\s-](?!(?:{_any_of(FUNCTION_WORDS)})\b)[a-z]")
_NEXT_TO = 40  # characters in which a number's noun stands
_EXACT, _COARSE, _HEDGED = 1e-9, 0.02, 0.1  # how far a number, a converted or rounded one, "about" may be off


@dataclass(frozen=True, slots=True)
class Quantity:
    value: float  # in the unit of its dimension
    dimension: str  # "kg", "%", "ordinal", "region" of "Region 2"; "" of a bare count
    unit: str  # as written
    hedge: str  # "near", "over", "under" or ""
    digits: str  # the significant ones
    coarse: bool  # written with a scale or decimals, as rounded numbers are
    counted: frozenset[str]  # stems of what follows it
    start: int


def quantities(text: str) -> list[Quantity]:
    """All numbers of a text, in order; take its dates out before."""
    found = list(_NUMBER.finditer(text))
    ends = [*(match.start() for match in found), len(text)][1:]
    return [_quantity(match, text, end) for match, end in zip(found, ends, strict=False)]


def without_quantities(text: str) -> str:
    return _NUMBER.sub(" ", text)


def miscounts(stated: Sequence[Quantity], quoted: Sequence[Quantity]) -> bool:
    """Whether a number is stated that the quote does not have, or has of something else."""
    return any(
        not any(_serves(one, other, quoted) for other in quoted) or _is_repeated(one, stated, quoted)
        for one in stated
    )


def same(one: Quantity, quoted: Sequence[Quantity]) -> list[Quantity]:
    return [other for other in quoted if _equal(one, other)]


def _is_repeated(one: Quantity, stated: Sequence[Quantity], quoted: Sequence[Quantity]) -> bool:
    """Whether it stands more often than in the quote: in place of another number."""
    return sum(_equal(one, other) for other in stated) > sum(_equal(one, other) for other in quoted)


def _serves(one: Quantity, other: Quantity, quoted: Sequence[Quantity]) -> bool:
    if not _equal(one, other):
        return False
    rivals = (rival for rival in quoted if not _equal(one, rival))
    return bool(one.counted & other.counted) or not any(one.counted & rival.counted for rival in rivals)


def _equal(one: Quantity, other: Quantity) -> bool:
    if one.dimension != other.dimension or {one.hedge, other.hedge} == {"over", "under"}:
        return False
    off = abs(one.value - other.value) / (max(one.value, other.value) or 1)
    if off <= _EXACT:
        return True
    if (one.hedge == "over" and one.value > other.value) or (
        one.hedge == "under" and one.value < other.value
    ):
        return False
    return off <= (_tolerance(one, other) if _is_rounding(one, other) else _EXACT)


def _tolerance(one: Quantity, other: Quantity) -> float:
    if one.hedge:
        return _HEDGED
    return _COARSE if one.coarse or other.coarse or one.unit != other.unit else _EXACT


def _is_rounding(one: Quantity, other: Quantity) -> bool:
    """Whether `one` is `other` in another unit, or with fewer digits."""
    if one.unit != other.unit:
        return True
    shift = len(one.digits) - 1 - floor(log10(other.value)) if other.value else 0
    return (
        len(one.digits) < len(other.digits) and abs(round(other.value, shift) - one.value) < 1e-6 * one.value
    )


def _quantity(match: re.Match[str], text: str, end: int) -> Quantity:
    dimension, unit, size = _measure(match)
    dimension = dimension or _labelled(match, text)
    hedge = _HEDGE.search(text[max(0, match.start() - 20) : match.start()])
    after = re.split(r"[.;:()\n]", text[match.end() : min(end, match.end() + _NEXT_TO)])[0]
    return Quantity(
        value=_value(match) * size,
        dimension=dimension,
        unit=unit,
        hedge=hedge.lastgroup or "" if hedge else "",
        digits=re.sub(r"\D", "", match["digits"] or "").strip("0") or "1",
        coarse=bool(match["scale"]) or "." in (match["digits"] or ""),
        counted=frozenset(content_stems(after)[:3]),
        start=match.start(),
    )


def _measure(match: re.Match[str]) -> tuple[str, str, float]:
    if match["ordinal"] or match["place"]:
        return "ordinal", "", 1
    if match["fraction"]:
        return "%", "fraction", 1
    if match["decade"]:
        return "decade", "", 1
    unit = (match["unit"] or match["currency"] or "").lower()
    dimension, size = _DIMENSION.get(unit, ("", 1))
    return dimension, unit, size


def _labelled(match: re.Match[str], text: str) -> str:
    """What the number is the name of: "region" of "Region 2 was …", nothing of "Paris 400 people …"."""
    before = _LABEL.search(text[: match.start()])
    return stem(before[1]) if before and not _NOUN.match(text[match.end() :]) else ""


def _value(match: re.Match[str]) -> float:
    if match["fraction"]:
        parts = _SMALL.get((match["parts"] or "").lower(), 1)
        return 100 * parts / _FRACTIONS[match["fraction"].lower()]
    if match["place"]:
        return _ORDINALS.index(match["place"].lower()) + 1
    scale = (_LARGE | _SHORT).get((match["scale"] or "").lower(), 1)
    if match["digits"]:
        return float(match["digits"].replace(",", "")) * scale
    return _spelled(match["spelled"].lower()) * scale


def _spelled(text: str) -> float:
    """ "two hundred and five thousand" -> 205000."""
    total, group = 0, 0
    for word in re.findall(r"[a-z]+", text):
        if word == "dozen":
            group = (group or 1) * 12
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in _LARGE:
            total, group = total + (group or 1) * _LARGE[word], 0
        else:
            group += _SMALL.get(word, 0)
    return total + group
