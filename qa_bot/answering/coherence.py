"""A sentence as it can be read alone: who "he" is, what "this" refers to, who is quoted.

What is added stands in brackets; quotation marks are closed. The words stay the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from qa_bot.answering.draft import Statement
from qa_bot.markup import plain
from qa_bot.reranking import Sentence, sentences_of
from qa_bot.words import names

_LEANS_ON_THE_LAST = re.compile(
    r"[“\"(]?(?:He|She|It|They|This|That|These|Those|His|Her|Its|Their|Such|Both|The (?:former|latter))\b"
)
_HE_SHE = re.compile(r"[“\"]?(?:He|She)\b")
_HE_SAID = re.compile(r"(?<=” )(?:he|she)\b")


def readable(sentence: Sentence, confidence: float | None = None) -> Iterator[Statement]:
    """The sentence, after the one before it where it cannot be understood without."""
    before = _before(sentence)
    text = _quoted(sentence)
    if before and _LEANS_ON_THE_LAST.match(text) and text == sentence.reading:
        if (person := _person(before.reading)) and _HE_SHE.match(text):
            text = _HE_SHE.sub(lambda match: f"{match.group()} [{person}]", text, count=1)
        else:
            yield Statement(_quoted(before), before)
    yield Statement(text, sentence, confidence=confidence)


def _before(sentence: Sentence) -> Sentence | None:
    """The sentence before it in its chunk."""
    before = [other for other in sentences_of(sentence.passage) if other.start < sentence.start]
    return replace(before[-1], closeness=()) if before else None


def _person(text: str) -> str | None:
    """The one person the text names, if it names just one who could be."""
    people = [name for name in names(text) if len(name.split()) > 1 and not name.isupper()]
    return people[0] if len(people) == 1 else None


def _quoted(sentence: Sentence) -> str:
    """A sentence out of a quotation of several: its marks closed, and who speaks in brackets."""
    text = sentence.reading
    paragraph, start = _paragraph(sentence)
    end = start + len(sentence.text)
    before, after = paragraph[:start], paragraph[end:]
    opened = before.count("“") > before.count("”")
    if not (opened or text.startswith("“")):
        return text
    whole = text if text.startswith("“") else f"“{text}"
    if "”" in text:
        speaker = _person(_line_before(sentence))
        return _HE_SAID.sub(lambda he: f"{he.group()} [{speaker}]", whole, count=1) if speaker else whole
    speaker = _person(_attribution(after)) or _person(_line_before(sentence))
    return f"{whole}” [{speaker}]" if speaker else f"{whole}”"


def _paragraph(sentence: Sentence) -> tuple[str, int]:
    """The line the sentence stands in, and where it begins there."""
    text = sentence.passage.article.text
    first = text.rfind("\n", 0, sentence.start) + 1
    last = text.find("\n", sentence.end)
    return text[first : last if last >= 0 else len(text)], sentence.start - first


def _attribution(after: str) -> str:
    """What follows the end of the quotation, up to its next: "said Ama Boateng, the harbour master."."""
    said = after.partition("”")[2]
    return plain(re.split(r"[“.]\s", said, maxsplit=1)[0])


def _line_before(sentence: Sentence) -> str:
    """The paragraph before the one the sentence stands in: it often names who speaks."""
    text = sentence.passage.article.text
    first = text.rfind("\n", 0, sentence.start)
    lines = text[: max(first, 0)].rstrip().rsplit("\n", 1)
    return plain(lines[-1])
