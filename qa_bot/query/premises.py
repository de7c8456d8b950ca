"""What a question takes for granted: "Why did she leave?" asks of "Did she leave?" as well."""

from __future__ import annotations

import re

from qa_bot.query.clauses import AUXILIARY
from qa_bot.text import any_of

_CIRCUMSTANCE = re.compile(
    rf"(?:{any_of('prepositions.ends')}\s+)?{any_of('question_words.circumstance', 'question_words.manner')}"
    rf"(?:\s+exactly)?\s+(?={AUXILIARY.pattern})",
    re.IGNORECASE,
)


def premise(asked: str) -> str | None:
    """Returns the question behind one for a time, a place, a reason or a manner; None for any other."""
    circumstance = _CIRCUMSTANCE.match(asked)
    if not circumstance:
        return None
    rest = asked[circumstance.end() :].rstrip(" ?.!")
    return f"{rest[:1].upper()}{rest[1:]}?"
