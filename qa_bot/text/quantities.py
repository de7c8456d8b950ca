"""The one grammar of quantities: the numbers of a text, with what they count or measure.

How numbers are written says numbers.py; whether two quantities are the same, quantity_agreement.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from qa_bot.text.english import alternation
from qa_bot.text.numbers import BEFORE, CURRENCY_BEFORE, Number, numbers
from qa_bot.text.units import HEDGES, Found, Unit, currency, unit_behind
from qa_bot.text.words import FUNCTION_WORDS, content_stems, stem

LENGTHS = frozenset({"hours", "months", "m"})  # dimensions that "how long" asks for
_SIGNED = frozenset({"C", "degree", "%", "points"})  # dimensions in which "-5" is less than none
_NEXT_TO = 40  # characters in which a number's noun stands
_ROUND = (*range(2, 11), 100, 1000, 10_000, 100_000)  # "one in five", "3 in 100", but no "3 in 12 villages"

_MINUS_BEFORE = re.compile(r"(?<![^\s(])[-−]$|\bminus\s$", re.IGNORECASE)
_HEDGE = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{name}>{alternation(words)})' for name, words in HEDGES.items())})\W{{1,4}}$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b([A-Z][a-z]+)\s$")
_NOUN = re.compile(rf"[\s-](?!(?:{alternation(FUNCTION_WORDS)})\b)[a-z]")
_OUT_OF = re.compile(r"\s(?:in|out\sof|in\severy|out\sof\severy)\s")
_TO = re.compile(r"\s?[-–—:]\s?|\s(?:to|against|or)\s")
_FROM = re.compile(r"\sfrom\s")
_AND = re.compile(r"\sand\s")
_BETWEEN = re.compile(r"\b(?:between|from)\s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; `also` holds what else it may be: "5m" is five million, or five metres."""

    value: float  # in the unit of its dimension
    dimension: str  # "kg", "%", "USD", "ordinal", "region" of "Region 2"; "" of a bare count
    unit: str  # as units.toml names it
    size: float  # of one of it in the unit of its dimension
    hedge: str  # "near", "over", "under" or ""
    digits: str  # the significant ones
    coarse: bool  # written with a scale or decimals, as rounded numbers are
    counted: frozenset[str]  # stems of what follows it
    start: int
    end: int
    vague: bool = False  # "dozens", "several hundred"
    scale: float = 1.0  # of the magnitudes it is written with
    onto: float | None = None  # the number it leads to: 9 of "14-9", "from 14 to 9", "to 9 from 14"
    also: tuple[Quantity, ...] = ()

    @property
    def readings(self) -> tuple[Quantity, ...]:
        return (self, *self.also)

    @property
    def amount(self) -> float:
        """The number in its own unit."""
        return self.value / self.size


def quantities(text: str) -> list[Quantity]:
    """All numbers of a text, in order; take its dates out before."""
    return list(_quantities(text))


@lru_cache(maxsize=2_000)  # the same sentences are read again for each question, and for each quote
def _quantities(text: str) -> tuple[Quantity, ...]:
    found = list(numbers(text))
    ends = [*(number.start for number in found), len(text)][1:]
    return tuple(_joined([_quantity(one, text, end) for one, end in zip(found, ends, strict=False)], text))


def without_quantities(text: str) -> str:
    """The text with spaces in place of its quantities, of the same length."""
    pieces, at = [], 0
    for one in quantities(text):
        pieces += [text[at : one.start], " " * (one.end - one.start)]
        at = one.end
    return "".join([*pieces, text[at:]])


