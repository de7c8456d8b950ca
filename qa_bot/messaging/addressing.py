"""Whether what people say is meant to be answered."""

from __future__ import annotations

import re

_MARK = re.compile(r"\?(?!\w)|[？؟]")  # not within an address
_BEGINS = re.compile(  # not everybody types a mark
    r"\W*(?:(?:and|but|so|or)\s+)?(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE
)


def asks(text: str) -> bool:
    """Whether it reads as a question."""
    return bool(_BEGINS.match(text) or _MARK.search(text))
