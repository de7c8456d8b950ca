"""What a newspaper prints before its first words: the place and the day, or its own name and the day."""

from __future__ import annotations

import re

from qa_bot.text.dates import dates_in

_CITY = r"[^\W\d_a-z]{2,}(?:[\s.'’-][^\W\d_a-z]{2,}){0,3}"
_DATELINE = re.compile(  # "LIMA, Feb. 11 (Andes Wire) - ", "Lima, 11 February – "
    rf"(?:{_CITY}(?:,[^—–\n!?]{{1,40}}?)?|[^\W\d_a-z][^—–\n!?()]{{1,40}}?(?:\([^()\n]{{1,30}}\)|,[^—–\n!?()]{{1,30}}?\d))"
    r"\s?(?:—|–|--?)\s+"
)


def behind_dateline(text: str, start: int, end: int) -> int:
    """The offset of the first word of `text[start:end]` that is no dateline."""
    dateline = _DATELINE.match(text, start, end)
    return dateline.end() if dateline and dateline.end() < end else start


# Harbour Gazette, Varn. A name is taken whole (*+): one in capitals has as many readings as it has cuts.
_NAMES = re.compile(r"(?:[\s,|·•–—_*()-]|(?:of|the|and)\b|[A-Z][\w.'’&]*+)*")
_PARTED = re.compile(r"[,|·•–—-]")
_LONGEST = 80  # characters of an imprint


def is_imprint(line: str) -> bool:
    """Whether a line is a day of a year, or that and apart from it names: "3 May 2031 | Varn Post"."""
    if len(line) > _LONGEST:
        return False
    days = [found for found in dates_in(line) if found.day and found.day.day and found.day.year]
    return len(days) == 1 and (
        not line[: days[0].start].strip() + line[days[0].end :].strip()
        or is_beside_names(line, days[0].start, days[0].end)
    )


def is_beside_names(line: str, start: int, end: int, apart: bool = True) -> bool:
    """Whether nothing but names stands beside `line[start:end]`, and `apart` from it by a sign."""
    before, after = line[:start].rstrip(), line[end:].lstrip()
    is_apart = bool(_PARTED.match(before[-1:]) or _PARTED.match(after))
    only_names = _NAMES.fullmatch(before) and _NAMES.fullmatch(after)
    return len(line) <= _LONGEST and bool(only_names) and (is_apart or not apart)
