"""A sentence as it can be read alone: who "he" is, what "this" refers to, who is quoted, what is but a claim.

What is added stands in brackets; the words stay the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from qa_bot.answering.draft import Statement
from qa_bot.answering.speech import quoted, speaker
from qa_bot.retrieval import Sentence, sentences_of
from qa_bot.text import alternation, content_stems, lexicon

_LEANING = lexicon("pronouns.third.subject", "pronouns.third.possessive", "pronouns.demonstrative")
_LEANS_ON_THE_LAST = re.compile(
    rf"[“\"(]?(?:{alternation(map(str.capitalize, _LEANING))}|Such|Both|The (?:former|latter))\b"
)
_LABEL = re.compile(r"[A-Z][a-z]{3,14}")
_HE_SHE = re.compile(r"[“\"]?(?:He|She)\b")
_PERSON = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)


def leans(text: str) -> bool:
    """Whether it begins with a word for what was said before it."""
    return bool(_LEANS_ON_THE_LAST.match(text))


def readable(sentence: Sentence, confidence: float | None = None, says: str = "") -> Iterator[Statement]:
    """The sentence, after the one before it where it cannot be understood without; `says` is who says it."""
    before = _before(sentence)
    text = quoted(sentence, says)
    if before and _LEANS_ON_THE_LAST.match(text) and text == sentence.reading:
        named = says if says and _speaks_of_himself(text, says) else speaker(before.reading)
        if named and _HE_SHE.match(text):
            text = _HE_SHE.sub(lambda match: f"{match.group()} [{named}]", text, count=1)
        else:
            yield Statement(quoted(before), before)
    label = _label(sentence)
    yield Statement(f"[{label}] {text}" if label else text, sentence, confidence=confidence)


def _speaks_of_himself(text: str, says: str) -> bool:
    """Whether "he" may be who says it: not beside that one's name, nor where there are a he and a she."""
    people = {word.lower() for word in _PERSON.findall(text)}
    return len(people) == 1 and not set(content_stems(says)).intersection(content_stems(text))


def _label(sentence: Sentence) -> str | None:
    """The one word on the line above: "Claim", "Correction", "Advertisement"."""
    above = sentence.passage.article.text[: sentence.start].rstrip(' \t“"')
    line = above.rstrip("\n").rpartition("\n")[2].strip()
    return line if above.endswith("\n") and _LABEL.fullmatch(line) else None


def _before(sentence: Sentence) -> Sentence | None:
    """The sentence before it in its chunk."""
    before = [other for other in sentences_of(sentence.passage) if other.start < sentence.start]
    return replace(before[-1], closeness=()) if before else None
