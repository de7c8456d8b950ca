"""Follow-ups that a model makes standalone; where it cannot, or adds to what was asked, the rule does."""

from __future__ import annotations

import re
from contextlib import closing

from qa_bot.answering.claims import without_thoughts
from qa_bot.answering.prompts import rewrite_prompt
from qa_bot.errors import ModelUnavailable
from qa_bot.models import ChatModel, Prompt
from qa_bot.query import AnswerType, leans_on_the_last, parts_of, standalone
from qa_bot.text import content_stems, figures, is_negative, names_inside
from qa_bot.types import Question

REWRITING = 0.25  # of the time for an answer, where there is a history
_LONGEST = 300  # characters
_LABEL = re.compile(r"^\W*(?:\w+ )?question:\s*", re.IGNORECASE)


class Rewriter:
    """Asks a model; what it writes is used if it asks the same."""

    def __init__(self, chat: ChatModel, seconds: float) -> None:
        self._chat = chat
        self._seconds = seconds

    def standalone(self, question: Question) -> str:
        """The question in words that stand alone: its own, where they do so already."""
        ruled = standalone(question)
        if ruled == question.text:
            return ruled
        try:
            text = self._written(rewrite_prompt(question))
        except ModelUnavailable:  # the answer will say so
            return ruled
        return text if asks_the_same(text, question) else ruled

    def _written(self, prompt: Prompt) -> str:
        reply = ""
        with closing(self._chat.stream(prompt, self._seconds)) as pieces:
            for piece in pieces:
                reply += piece
                if "?" in without_thoughts(reply):  # what follows is no part of it
                    break
        asked, mark, _ = without_thoughts(reply).partition("?")
        return _LABEL.sub("", asked).strip(' \n*"“') + mark


def asks_the_same(text: str, question: Question) -> bool:
    """Whether `text` stands alone and asks what the question asks in its conversation.

    It has the conversation's words alone, the question's own names and figures, and most of its words.
    """
    turn = question.text
    said = " ".join((turn, *(earlier.content for earlier in question.history)))
    asked, own = set(content_stems(text)), set(content_stems(turn))
    return (
        text.endswith("?")
        and "\n" not in text
        and len(text) <= _LONGEST
        and not leans_on_the_last(text)
        and asked <= set(content_stems(said))
        and figures(turn) <= figures(text) <= figures(said)
        and asked.issuperset(content_stems(" ".join(names_inside(turn))))
        and 2 * len(asked & own) >= len(own)
        and _asks_for_the_same_kind(text, turn)
        and _is_as_negative(text, question)
    )


def _asks_for_the_same_kind(text: str, turn: str) -> bool:
    kind = parts_of(turn)[0].kind
    return kind in (AnswerType.OPEN, parts_of(text)[0].kind)


def _is_as_negative(text: str, question: Question) -> bool:
    """A "not" of the question is kept, and none added that nobody asked with."""
    asked = [turn.content for turn in question.history if turn.role == "user"]
    allowed = any(map(is_negative, (question.text, *asked)))
    return is_negative(question.text) <= is_negative(text) <= allowed