def _quantity(number: Number, text: str, end: int) -> Quantity:
    before = text[max(0, number.start - BEFORE) : number.start]
    money = CURRENCY_BEFORE.search(before) if text[number.start].isdigit() else None
    start = number.start - (len(before) - money.start() if money else 0)
    found = _unit(number, text, money[1] if money else "")
    hedge = _HEDGE.search(text[max(0, start - BEFORE) : start])
    after = re.split(r"[.;:()\n]", text[found.end : min(end, found.end + _NEXT_TO)])[0]
    minus = bool(_MINUS_BEFORE.search(before))
    measured = [_measured(number, unit, minus) for unit in found.units] or [
        (number.value, Unit("", _labelled(number, text)))
    ]
    if number.short:
        measured.insert(0, (number.value * number.short, Unit("", "")))
    readings = [
        Quantity(
            value=value,
            dimension=unit.dimension,
            unit=unit.name,
            size=unit.size,
            hedge=hedge.lastgroup or "" if hedge else "",
            digits=number.digits,
            coarse=number.coarse or (bool(number.short) and not unit.name),
            counted=frozenset(content_stems(after)[:3]),
            start=start,
            end=found.end,
            vague=number.vague,
            scale=number.scale,
        )
        for value, unit in measured
    ]
    return replace(readings[0], also=tuple(readings[1:]))


def _unit(number: Number, text: str, sign: str) -> Found:
    """Its units; of a sign before it and a name behind it ("US$5 million dollars") the sign's."""
    if number.unit:
        return Found((number.unit,), number.end)
    behind = unit_behind(text, number.end)
    if sign:
        is_twice = behind and behind.units[0].dimension == currency(sign).dimension
        return Found((currency(sign),), behind.end if behind and is_twice else number.end)
    return behind or Found((), number.end)


def _measured(number: Number, unit: Unit, minus: bool) -> tuple[float, Unit]:
    value = -number.value if minus and unit.dimension in _SIGNED else number.value
    return value * unit.size + unit.zero, unit


def _labelled(number: Number, text: str) -> str:
    """What the number is the name of: "region" of "Region 2 was …", nothing of "Paris 400 people …"."""
    before = _LABEL.search(text[max(0, number.start - _NEXT_TO) : number.start])
    if not before or before[1].lower() in FUNCTION_WORDS or _NOUN.match(text, number.end):
        return ""
    return stem(before[1])


def _joined(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Neighbours that say one thing together: "one in five", "5 to 10 km", "14-9"."""
    joined: list[Quantity] = []
    for one in found:
        last = joined[-1] if joined else None
        between = text[last.end : one.start] if last else ""
        if last and _OUT_OF.fullmatch(between) and _is_ratio(last, one):
            value = 100 * last.value / one.value
            joined[-1] = replace(
                one, value=value, dimension="%", unit="ratio", hedge=last.hedge, start=last.start
            )
        else:
            joined.append(one)
    return _paired(joined, text)


def _is_ratio(one: Quantity, other: Quantity) -> bool:
    bare = not (one.dimension or other.dimension or one.vague or other.vague)
    return bare and 0 < one.value < other.value and other.value in _ROUND


def _paired(found: list[Quantity], text: str) -> list[Quantity]:
    """With what each leads to, and the unit of the second for a first that has none."""
    for at, (one, other) in enumerate(pairwise(found)):
        between = text[one.end : other.start]
        if _FROM.fullmatch(between):
            found[at + 1] = replace(other, onto=one.value)
        elif _TO.fullmatch(between) or (
            _AND.fullmatch(between) and _BETWEEN.search(text[max(0, one.start - BEFORE) : one.start])
        ):
            one = _in_the_unit_of(other, one)
            found[at] = replace(one, onto=other.value)
    return found


def _in_the_unit_of(other: Quantity, one: Quantity) -> Quantity:
    """ "5" of "5 to 10 million km" is in millions of kilometres."""
    if one.dimension or one.scale > 1 or one.vague or other.dimension in ("ordinal", "decade", "times"):
        return one
    value = one.value * other.scale * other.size
    if value >= other.value > one.value:  # "100 to 5 million"
        return one
    return replace(
        one,
        value=value,
        dimension=other.dimension,
        unit=other.unit,
        size=other.size,
        scale=other.scale,
        coarse=one.coarse or other.coarse,
    )
