"""Answers, passages, articles and receipts as terminal text and as JSON."""

from qa_bot.rendering.facts import facts_object, facts_text
from qa_bot.rendering.receipts import provenance_text, verdict_text
from qa_bot.rendering.text import clean, count_text, day_text, disagreement_heading, footer_text, joined

__all__ = [
    "clean",
    "count_text",
    "day_text",
    "disagreement_heading",
    "facts_object",
    "facts_text",
    "footer_text",
    "joined",
    "provenance_text",
    "verdict_text",
]
