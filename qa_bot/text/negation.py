"""What a text says no to: "not", "denied", "without" …"""

from __future__ import annotations

import re

from qa_bot.text.english import any_of
from qa_bot.text.words import content_stems, stem

_NEGATION = re.compile(  # not the "no" of "no longer than" and "No. 5"
    rf"\b(?!no longer than\b|no\.\s?\d){any_of('negations.plain', 'negations.others')}\b"
    rf"|\b{any_of('negations.nearly', 'negations.verbs')}\b"
    rf"|\b{any_of('denials.deny', 'denials.nouns', 'denials.reject', 'denials.untrue')}\b|n[’']t\b",
    re.IGNORECASE,
)
_ONLY = re.compile(rf"\s({any_of('negations.only')})\b", re.IGNORECASE)
_STOP = re.compile(rf"[,.;:!?—–()“”\"]|\b{any_of('conjunctions.clause', 'conjunctions.stop')}\b")


def is_negative(text: str) -> bool:
    """Whether anything is denied in it."""
    return bool(_NEGATION.search(text))


def negated(text: str) -> set[str]:
    """Stems of the words that its negations are of: "close" of "did not close the gates"."""
    found = list(_NEGATION.finditer(text))
    ends = [*(match.start() for match in found), len(text)][1:]
    about = (
        _about(text[: match.start()], text[match.end() : end])
        for match, end in zip(found, ends, strict=False)
    )
    return {word for word in about if word}


def _about(before: str, after: str) -> str | None:
    """The stem of the word behind a negation, or before it where nothing of its clause follows."""
    if only := _ONLY.match(after):
        return stem(only[1])
    clause = _STOP.split(after, maxsplit=1)[0]
    return next(iter([*content_stems(clause)[:1], *content_stems(before)[-1:]]), None)
