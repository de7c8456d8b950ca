"""Abbreviations and what they stand for, where a text defines them: "Long Form (LF)" or "LF (Long Form)".

The long form is found as Schwartz and Hearst (2003) do: the shortest run of words before the bracket whose
letters contain the abbreviation's, in order, the first at the start of a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from qa_bot.text.folding import fold
from qa_bot.text.words import stems_of

_BRACKETED = re.compile(r"\(([^()\n]{2,80})\)")
_SPELLED_OUT = 2  # words of a long form in a question that speaks of the same
_SHORT = re.compile(r"[^\W_](?:[\w&.\-]{0,10})[^\W_]")


@lru_cache(maxsize=2_000)
def definitions(text: str) -> dict[str, str]:
    """Maps each defined abbreviation to its long form, as first written, their letters folded."""
    found: dict[str, str] = {}
    plain = fold(text).replace("*", " ")  # Markdown emphasis stands in the way; lengths stay
    for match in _BRACKETED.finditer(plain):
        inside = match.group(1).strip()
        before = " ".join(plain[max(0, match.start() - 120) : match.start()].split())
        if _is_short(inside):
            if long_form := _long_form(inside, before):
                found.setdefault(inside, long_form)
        elif (
            (short := before.rsplit(" ", 1)[-1]) and _is_short(short) and _long_form(short, inside) == inside
        ):
            found.setdefault(short, inside)
    return found


def in_the_words_of(question: str, text: str, aliases: Mapping[str, str]) -> str:
    """`text` with abbreviations spelled out where the question does so, and shortened where it does."""
    asked = stems_of(question)
    for short, long in aliases.items():
        abbreviated = rf"(?<!\w){re.escape(short)}(?!\w)"
        if short in question and re.search(abbreviated, question):
            text = re.sub(rf"{re.escape(long)}(?: \({re.escape(short)}\))?", short, text, flags=re.IGNORECASE)
        elif short in text and len(asked & stems_of(long)) >= _SPELLED_OUT:
            text = re.sub(abbreviated, long, text)
    return text


def _is_short(text: str) -> bool:
    return bool(_SHORT.fullmatch(text)) and sum(char.isupper() for char in text) >= 2


def _long_form(short: str, before: str) -> str | None:
    """The end of `before` that spells `short`, or None."""
    letters = [char.casefold() for char in short if char.isalnum()]
    at = len(before)
    for i in range(len(letters) - 1, -1, -1):
        at -= 1
        while at >= 0 and not (
            before[at].casefold() == letters[i] and (i > 0 or at == 0 or not before[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    words = before[at:].split()
    # A long form has at most as many words as letters + 5, and more than one word or letter to expand.
    return before[at:] if 1 < len(words) <= min(len(letters) + 5, len(letters) * 2) else None
