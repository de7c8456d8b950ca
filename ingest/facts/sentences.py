"""The sentences of what is kept of an article."""

from __future__ import annotations

from dataclasses import dataclass

from qa_bot.text import sentence_spans
from qa_bot.types import Article


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place in `Article.text`, and the number of the paragraph it stands in."""

    start: int
    end: int
    text: str
    paragraph: int


def kept_sentences(article: Article) -> tuple[Sentence, ...]:
    """All sentences outside the skipped ranges, in order."""
    text, found = article.text, list[Sentence]()
    paragraph = 0
    for first, last in article.kept_ranges():
        paragraph, at = paragraph + 1, first
        for start, end in sentence_spans(text, first, last):
            paragraph += "\n" in text[at:start]
            found.append(Sentence(start, end, text[start:end], paragraph))
            at = end
    return tuple(found)
