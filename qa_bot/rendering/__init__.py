"""Answers, passages, articles and receipts as terminal text and as JSON."""

from qa_bot.rendering.facts import quotations_object, quotations_text
from qa_bot.rendering.layout import clean, count_text, day_text, joined, place_of
from qa_bot.rendering.lines import (
    answering_words,
    body_text,
    has_rows,
    is_in_rows,
    lines_text,
    markers,
    proof,
    repeats,
)
from qa_bot.rendering.objects import OBJECTS, json_schema
from qa_bot.rendering.receipts import own_lines, provenance_text, unjudged, verdict_text
from qa_bot.rendering.sources import (
    by_article,
    disagreement_heading,
    pages_text,
    said_by,
    side_day,
    sources_text,
)
from qa_bot.rendering.text import footer_text

__all__ = [
    "OBJECTS",
    "answering_words",
    "body_text",
    "by_article",
    "clean",
    "count_text",
    "day_text",
    "disagreement_heading",
    "footer_text",
    "has_rows",
    "is_in_rows",
    "joined",
    "json_schema",
    "lines_text",
    "markers",
    "own_lines",
    "pages_text",
    "place_of",
    "proof",
    "provenance_text",
    "quotations_object",
    "quotations_text",
    "repeats",
    "said_by",
    "side_day",
    "sources_text",
    "unjudged",
    "verdict_text",
]
