"""Whether what people say is meant to be answered."""

from __future__ import annotations

import re

from qa_bot.text import any_of

_MARK = re.compile(r"\?(?!\w)|[？؟]")  # not within an address
_BEGINS = re.compile(  # not everybody types a mark
    rf"\W*(?:{any_of('conjunctions.opening')}\s+)?{any_of('question_words')}\b", re.IGNORECASE
)


def asks(text: str) -> bool:
    """Whether it reads as a question."""
    return bool(_BEGINS.match(text) or _MARK.search(text))
