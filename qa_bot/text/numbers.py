"""Numbers however they are written: in digits and words, with magnitudes, as shares, multiples and places.

The words of it are data (units.toml); what a number counts or measures says quantities.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

from qa_bot.text.english import alternation, any_of
from qa_bot.text.units import (
    CURRENCY_SIGNS,
    FRACTION_SIGNS,
    FRACTIONS,
    MAGNITUDES,
    MAGNITUDES_OF_MONEY,
    MULTIPLES,
    NUMBERS,
    ORDINALS,
    SEVERAL,
    SHORT_MAGNITUDES,
    TENS,
    VAGUE,
    Unit,
    unit_behind,
)

BEFORE = 24  # characters in which a number's hedge and its currency stand

# Every repetition is bounded, so that no text takes more than a fixed time a character.
_MAGNITUDE = rf"(?:{alternation(MAGNITUDES)})"
_WORD = rf"(?:{alternation([*NUMBERS, *MAGNITUDES])})"
_ONE_TO_NINE = rf"(?:{alternation(word for word, n in NUMBERS.items() if 0 < n < 10)})"
_SHARE = rf"(?:{alternation(FRACTIONS)})s?"
_SIGN = f"[{''.join(FRACTION_SIGNS)}]"
_START = re.compile(
    rf"(?<!\d)\d|{_SIGN}|\b(?:{_WORD}s?|{alternation([*ORDINALS, *VAGUE, *MULTIPLES, *SEVERAL])}|halves|half"
    rf"|quarters?|an?(?=[\s-]{_SHARE}\b)|{_WORD}-?fold)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(rf"(?<!\d)\d|{_SIGN}|\b[^\W\d_]+")
# Looking words up is many times faster than to try the pattern at each of them.
_BEGINNINGS = frozenset(
    form
    for word in (
        *NUMBERS,
        *MAGNITUDES,
        *ORDINALS,
        *VAGUE,
        *MULTIPLES,
        *SEVERAL,
        "halves",
        "half",
        "quarter",
        "a",
        "an",
    )
    for first in [re.split(r"\W", word)[0]]
    for form in (first, f"{first}s", f"{first}fold")
)
_DIGITS = re.compile(rf"(\d{{1,3}}(?:,\d{{2,3}}){{1,8}}(?!\d)|\d{{1,30}})(\.\d{{1,15}})?(?:\s?({_SIGN}))?")
SPELLED = rf"(?:(?:{_MAGNITUDE}\sand\s|{_WORD}[\s-]){{0,12}}{_WORD})"  # two hundred and five thousand
_SPELLED = re.compile(
    rf"({SPELLED})(?:\spoint((?:\s(?:{alternation(NUMBERS)})){{1,4}}))?\b",
    re.IGNORECASE,
)
_SCALE = re.compile(rf"[\s-]?({_MAGNITUDE})s?\b", re.IGNORECASE)
_SHORT = re.compile(rf"[\s-]?({alternation([*SHORT_MAGNITUDES, *MAGNITUDES_OF_MONEY])})\b", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\sand\s(an?|one|two|three)[\s-](half|third|quarter)s?\b(?!\sof\b)", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_DECADE = re.compile(r"s\b")
_VAGUE = re.compile(
    rf"(?:{alternation(SEVERAL)})\s(?P<several>{_MAGNITUDE}(?:\s{_MAGNITUDE})?)s?\b"
    rf"|(?P<plural>(?:(?:{alternation(VAGUE)}|{_MAGNITUDE}s)\sof\s)?{_MAGNITUDE}s|(?:{alternation(VAGUE)})(?=\sof\s))\b",
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
_MULTIPLE = re.compile(rf"(?:({alternation(MULTIPLES)})|({_WORD})-?fold)\b", re.IGNORECASE)
# Twenty-first, but "a twenty-second film" is one of so many seconds.
_PLACE = re.compile(rf"(?:{alternation(TENS)}-(?!second\b))?{alternation(ORDINALS)}\b", re.IGNORECASE)

CURRENCY_BEFORE = re.compile(rf"(?<![\w$])({alternation(CURRENCY_SIGNS)})\s?$")


@dataclass(frozen=True, slots=True)
class Number:
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


def numbers(text: str) -> Iterator[Number]:
    """All numbers of a text, in order and apart from each other."""
    at = 0
    while start := _next_start(text, at):
        number = next(filter(None, (form(text, start.start()) for form in _FORMS)), None)
        if number:
            yield number
        at = number.end if number else start.end()


def _next_start(text: str, at: int) -> re.Match[str] | None:
    """The next place where a number may begin."""
    for token in _TOKEN.finditer(text, at):
        word = token.group()
        may_begin = not word.isalpha() or word.lower() in _BEGINNINGS
        if may_begin and (start := _START.match(text, token.start())):
            return start
    return None


def _vague(text: str, at: int) -> Number | None:
    """ "tens of thousands", "several hundred"."""
    match = _VAGUE.match(text, at)
    if not match:
        return None
    words = (match["several"] or match["plural"]).lower().split()
    value = prod(_magnitude(word) for word in words if word != "of")
    return Number(value, at, match.end(), vague=True, coarse=True)


def _magnitude(word: str) -> float:
    return VAGUE.get(word) or MAGNITUDES[word if word in MAGNITUDES else word.removesuffix("s")]


def _fraction(text: str, at: int) -> Number | None:
    """ "two-thirds of the voters", "half a million", "a quarter of an hour"."""
    match = _FRACTION.match(text, at)
    if not match or _OTHER_HALF.search(text[max(0, at - BEFORE) : at]):
        return None
    share = _share(match["parts"], match["share"])
    if whole := _HALF_A.match(text, match.end()):
        if scale := _SCALE.match(text, whole.end()):
            size = MAGNITUDES[scale[1].lower()]
            return Number(share * size, at, scale.end(), _significant(share), coarse=True, scale=size)
        unit = unit_behind(text, whole.end())
        if unit and unit.units[0].dimension != "times":  # "half-time" is none
            return Number(share, at, whole.end(), _significant(share), coarse=True)
    if not _is_share(match, text):
        return None
    return Number(100 * share, at, match.end(), unit=Unit("fraction", "%"))


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
    before = text[max(0, match.start() - BEFORE) : match.start()]
    return bool(_HALF_OF.match(text, match.end()) or _BY_HALF.search(before))


def _multiple(text: str, at: int) -> Number | None:
    match = _MULTIPLE.match(text, at)
    if not match:
        return None
    value = MULTIPLES[match[1].lower()] if match[1] else spelled(match[2])
    return Number(value, at, match.end(), unit=Unit("time", "times"))


def _place(text: str, at: int) -> Number | None:
    match = _PLACE.match(text, at)
    if not match:
        return None
    return Number(ordinal(match[0]), at, match.end(), unit=Unit("", "ordinal"))


def ordinal(text: str) -> int:
    """ "twenty-first" -> 21."""
    return sum(ORDINALS.get(word) or NUMBERS[word] for word in re.split(r"[\s-]+", text.lower()))


def _plain(text: str, at: int) -> Number | None:
    """ "2,000", "2½", "two hundred and five", "two and a half million", "3 lakh"."""
    number = _in_digits(text, at) or _in_words(text, at)
    if number is None or number.unit:
        return number
    number = _with_half(_scaled(_with_half(number, text), text), text)
    return replace(number, digits=_significant(number.value)) if number.digits == "" else number


def _in_digits(text: str, at: int) -> Number | None:
    if text[at] in FRACTION_SIGNS:
        return Number(FRACTION_SIGNS[text[at]], at, at + 1, "", coarse=True)
    match = _DIGITS.match(text, at)
    is_money = bool(CURRENCY_BEFORE.search(text[max(0, at - BEFORE) : at]))
    if not match or (text[at - 1 : at].isalpha() and not is_money):  # "IE6" is a name
        return None
    whole, decimals, sign = match[1].replace(",", ""), match[2] or "", match[3]
    number = Number(float(whole + decimals) + FRACTION_SIGNS.get(sign, 0), at, match.end())
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


def _in_words(text: str, at: int) -> Number | None:
    match = _SPELLED.match(text, at)
    if not match:
        return None
    value = spelled(match[1])
    if match[2]:
        value += float("0." + "".join(str(_small(word) % 10) for word in match[2].split()))
    last = re.split(r"[\s-]", match[1].lower())[-1]
    return Number(value, at, match.end(), "", coarse=bool(match[2]), scale=MAGNITUDES.get(last, 1.0))


def spelled(text: str) -> float:
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


def _scaled(number: Number, text: str) -> Number:
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


def _with_half(number: Number, text: str) -> Number:
    """ "two and a half", "a million and a half"."""
    more = _AND_A_HALF.match(text, number.end)
    if not more:
        return number
    value = number.value + _share(more[1], more[2]) * number.scale
    return replace(number, value=value, end=more.end(), digits="", coarse=True)


def _significant(value: float) -> str:
    return f"{value:.6g}".partition("e")[0].replace(".", "").replace("-", "").strip("0") or "1"


_FORMS = (_vague, _fraction, _multiple, _place, _plain)
