"""What is new on a subject: statements of the newest articles, each article's first with its date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qa_bot.answering.decontextualization import readable
from qa_bot.answering.draft import Statement, once
from qa_bot.retrieval import Sentence
from qa_bot.types import Article, DateSource


def dated(sentences: Iterable[Sentence]) -> Iterator[Statement]:
    """As they can be read alone, each sentence once; what is added stands in brackets."""
    told: set[str] = set()
    for statement in once(statement for sentence in sentences for statement in readable(sentence)):
        article = statement.source.passage.article
        yield statement if article.id in told else replace(statement, text=_dated(article, statement.text))
        told.add(article.id)


def _dated(article: Article, text: str) -> str:
    inferred = ", inferred" if article.date_source is DateSource.INFERRED else ""
    return f"[{article.published or 'date unknown'}{inferred}] {text}"
