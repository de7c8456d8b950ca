"""Where a sentence begins behind the place and the day that a newspaper prints before its first words."""

from __future__ import annotations

import re

_CITY = r"[^\W\d_a-z]{2,}(?:[\s.'’-][^\W\d_a-z]{2,}){0,3}"
_DATELINE = re.compile(  # "LIMA, Feb. 11 (Andes Wire) - ", "Lima, 11 February – "
    rf"(?:{_CITY}(?:,[^—–\n!?]{{1,40}}?)?|[^\W\d_a-z][^—–\n!?()]{{1,40}}?(?:\([^()\n]{{1,30}}\)|,[^—–\n!?()]{{1,30}}?\d))"
    r"\s?(?:—|–|--?)\s+"
)


def behind_dateline(text: str, start: int, end: int) -> int:
    """The offset of the first word of `text[start:end]` that is no dateline."""
    dateline = _DATELINE.match(text, start, end)
    return dateline.end() if dateline and dateline.end() < end else start
