"""A question understood once: what is searched for, what is read for, and which articles may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from qa_bot.query.acts import Act, act_of, last_answered
from qa_bot.query.analysis import AnswerType, Part, parts_of
from qa_bot.query.conversation import asks_back, standalone
from qa_bot.query.opening import as_read
from qa_bot.query.small_talk import small_talk
from qa_bot.query.timeframe import timeframe
from qa_bot.types import Question, Scope

Rewrite = Callable[[Question], str]  # a follow-up -> the same question in words that stand alone


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say where nothing is to be searched."""

    text: str  # "{articles}" and "{newest}" stand for what the index holds
    is_answer: bool  # or else a question back


@dataclass(frozen=True, slots=True)
class Query:
    """What the bot makes of a question; `question` has what the caller said, the rest is derived from it."""

    question: Question
    today: date
    text: str  # stands alone, without the words that limit it in time
    parts: tuple[Part, ...]  # at least one
    as_of: date | None = None  # nothing published later is evidence
    since: date | None = None  # of what is new: nothing published earlier
    newest_first: bool = False  # it asks for how things stand now
    notice: str = ""  # what the asker must know of the limit in time
    reply: Reply | None = None  # where no search is needed
    act: Act | None = None  # on the last answer; the text is then the question that it answers

    @property
    def scope(self) -> Scope:
        """Which articles may be evidence."""
        return Scope(self.as_of, self.question.doc_ids, self.since)

    @property
    def asks_for_news(self) -> bool:
        return self.parts[0].kind is AnswerType.UPDATE


def understand(question: Question, today: date, rewrite: Rewrite = standalone) -> Query:
    """Returns what `question` asks for; with a `reply` where it needs no search.

    `today` is the day that "last week" counts from; `rewrite` completes a follow-up from its history.
    """
    read = as_read(question)
    said, act = small_talk(read), act_of(read.text)
    if said and act:  # "show me the sources": of the answer, if there is one
        said, act = (None, act) if last_answered(read) else (said, None)
    whole = replace(read, text=read.text if said else (standalone if act else rewrite)(read))
    frame = timeframe(whole, today)
    asked = replace(whole, text=frame.asked)
    return Query(
        question,
        today,
        text=asked.text,
        parts=parts_of(asked.text),
        as_of=frame.as_of,
        since=frame.since,
        newest_first=frame.newest_first,
        notice=frame.notice,
        reply=None if act else _reply(said, asks_back(asked)),
        act=act,
    )


def _reply(said: str | None, doubt: str | None) -> Reply | None:
    if said:
        return Reply(said, is_answer=True)
    return Reply(doubt, is_answer=False) if doubt else None
