"""The articles about what is asked, and how each begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa_bot.query import Part
from qa_bot.retrieval import Sentence, published_then, sentences_of
from qa_bot.text import vocabulary, words
from qa_bot.types import Article, Chunk, Passage

_MOST = 0.5  # of the subject's words
_FEWEST_WORDS = 6  # of a statement; a byline or a heading has fewer
_OPENING = 3  # statements in which an article says what it is about


def articles_on(part: Part, passages: Sequence[Passage]) -> list[Article]:
    """Those whose title and opening have what is asked about, best first; else those with a passage that has.

    Of a subject in passing many articles tell.
    """
    found = list({one.article.id: one.article for one in passages}.values())
    about = [article for article in found if _is_on(part, article, _beginning(article))]
    return about or [
        article
        for article in found
        if any(_is_on(part, article, one.text) for one in passages if one.article.id == article.id)
    ]


def of_the_time(part: Part, articles: Sequence[Article]) -> list[Article]:
    """Those published in the days that are asked about or soon after, where there are such; else all."""
    return [one for one in articles if published_then(part, one)] or list(articles)


def _is_on(part: Part, article: Article, text: str) -> bool:
    """Whether the title and a text of it have the names that are asked about and most of the words."""
    said = vocabulary(f"{article.full_title}\n{text}", article.kept)
    return (
        all(map(said.has_name, part.names))
        and (not part.context or any(map(said.has_name, part.context)))
        and said.share(part.subject) >= _MOST
    )


def _beginning(article: Article) -> str:
    return "\n".join(one.reading for one in statements(article)[:_OPENING])


@lru_cache(maxsize=1_000)
def statements(article: Article) -> tuple[Sentence, ...]:
    """The sentences of an article that state something: no headings and no bylines."""
    return tuple(_statements(article))


def _statements(article: Article) -> Iterator[Sentence]:
    for start, end in article.kept_ranges():
        chunk = Chunk(article.id, article.content_hash, 0, start, end)
        for sentence in sentences_of(Passage(article, chunk, 0.0)):
            if sentence.reading.endswith(tuple('.!?”"')) and len(words(sentence.reading)) >= _FEWEST_WORDS:
                yield sentence


def told_of(part: Part, sentence: Sentence) -> float:
    """The share of the subject's words that the sentence has."""
    return vocabulary(sentence.reading, sentence.passage.article.kept).share(part.subject)
