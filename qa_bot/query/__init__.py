"""What a question asks for, understood once."""

from qa_bot.query.acts import Act, act_of, last_answered
from qa_bot.query.analysis import MEASURED, NAMED, AnswerType, Part, parts_of
from qa_bot.query.conversation import leans_on_the_last, standalone
from qa_bot.query.numbered import Numbered, numbered
from qa_bot.query.small_talk import filled
from qa_bot.query.timeframe import age_note
from qa_bot.query.understanding import Query, Reply, Rewrite, understand

__all__ = [
    "MEASURED",
    "NAMED",
    "Act",
    "AnswerType",
    "Numbered",
    "Part",
    "Query",
    "Reply",
    "Rewrite",
    "act_of",
    "age_note",
    "filled",
    "last_answered",
    "leans_on_the_last",
    "numbered",
    "parts_of",
    "standalone",
    "understand",
]
