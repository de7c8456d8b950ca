"""What a question asks for, understood once."""

from qa_bot.query.analysis import Kind, Part, parts_of
from qa_bot.query.conversation import asks_back, leans_on_the_last, standalone
from qa_bot.query.small_talk import small_talk
from qa_bot.query.timeframe import age_note, timeframe

__all__ = [
    "Kind",
    "Part",
    "age_note",
    "asks_back",
    "leans_on_the_last",
    "parts_of",
    "small_talk",
    "standalone",
    "timeframe",
]
