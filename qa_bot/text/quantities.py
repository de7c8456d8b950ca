"""The one grammar of quantities: numbers however they are written, with what they count or measure.

The words of it are data (units.toml); whether two quantities are the same says quantity_agreement.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import prod

from qa_bot.text.english import any_of
from qa_bot.text.units import (
    CURRENCY_SIGNS,
    FRACTION_SIGNS,
    FRACTIONS,
    HEDGES,
    MAGNITUDES,
    MAGNITUDES_OF_MONEY,
    MULTIPLES,
    NUMBERS,
    ORDINALS,
    SEVERAL,
    SHORT_MAGNITUDES,
    VAGUE,
    Found,
    Unit,
    currency,
    unit_behind,
)
from qa_bot.text.words import FUNCTION_WORDS, content_stems, stem

LENGTHS = frozenset({"hours", "months", "m"})  # dimensions that "how long" asks for
_SIGNED = frozenset({"C", "degree", "%", "points"})  # dimensions in which "-5" is less than none
_NEXT_TO = 40  # characters in which a number's noun stands
_BEFORE = 24  # characters in which its hedge and its currency stand
_ROUND = (*range(2, 11), 100, 1000, 10_000, 100_000)  # "one in five", "3 in 100", but no "3 in 12 villages"


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# Every repetition is bounded, so that no text takes more than a fixed time a character.
_MAGNITUDE = rf"(?:{_any_of(MAGNITUDES)})"
_WORD = rf"(?:{_any_of([*NUMBERS, *MAGNITUDES])})"
_ONE_TO_NINE = rf"(?:{_any_of(word for word, n in NUMBERS.items() if 0 < n < 10)})"
_SHARE = rf"(?:{_any_of(FRACTIONS)})s?"
_SIGN = f"[{''.join(FRACTION_SIGNS)}]"
_START = re.compile(
    rf"(?<!\d)\d|{_SIGN}|\b(?:{_WORD}s?|{_any_of([*ORDINALS, *VAGUE, *MULTIPLES, *SEVERAL])}|halves|half"
    rf"|quarters?|an?(?=[\s-]{_SHARE}\b)|{_WORD}-?fold)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(rf"(\d{{1,3}}(?:,\d{{2,3}}){{1,8}}(?!\d)|\d{{1,30}})(\.\d{{1,15}})?(?:\s?({_SIGN}))?")
_SPELLED = re.compile(
    rf"((?:{_MAGNITUDE}\sand\s|{_WORD}[\s-]){{0,12}}{_WORD})(?:\spoint((?:\s(?:{_any_of(NUMBERS)})){{1,4}}))?\b",
    re.IGNORECASE,
)
_SCALE = re.compile(rf"[\s-]?({_MAGNITUDE})s?\b", re.IGNORECASE)
_SHORT = re.compile(rf"[\s-]?({_any_of([*SHORT_MAGNITUDES, *MAGNITUDES_OF_MONEY])})\b", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\sand\s(an?|one|two|three)[\s-](half|third|quarter)s?\b(?!\sof\b)", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_DECADE = re.compile(r"s\b")
_VAGUE = re.compile(
    rf"(?:{_any_of(SEVERAL)})\s(?P<several>{_MAGNITUDE}(?:\s{_MAGNITUDE})?)s?\b"
    rf"|(?P<plural>(?:(?:{_any_of(VAGUE)}|{_MAGNITUDE}s)\sof\s)?{_MAGNITUDE}s|(?:{_any_of(VAGUE)})(?=\sof\s))\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(rf"(?:(?P<parts>an?|{_ONE_TO_NINE})[\s-])?(?P<share>{_SHARE})\b", re.IGNORECASE)
_HALF_A = re.compile(rf"\s(?:of\s)?an?(?=\s)|(?=[\s-]{_MAGNITUDE}\b)|(?=-\w)", re.IGNORECASE)
_JOINED = re.compile(r"-\w")
_HALF_OF = re.compile(
    rf"\s(?:{any_of('articles', 'pronouns.own', 'pronouns.third.possessive', 'pronouns.demonstrative')}"
    r"|of|all|as|more|less|fewer|lower|higher|larger)\b"
)
_BY_HALF = re.compile(r"\b(?:by|than|nearly|almost|about|around|over|roughly|least|to)\s$", re.IGNORECASE)
_OTHER_HALF = re.compile(r"\b(?:first|second|other|latter|last|this|that|each|every|in)\s$", re.IGNORECASE)
_MULTIPLE = re.compile(rf"(?:({_any_of(MULTIPLES)})|({_WORD})-?fold)\b", re.IGNORECASE)
_PLACE = re.compile(rf"({_any_of(ORDINALS)})\b", re.IGNORECASE)

_CURRENCY_BEFORE = re.compile(rf"(?<![\w$])({_any_of(CURRENCY_SIGNS)})\s?$")
_MINUS_BEFORE = re.compile(r"(?<![^\s(])[-−]$|\bminus\s$", re.IGNORECASE)
_HEDGE = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{name}>{_any_of(words)})' for name, words in HEDGES.items())})\W{{1,4}}$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b([A-Z][a-z]+)\s$")
_NOUN = re.compile(rf"[\s-](?!(?:{_any_of(FUNCTION_WORDS)})\b)[a-z]")
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


@dataclass(frozen=True, slots=True)
class _Number:
    """A number before anything is known of its unit."""

    value: float
    start: int
    end: int
    digits: str = "1"
    coarse: bool = False
    vague: bool = False
    unit: Unit | None = None  # where the number itself says what it is of
    short: float = 0.0  # a magnitude in one letter, which may be a unit instead
    scale: float = 1.0  # of the magnitudes in it


def quantities(text: str) -> list[Quantity]:
    """All numbers of a text, in order; take its dates out before."""
    return list(_quantities(text))


@lru_cache(maxsize=2_000)  # the same sentences are read again for each question, and for each quote
def _quantities(text: str) -> tuple[Quantity, ...]:
    found = list(_numbers(text))
    ends = [*(number.start for number in found), len(text)][1:]
    return tuple(_joined([_quantity(one, text, end) for one, end in zip(found, ends, strict=False)], text))


def without_quantities(text: str) -> str:
    """The text with spaces in place of its quantities, of the same length."""
    pieces, at = [], 0
    for one in quantities(text):
        pieces += [text[at : one.start], " " * (one.end - one.start)]
        at = one.end
    return "".join([*pieces, text[at:]])


def _numbers(text: str) -> Iterator[_Number]:
    at = 0
    while start := _START.search(text, at):
        number = next(filter(None, (form(text, start.start()) for form in _FORMS)), None)
        if number:
            yield number
        at = number.end if number else start.end()


def _vague(text: str, at: int) -> _Number | None:
    """ "tens of thousands", "several hundred"."""
    match = _VAGUE.match(text, at)
    if not match:
        return None
    words = (match["several"] or match["plural"]).lower().split()
    value = prod(_magnitude(word) for word in words if word != "of")
    return _Number(value, at, match.end(), vague=True, coarse=True)


def _magnitude(word: str) -> float:
    return VAGUE.get(word) or MAGNITUDES[word if word in MAGNITUDES else word.removesuffix("s")]


def _fraction(text: str, at: int) -> _Number | None:
    """ "two-thirds of the voters", "half a million", "a quarter of an hour"."""
    match = _FRACTION.match(text, at)
    if not match or _OTHER_HALF.search(text[max(0, at - _BEFORE) : at]):
        return None
    share = _share(match["parts"], match["share"])
    if whole := _HALF_A.match(text, match.end()):
        if scale := _SCALE.match(text, whole.end()):
            size = MAGNITUDES[scale[1].lower()]
            return _Number(share * size, at, scale.end(), _significant(share), coarse=True, scale=size)
        unit = unit_behind(text, whole.end())
        if unit and unit.units[0].dimension != "times":  # "half-time" is none
            return _Number(share, at, whole.end(), _significant(share), coarse=True)
    if not _is_share(match, text):
        return None
    return _Number(100 * share, at, match.end(), unit=Unit("fraction", "%"))


def _share(parts: str | None, word: str) -> float:
    word = word.lower()
    return _small(parts) / FRACTIONS[word if word in FRACTIONS else word.removesuffix("s")]


def _small(word: str | None) -> int:
    return NUMBERS.get((word or "").lower(), 1)


def _is_share(match: re.Match[str], text: str) -> bool:
    """Whether "a third" is a share and no ordinal: "one third", "a third of", "by a third"."""
    if _JOINED.match(text, match.end()):
        return False
    parts = (match["parts"] or "").lower()
    if parts not in ("", "a", "an"):
        return True
    if not parts and not match["share"].lower().startswith("hal"):
        return False
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    return bool(_HALF_OF.match(text, match.end()) or _BY_HALF.search(before))


def _multiple(text: str, at: int) -> _Number | None:
    match = _MULTIPLE.match(text, at)
    if not match:
        return None
    value = MULTIPLES[match[1].lower()] if match[1] else _spelled(match[2])
    return _Number(value, at, match.end(), unit=Unit("time", "times"))


def _place(text: str, at: int) -> _Number | None:
    match = _PLACE.match(text, at)
    if not match:
        return None
    return _Number(ORDINALS[match[1].lower()], at, match.end(), unit=Unit("", "ordinal"))


def _plain(text: str, at: int) -> _Number | None:
    """ "2,000", "2½", "two hundred and five", "two and a half million", "3 lakh"."""
    number = _in_digits(text, at) or _in_words(text, at)
    if number is None or number.unit:
        return number
    number = _with_half(_scaled(_with_half(number, text), text), text)
    return replace(number, digits=_significant(number.value)) if number.digits == "" else number


def _in_digits(text: str, at: int) -> _Number | None:
    if text[at] in FRACTION_SIGNS:
        return _Number(FRACTION_SIGNS[text[at]], at, at + 1, "", coarse=True)
    match = _DIGITS.match(text, at)
    is_money = bool(_CURRENCY_BEFORE.search(text[max(0, at - _BEFORE) : at]))
    if not match or (text[at - 1 : at].isalpha() and not is_money):  # "IE6" is a name
        return None
    whole, decimals, sign = match[1].replace(",", ""), match[2] or "", match[3]
    number = _Number(float(whole + decimals) + FRACTION_SIGNS.get(sign, 0), at, match.end())
    if ordinal := _ORDINAL.match(text, match.end()):
        return replace(number, end=ordinal.end(), unit=Unit("", "ordinal"))
    if decade := _DECADE.match(text, match.end()):
        return replace(number, end=decade.end(), unit=Unit("", "decade"))
    digits = "" if sign else (whole + decimals[1:]).strip("0") or "1"
    number = replace(number, digits=digits, coarse=bool(decimals or sign))
    short = _SHORT.match(text, match.end())
    if not short or _SCALE.match(text, match.end()):
        return number
    letters = short[1].lower()
    size = SHORT_MAGNITUDES.get(letters) or (MAGNITUDES_OF_MONEY[letters] if is_money else 0)
    if not size:
        return number
    end = short.end()
    if is_money or not unit_behind(text, match.end()) or unit_behind(text, end):
        return replace(number, value=number.value * size, end=end, coarse=True, scale=size)
    return replace(number, short=size)


def _in_words(text: str, at: int) -> _Number | None:
    match = _SPELLED.match(text, at)
    if not match:
        return None
    value = _spelled(match[1])
    if match[2]:
        value += float("0." + "".join(str(_small(word) % 10) for word in match[2].split()))
    last = re.split(r"[\s-]", match[1].lower())[-1]
    return _Number(value, at, match.end(), "", coarse=bool(match[2]), scale=MAGNITUDES.get(last, 1.0))


def _spelled(text: str) -> float:
    """ "two hundred and five thousand" -> 205000."""
    total, group = 0.0, 0.0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in ("dozen", "hundred"):
            group = (group or 1) * MAGNITUDES[word]
        elif word in MAGNITUDES:
            total, group = total + (group or 1) * MAGNITUDES[word], 0
        else:
            group += NUMBERS.get(word, 0)
    return total + group


def _scaled(number: _Number, text: str) -> _Number:
    """The number with the magnitudes behind it: "1.5 lakh crore"."""
    for _ in range(2):
        scale = _SCALE.match(text, number.end)
        if not scale or number.short:
            break
        size = MAGNITUDES[scale[1].lower()]
        number = replace(
            number, value=number.value * size, end=scale.end(), coarse=True, scale=number.scale * size
        )
    return number


def _with_half(number: _Number, text: str) -> _Number:
    """ "two and a half", "a million and a half"."""
    more = _AND_A_HALF.match(text, number.end)
    if not more:
        return number
    value = number.value + _share(more[1], more[2]) * number.scale
    return replace(number, value=value, end=more.end(), digits="", coarse=True)


def _significant(value: float) -> str:
    return f"{value:.6g}".partition("e")[0].replace(".", "").replace("-", "").strip("0") or "1"


_FORMS = (_vague, _fraction, _multiple, _plain, _place)


def _quantity(number: _Number, text: str, end: int) -> Quantity:
    before = text[max(0, number.start - _BEFORE) : number.start]
    money = _CURRENCY_BEFORE.search(before) if text[number.start].isdigit() else None
    start = number.start - (len(before) - money.start() if money else 0)
    found = _unit(number, text, money[1] if money else "")
    hedge = _HEDGE.search(text[max(0, start - _BEFORE) : start])
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


def _unit(number: _Number, text: str, sign: str) -> Found:
    """Its units; of a sign before it and a name behind it ("US$5 million dollars") the sign's."""
    if number.unit:
        return Found((number.unit,), number.end)
    behind = unit_behind(text, number.end)
    if sign:
        is_twice = behind and behind.units[0].dimension == currency(sign).dimension
        return Found((currency(sign),), behind.end if behind and is_twice else number.end)
    return behind or Found((), number.end)


def _measured(number: _Number, unit: Unit, minus: bool) -> tuple[float, Unit]:
    value = -number.value if minus and unit.dimension in _SIGNED else number.value
    return value * unit.size + unit.zero, unit


def _labelled(number: _Number, text: str) -> str:
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
            _AND.fullmatch(between) and _BETWEEN.search(text[max(0, one.start - _BEFORE) : one.start])
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
