"""What else the reader of an answer must know: how it was understood, how old it is, what comes nearest."""

from __future__ import annotations

from collections.abc import Sequence

from qa_bot.answering.draft import Draft
from qa_bot.query import Query, age_note
from qa_bot.retrieval import Evidence
from qa_bot.text import is_foreign, shares_script
from qa_bot.types import Citation, Nearest

_NEAREST = 3  # articles
_NOT_ENGLISH = "The question does not look like English, the one language that is understood well."


def notice(query: Query, draft: Draft, citations: Sequence[Citation], unknown: str) -> str:
    """All of it in one line; `unknown` says which articles are not there."""
    said = draft.notice or _age(query, citations) or _nothing_since(query, citations)
    foreign = is_foreign(query.text) and not _in_its_language(query, draft)
    return " ".join(filter(None, (query.notice, said, unknown, _NOT_ENGLISH if foreign else "")))


def _age(query: Query, citations: Sequence[Citation]) -> str:
    """How old an answer about now is."""
    if not (query.newest_first and citations):
        return ""
    newest = max((citation.date for citation in citations if citation.date), default=None)
    return age_note(newest, query.as_of or query.today) or ""


def _nothing_since(query: Query, citations: Sequence[Citation]) -> str:
    return f"No article on it was published since {query.since}." if query.since and not citations else ""


def _in_its_language(query: Query, draft: Draft) -> bool:
    """Whether what answers a question of another language is not in English either, but in its script."""
    texts = [statement.source.passage.article.kept for statement in draft.statements]
    return bool(texts) and all(is_foreign(text) and shares_script(query.text, text) for text in texts)


def nearest(evidence: Evidence) -> tuple[Nearest, ...]:
    """The best articles, for a question that they do not answer."""
    articles = {passage.article.id: passage.article for passage in evidence.passages}
    return tuple(
        Nearest(article.id, article.title, article.published, article.date_source)
        for article in list(articles.values())[:_NEAREST]
    )
