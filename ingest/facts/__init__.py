"""What the ingest finds in an article beside its words: who says what, figures, dated events."""

from __future__ import annotations

from ingest.facts.events import events
from ingest.facts.figures import figures
from ingest.facts.quotations import quotations
from ingest.facts.sentences import kept_sentences
from qa_bot.types import Article, Facts


def find_facts(article: Article) -> Facts:
    """The facts of an article, each in the order of its text; what is skipped of it is no evidence."""
    sentences = kept_sentences(article)
    return Facts(
        quotations=quotations(article, sentences),
        figures=figures(article, sentences),
        events=events(article, sentences),
        content_hash=article.content_hash,
    )
