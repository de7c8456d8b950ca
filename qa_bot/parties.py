"""Sentences that name everybody a question is about: they tell what passed between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qa_bot.question import Part
from qa_bot.reranking import Sentence
from qa_bot.types import Article
from qa_bot.vocabulary import vocabulary

_AS_ONE = re.compile(r"(?<![\w/])([A-Z][\w&.-]*)/([A-Z][\w&.-]*)(?![\w/])")
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Parties:
    """What a part of a question names, each with the names that articles write as one with it ("FAO/WHO")."""

    forms: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, part: Part, articles: Iterable[Article]) -> Parties:
        pairs = {pair for article in articles for pair in _AS_ONE.findall(article.kept)}
        return cls(tuple(frozenset({name, *_partners(name, pairs)}) for name in part.names))

    def all_in(self, sentence: Sentence) -> bool:
        """Whether there are several and the sentence names all of them."""
        said = vocabulary(sentence.reading, sentence.passage.article.kept)
        return len(self.forms) >= _SEVERAL and all(any(map(said.has_name, forms)) for forms in self.forms)


def _partners(name: str, pairs: Iterable[tuple[str, str]]) -> Iterable[str]:
    return (other for pair in pairs if name in pair for other in pair)
