"""The articles of one story: not far apart in time, they share names that are rare in the index.

Which is how topics were detected and tracked (Allan, "Topic Detection and Tracking", 2002). Only what the
lexical index finds by an article's rarest names is compared: it does not matter how many articles there are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from heapq import nlargest

from qa_bot.index import Snapshot
from qa_bot.query import Part
from qa_bot.text import fold, naming_words, same_story, vocabulary
from qa_bot.types import Article, Passage, Scope

_OPENING = 1_500  # characters, whose names tell which story it is; see evals/LOG.md for this and what follows
_ALIKE = 0.2  # of the weight of the names of two articles, that of those they share
_GAP = timedelta(days=180)  # between two articles of which the later goes on with the story
_RAREST = 16  # names that an article is searched by
_CANDIDATES = 40  # chunks that have some of them
_MOST = 60  # articles of a story
_SUBJECT = 2 / 3  # of the words that name a subject: so many has an article that is about it

_EVERY = Scope()

Weights = Mapping[str, float]


def stories(index: Snapshot, articles: Iterable[Article], scope: Scope = _EVERY) -> tuple[Article, ...]:
    """The articles with all others of their stories, in the order of `oldest_first`.

    `scope` limits which others are found. Raises IndexUnavailable.
    """
    found = {article.id: article for article in articles}
    weights = {article.id: _weights(index, article) for article in found.values()}
    waiting = deque(found.values())
    while waiting and len(found) < _MOST:
        article = waiting.popleft()
        for other in _candidates(index, weights[article.id], scope):
            if other.id in found:
                continue
            weights.setdefault(other.id, _weights(index, other))
            if _goes_on(article, other) and _share(weights[article.id], weights[other.id]) >= _ALIKE:
                found[other.id] = other
                waiting.append(other)
            elif same_story(article, other):  # however late it was printed again
                found[other.id] = other
    return oldest_first(found.values())


def oldest_first(articles: Iterable[Article]) -> tuple[Article, ...]:
    """By their publication, the undated last."""
    return tuple(sorted(articles, key=lambda article: (article.published or date.max, article.id)))


def about(part: Part, passages: Sequence[Passage]) -> tuple[Article, ...]:
    """Those of the passages' articles that are about what a question or text is about, in their order.

    Their title and opening have most of its words, and all names.
    """
    articles = {passage.article.id: passage.article for passage in passages}
    return tuple(article for article in articles.values() if _is_about(part, article))


def _is_about(part: Part, article: Article) -> bool:
    said = vocabulary(_opening(article), article.kept)
    return all(map(said.has_name, part.names)) and said.share(part.subject) >= _SUBJECT


def _opening(article: Article) -> str:
    return f"{article.full_title}.\n{article.kept[:_OPENING]}"


def _weights(index: Snapshot, article: Article) -> Weights:
    """The words of an article's names, squared: a name that is twice as rare tells far more."""
    named = " ".join(word.text for word in naming_words(fold(_opening(article))))
    return {word: rarity**2 for word, rarity in index.lexical.rarity(named).items()}


def _candidates(index: Snapshot, weights: Weights, scope: Scope) -> Iterable[Article]:
    rarest = nlargest(_RAREST, weights, key=lambda word: (weights[word], word))
    hits = index.lexical.search(" ".join(rarest), _CANDIDATES, scope)
    return index.articles(hit.chunk.doc_id for hit in hits).values()


def _share(one: Weights, other: Weights) -> float:
    """The weight of the names that both have, of the weight of all (weighted Jaccard)."""
    shared = sum(weight for word, weight in one.items() if word in other)
    return shared / ((sum(one.values()) + sum(other.values()) - shared) or 1.0)


def _goes_on(one: Article, other: Article) -> bool:
    """Whether they are near enough in time, as far as that is known."""
    if not (one.published and other.published):
        return True
    return abs(one.published - other.published) <= _GAP
