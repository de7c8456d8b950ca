"""A question -> the evidence for its answer."""

from qa_bot.retrieval.entity_pairs import EntityPairs
from qa_bot.retrieval.reranking import Asked, Closeness, Sentence, articles_of, compared, sentences_of
from qa_bot.retrieval.retriever import MOST_PASSAGES, Evidence, Retriever
from qa_bot.retrieval.spelling import as_spelled

__all__ = [
    "MOST_PASSAGES",
    "Asked",
    "Closeness",
    "EntityPairs",
    "Evidence",
    "Retriever",
    "Sentence",
    "articles_of",
    "as_spelled",
    "compared",
    "sentences_of",
]
