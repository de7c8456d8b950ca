"""The articles about what is asked, and what they state, as sentences to cite."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.query import Part
from qa_bot.retrieval import Sentence, about, published_then, statements
from qa_bot.text import vocabulary
from qa_bot.types import Article, Chunk, Passage

_MOST = 0.5  # of the subject's words, for an article that tells of it in passing


def articles_on(part: Part, passages: Sequence[Passage]) -> list[Article]:
    """Those that are about what is asked, best first; else those with a passage that tells of it."""
    if found := about(part, passages):
        return list(found)
    return list({one.article.id: one.article for one in passages if _tells(part, one)}.values())


def _tells(part: Part, passage: Passage) -> bool:
    said = vocabulary(f"{passage.article.full_title}\n{passage.text}", passage.article.kept)
    return all(map(said.has_name, part.names)) and said.share(part.subject) >= _MOST


def of_the_time(part: Part, articles: Sequence[Article]) -> list[Article]:
    """Those published in the days that are asked about or soon after, where there are such; else all."""
    return [one for one in articles if published_then(part, one)] or list(articles)


def stated(article: Article) -> list[Sentence]:
    """The sentences of an article that state something, in their order."""
    return [sentence_at(article, start, end) for start, end in statements(article)]


def sentence_at(article: Article, start: int, end: int) -> Sentence:
    """A range of an article to be cited, whether or not it was read closely."""
    return Sentence(
        Passage(article, Chunk(article.id, article.content_hash, 0, start, end), 0.0), start, end, 0
    )


def told_of(part: Part, sentence: Sentence) -> float:
    """The share of the subject's words that the sentence has."""
    return vocabulary(sentence.reading, sentence.passage.article.kept).share(part.subject)
