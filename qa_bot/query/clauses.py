"""A question's clauses: what is asked one by one, each as it can be understood alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa_bot.text import any_of, content_stems, names_inside, sentence_spans

QUESTION_WORD = any_of("question_words")
PREPOSITION = any_of("prepositions.common", "prepositions.ends", "prepositions.asking")
AUXILIARY = re.compile(rf"{any_of('auxiliaries.asking')}\b", re.IGNORECASE)
_BREAK = re.compile(
    rf"(?:[,;]\s*(?:and\s+|but\s+)?|\s+and\s+)(?=(?:{PREPOSITION}\s+)?{QUESTION_WORD}\b)", re.IGNORECASE
)
_ASKS = re.compile(rf"\b{QUESTION_WORD}\b", re.IGNORECASE)
_CLAUSE = re.compile(rf"when\s+(?!{AUXILIARY.pattern}|{PREPOSITION}\b)", re.IGNORECASE)
LEANS = re.compile(rf"\b{any_of('pronouns.third')}\b", re.IGNORECASE)
_OF_THE_ASKER = re.compile(r"\b(?:I|we)\b")
_ALONE = 2  # words of meaning with which a clause needs no other


def clauses(question: str) -> tuple[str, ...]:
    """In their order; what stands before or beside the questions is not asked."""
    asked = [question[a:b] for a, b in sentence_spans(question) if question[a:b].endswith("?")]
    pieces = _BREAK.split(" ".join(asked) or question)
    found: list[str] = []
    for piece in filter(None, (piece.strip(" ,;?.!") for piece in pieces)):
        if found and not _asks(found[-1]):
            found[-1] = piece if _is_aside(found[-1], piece) else f"{found[-1]}, {piece}"
        else:
            found.append(piece)
    return tuple(_standing_alone(found)) or (question,)


def question_word(text: str) -> re.Match[str] | None:
    """The word that asks: not the "when" of "When it was attacked, what …"."""
    return next((m for m in _ASKS.finditer(text) if not _CLAUSE.match(text, m.start())), None)


def any_question_word(text: str) -> re.Match[str] | None:
    """The first, which asks in an indirect question: "when the port closed"."""
    return _ASKS.search(text)


def _asks(text: str) -> bool:
    return bool(AUXILIARY.match(text) or question_word(text))


def _is_aside(text: str, following: str) -> bool:
    """Whether only the asker is spoken of: "I write about ports, in which town …"."""
    return bool(_OF_THE_ASKER.search(text)) and not _leans(following)


def _standing_alone(found: Sequence[str]) -> Iterator[str]:
    """Each with what it leans on: "for how long" on all of the first, "who sold it" on whom that names."""
    for n, text in enumerate(found):
        other = found[0] if n else "".join(found[1:2])  # "When" of "When and where was …"
        if other and _is_thin(text):
            yield f"{text}, {_told(other)}"
        elif n and LEANS.search(text) and (named := names_inside(other)):
            yield f"{text} ({', '.join(named)})"
        else:
            yield text


def _leans(text: str) -> bool:
    """Whether it cannot be understood without another: "and for how long", "and who owns it"."""
    return _is_thin(text) or bool(LEANS.search(text))


def _is_thin(text: str) -> bool:
    return len(content_stems(text)) < _ALONE and not names_inside(text)


def _told(text: str) -> str:
    """What a question tells of what it asks about: what stands behind its question word."""
    asks = question_word(text)
    if asks:
        return text[asks.end() :].strip()
    return text[:1].lower() + text[1:] if AUXILIARY.match(text) else text
