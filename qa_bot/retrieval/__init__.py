"""A question -> the evidence for its answer."""

from qa_bot.retrieval.entity_pairs import EntityPairs
from qa_bot.retrieval.publication import published_then
from qa_bot.retrieval.reranking import Asked, Closeness, Sentence, articles_of, compared, sentences_of
from qa_bot.retrieval.retriever import MOST_PASSAGES, Evidence, Retriever
from qa_bot.retrieval.spelling import as_spelled
from qa_bot.retrieval.statements import lead, statements
from qa_bot.retrieval.stories import about, oldest_first, stories
from qa_bot.retrieval.timeline import Row, foremost, timeline

__all__ = [
    "MOST_PASSAGES",
    "Asked",
    "Closeness",
    "EntityPairs",
    "Evidence",
    "Retriever",
    "Row",
    "Sentence",
    "about",
    "articles_of",
    "as_spelled",
    "compared",
    "foremost",
    "lead",
    "oldest_first",
    "published_then",
    "sentences_of",
    "statements",
    "stories",
    "timeline",
]
