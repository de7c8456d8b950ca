"""Sentences that name everybody a question is about: they tell what passed between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qa_bot.query import Part
from qa_bot.retrieval.reranking import Sentence
from qa_bot.text import fold, sentence_spans, vocabulary
from qa_bot.types import Article

_AS_ONE = re.compile(r"(?<![\w/])([A-Z][\w&.-]*)/([A-Z][\w&.-]*)(?![\w/])")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class EntityPairs:
    """What a part of a question names, each with the names that articles write as one with it ("FAO/WHO")."""

    forms: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, part: Part, articles: Iterable[Article]) -> EntityPairs:
        pairs = {pair for article in articles for pair in _AS_ONE.findall(fold(article.kept))}
        return cls(tuple(frozenset({name, *_partners(name, pairs)}) for name in part.names))

    def all_in(self, text: str, article: Article) -> bool:
        """Whether there are several and a text of the article names all of them."""
        if len(self.forms) < _SEVERAL:
            return False
        said = vocabulary(text, article.kept)
        return all(any(map(said.has_name, forms)) for forms in self.forms)

    def relates(self, sentence: Sentence) -> bool:
        """Whether the sentence names them all, in an article or under a heading that is about them all."""
        article = sentence.passage.article
        subject = "\n".join((article.full_title, sentence.passage.chunk.heading, _opening(article)))
        return self.all_in(sentence.reading, article) and self.all_in(subject, article)


def _opening(article: Article) -> str:
    text = article.kept
    return next((text[start:end] for start, end in sentence_spans(text)), "")


def _partners(name: str, pairs: Iterable[tuple[str, str]]) -> Iterable[str]:
    return (other for pair in pairs if name in pair for other in pair)
