"""Number words, and the tables of units.toml: magnitudes, units, currencies; and the unit behind a number."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_bot.text.english import ENGLISH, lexicon
from qa_bot.text.words import without_accents

_TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("units.toml").read_text(encoding="utf-8"))

TENS: Mapping[str, int] = ENGLISH["numbers"]["tens"]
NUMBERS: Mapping[str, int] = {**ENGLISH["numbers"]["cardinals"], **TENS}
MAGNITUDES: Mapping[str, float] = _TABLE["magnitudes"]["words"]
SHORT_MAGNITUDES: Mapping[str, float] = _TABLE["magnitudes"]["short"]
MAGNITUDES_OF_MONEY: Mapping[str, float] = _TABLE["magnitudes"]["of_money"]
VAGUE: Mapping[str, float] = _TABLE["magnitudes"]["vague"]
SEVERAL: list[str] = _TABLE["magnitudes"]["several"]
ORDINALS: Mapping[str, int] = ENGLISH["numbers"]["ordinals"]
FRACTIONS: Mapping[str, int] = _TABLE["fractions"]["words"]
FRACTION_SIGNS: Mapping[str, float] = _TABLE["fractions"]["signs"]
MULTIPLES: Mapping[str, float] = _TABLE["multiples"]
HEDGES: Mapping[str, tuple[str, ...]] = {name: lexicon(f"hedges.{name}") for name in ENGLISH["hedges"]}
NUMBER_WORDS = frozenset(
    word + ending
    for words in (NUMBERS, MAGNITUDES, ORDINALS, FRACTIONS, MULTIPLES, VAGUE)
    for word in words
    for ending in ("", "s")
)

_SHARED: Mapping[str, Mapping[str, list[str]]] = _TABLE["shared_currencies"]
_LONGEST_NAME = 4  # words
_SIGNS = "%‰°º"
_UNKNOWN = re.compile(r"[b-df-hj-np-tv-xz]{2,5}")  # "bpd": no word


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number is of: `size * number + zero` is its value in the unit of its dimension."""

    name: str
    dimension: str  # "kg", "%", "USD"; of an unknown unit its own letters
    size: float = 1.0
    zero: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """The units that the words behind a number may name, the likeliest first, and where they end."""

    units: tuple[Unit, ...]
    end: int


def same_dimension(one: str, other: str) -> bool:
    """Whether both measure the same: "INR" and "rupee" do, "INR" and "PKR" do not."""
    return one == other or other in _codes(one) or one in _codes(other)


def unit_behind(text: str, at: int) -> Found | None:
    """The unit whose name begins where a number ends: "km", "square feet", "Hong Kong dollars", "bpd"."""
    tokens = list(_tokens(text, at))
    for n in range(len(tokens), 0, -1):
        if units := _named([word for word, _ in tokens[:n]]):
            return Found(units, tokens[n - 1][1])
    if not tokens:
        return None
    word, end = tokens[0]
    is_attached = text[at] not in " \t\n\u00a0-"
    if _UNKNOWN.fullmatch(word) or (is_attached and word.isalpha()):
        return Found((Unit(word, word),), end)
    return None


def currency(symbol: str) -> Unit:
    """The currency that stands before a number as this symbol or code."""
    return _SYMBOLS[symbol][0]


def _codes(name: str) -> list[str]:
    return _SHARED[name]["codes"] if name in _SHARED else []


def _tokens(text: str, at: int) -> Iterator[tuple[str, int]]:
    for _ in range(_LONGEST_NAME):
        match = _TOKEN.match(text, at)
        if not match:
            return
        yield match[1], match.end()
        at = match.end()


def _named(tokens: list[str]) -> tuple[Unit, ...]:
    phrase = " ".join(tokens)
    return _SYMBOLS.get(phrase) or _NAMES.get(_key(phrase)) or _IN_ANY_CASE.get(phrase.casefold(), ())


def _key(name: str) -> str:
    """The name in lower case and singular, as far as an "s" makes the plural; no dots, hyphens, accents."""
    plain = without_accents(name.casefold()).replace(".", "").replace("-", " ")
    return " ".join(word.removesuffix("s") for word in plain.split())


def _units() -> Iterator[tuple[Unit, list[str], list[str], bool]]:
    """Each with its names and symbols, and whether it has prefixes."""
    for dimension, rows in _TABLE["units"].items():
        for row in rows:
            names, symbols, prefixes = row["names"], row.get("symbols", []), row.get("prefixes", [])
            size, zero = row["size"], row.get("zero", 0.0)
            yield Unit([*names, *symbols][0], dimension, size, zero), names, symbols, bool(prefixes)
            for prefix in prefixes:
                sign, factor = _TABLE["prefixes"][prefix]
                larger = [prefix + name for name in names]
                yield (
                    Unit([*larger, *symbols][0], dimension, size * factor),
                    larger,
                    [sign + symbol for symbol in symbols],
                    True,
                )
    for code, row in _TABLE["currencies"].items():
        codes = [] if code in _TABLE["currency_codes"]["words"] else [code]
        yield Unit(code, code), row["names"], [*codes, *row.get("symbols", [])], False
    for noun, row in _SHARED.items():
        yield Unit(noun, noun), row.get("names", [noun]), row.get("symbols", []), False


def _with_plurals(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield name
        if name.endswith(("ch", "s")):
            yield f"{name}es"


_NAMES: dict[str, tuple[Unit, ...]] = {}
_SYMBOLS: dict[str, tuple[Unit, ...]] = {}
_any_case: defaultdict[str, list[Unit]] = defaultdict(list)  # "KM", "kwh": where no other unit is written so
for _unit, _names, _symbols, _has_prefixes in _units():
    for _name in _with_plurals(_names):
        _NAMES[_key(_name)] = (*_NAMES.get(_key(_name), ()), _unit)
    for _symbol in _symbols:
        _SYMBOLS[_symbol] = (*_SYMBOLS.get(_symbol, ()), _unit)
        if _has_prefixes and len(_symbol) > 1:
            _any_case[_symbol.casefold()].append(_unit)
_IN_ANY_CASE = {symbol: tuple(units) for symbol, units in _any_case.items()}

CURRENCY_SIGNS = [
    symbol
    for symbol, units in _SYMBOLS.items()
    if units[0].dimension in _TABLE["currencies"] or units[0].dimension in _SHARED
]
_MARKS = "".join({char for symbol in CURRENCY_SIGNS for char in symbol if not char.isalpha()} - set(" ."))
_TOKEN = re.compile(
    rf"[\s-]?((?:[°º]\s?)?[CF](?![\w]|[-.’']\w)|[{_SIGNS}]|[^\W\d_]{{0,2}}[{re.escape(_MARKS)}]"
    r"|(?:[^\W\d_]\.){2,4}(?!\w)|[^\W\d_](?![\w/]|[-’'.]\w)|[^\W\d_]{2,30}(?:[./][^\W\d_]{1,6})*[23²³]?(?!\w)|[^\W\d_]/[^\W\d_](?!\w)"
    r"|[^\W\d_][23²³](?!\w))"
)
