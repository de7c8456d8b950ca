"""What the ingest finds in an article beside its words: who says what."""

from __future__ import annotations

from ingest.facts.quotations import quotations
from ingest.facts.sentences import kept_sentences
from qa_bot.types import Article, Facts


def find_facts(article: Article) -> Facts:
    """The facts of an article, in the order of its text; what is skipped of it is no evidence."""
    return Facts(quotations(article, kept_sentences(article)), article.content_hash)
