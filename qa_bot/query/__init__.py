"""What a question asks for, understood once."""

from qa_bot.query.analysis import AnswerType, Part, parts_of
from qa_bot.query.conversation import leans_on_the_last, standalone
from qa_bot.query.numbered import Numbered, numbered
from qa_bot.query.small_talk import filled
from qa_bot.query.timeframe import age_note
from qa_bot.query.understanding import Query, Reply, Rewrite, understand

__all__ = [
    "AnswerType",
    "Numbered",
    "Part",
    "Query",
    "Reply",
    "Rewrite",
    "age_note",
    "filled",
    "leans_on_the_last",
    "numbered",
    "parts_of",
    "standalone",
    "understand",
]
