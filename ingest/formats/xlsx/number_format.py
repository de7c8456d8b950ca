"""A cell's number as its format shows it: figures with their units, and days in ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, DecimalException, localcontext
from functools import lru_cache

GENERAL = "General"
# Formats that files name by their numbers alone.
BUILT_IN = {
    **dict(enumerate((GENERAL, "0", "0.00", "#,##0", "#,##0.00"))),
    **dict(enumerate(("0%", "0.00%", "0.00E+00", GENERAL, GENERAL), 9)),
    **dict.fromkeys((14, 15, 16, *range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    17: "mmm-yy",
    **dict.fromkeys((18, 20), "h:mm"),
    **dict.fromkeys((19, 21, *range(32, 36)), "h:mm:ss"),
    22: "yyyy-mm-dd h:mm",
    **dict.fromkeys((37, 38), "#,##0;(#,##0)"),
    **dict.fromkeys((39, 40), "#,##0.00;(#,##0.00)"),
    **dict.fromkeys((41, 42), "#,##0"),
    **dict.fromkeys((43, 44), "#,##0.00"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "0.0E+0",
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<noon>AM/PM|A/P)|(?P<number>[0#?.][0#?.,]*)|(?P<power>E[+-]?0+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"(h+|m+|s+)", re.IGNORECASE)
_DAY_ONE = datetime(1899, 12, 30)  # as if 1900 had been a leap year, which Excel believes
_DAY_ONE_OF_MAC = datetime(1904, 1, 1)
_DATE = frozenset("ymdhs")
_MOST_DIGITS = 30
_MOST_PLACES = 300  # of a number; floating point has no more


@dataclass(frozen=True, slots=True)
class _Section:
    """One way to show a number: there may be others for those below zero, for zero and for text."""

    tokens: tuple[re.Match[str], ...]
    letters: str  # that stand for parts of a day or time
    is_elapsed: bool  # the hours, minutes or seconds are all there are
    is_general: bool  # or shows figures in a way that no rule here knows

    @classmethod
    def of(cls, tokens: Sequence[re.Match[str]]) -> _Section:
        elapsed = "".join(
            each["bracket"] or "" for each in tokens if _ELAPSED.fullmatch(each["bracket"] or "")
        )
        letters = f"{''.join(each['other'] or '' for each in tokens)}{elapsed}".lower()
        figures = sum(bool(each["number"]) for each in tokens)
        is_general = figures > 1 or bool(set(letters) & set("/@")) or any(each["general"] for each in tokens)
        return cls(tuple(tokens), letters, bool(elapsed), is_general)

    @property
    def is_date(self) -> bool:
        return not _DATE.isdisjoint(self.letters) and not self.tokens[0]["number"]


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            sections.append([])
        else:
            sections[-1].append(token)
    return tuple(map(_Section.of, sections))


def shown(value: str, code: str, *, from_1904: bool = False) -> str:
    """`value` is what the file says, `code` the format; a number that no rule here fits is shown in full."""
    if code == GENERAL and value.isdecimal():  # most
        return value
    try:
        return _shown(Decimal(value), _sections(code), from_1904=from_1904)
    except (DecimalException, OverflowError):
        return value


def _shown(number: Decimal, sections: Sequence[_Section], *, from_1904: bool) -> str:
    if not number.is_finite() or abs(number.adjusted()) > _MOST_PLACES:
        raise OverflowError
    section = _chosen(sections, number)
    if section.is_date:
        return _moment(float(number), section, from_1904=from_1904)
    has_own_sign = number < 0 and len(sections) > 1
    return _figure(abs(number) if has_own_sign else number, section)


def _chosen(sections: Sequence[_Section], number: Decimal) -> _Section:
    wanted = 1 if number < 0 else 2 if number == 0 else 0
    return sections[wanted] if wanted < min(len(sections), 3) else sections[0]


def _figure(number: Decimal, section: _Section) -> str:
    if section.is_general:
        return _general(number)
    formats = [each["number"] for each in section.tokens if each["number"]]
    number = number.scaleb(2 * sum(each["other"] == "%" for each in section.tokens))
    figures = _figures(abs(number), formats[0], section) if formats else ""
    text = "".join(figures if each["number"] else _literal(each) for each in section.tokens).strip()
    is_negative = number < 0 and any(char in "123456789" for char in figures)
    return f"-{text}" if is_negative else text


def _literal(token: re.Match[str]) -> str:
    return token["quoted"] or token["escaped"] or token["currency"] or token["other"] or ""


def _figures(number: Decimal, form: str, section: _Section) -> str:
    whole, _, after = form.rstrip(",").partition(".")
    number = number.scaleb(-3 * (len(form) - len(form.rstrip(","))))
    decimals = min(sum(char in "0#?" for char in after), _MOST_DIGITS)
    if any(each["power"] for each in section.tokens):
        return f"{number:.{decimals}E}"
    with localcontext(prec=2 * _MOST_PLACES):
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    integer, _, fraction = text.partition(".")
    least = after.count("0")
    fraction = fraction[:least] + fraction[least:].rstrip("0")
    integer = integer.rjust(min(whole.count("0"), _MOST_DIGITS), "0")
    if number == 0 and "0" not in form:  # its places are left blank
        return ""
    return f"{integer}.{fraction}" if fraction else integer


def _general(number: Decimal) -> str:
    """Without the noise of binary fractions."""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    return f"{float(number):.10g}" if abs(number) < 10**9 else f"{float(number):.15g}"


def _moment(serial: float, section: _Section, *, from_1904: bool) -> str:
    """A day, a time of day, or both. Raises OverflowError for a day that no calendar has."""
    letters = section.letters
    if section.is_elapsed:
        return _clock(timedelta(days=serial), letters)
    first = _DAY_ONE_OF_MAC if from_1904 else _DAY_ONE
    before_leap_day = not from_1904 and 1 <= serial < 60
    moment = first + timedelta(days=serial + before_leap_day, milliseconds=1)
    time = _clock(timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second), letters)
    if not set(letters) & set("yd") and "mmm" not in letters:
        return time
    day = f"{moment:%Y-%m-%d}" if "d" in letters or "y" not in letters else f"{moment:%Y-%m}"
    day = day if "m" in letters or "d" in letters else day[:4]
    return f"{day} {time}" if set(letters) & set("hs") else day


def _clock(time: timedelta, letters: str) -> str:
    minutes, seconds = divmod(round(time.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}" if "s" in letters else f"{hours:02}:{minutes:02}"
