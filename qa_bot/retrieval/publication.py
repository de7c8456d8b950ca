"""When articles were published, beside the time that a question asks about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from qa_bot.query import Part
from qa_bot.text import Span
from qa_bot.types import Article, Passage, Scope

_RECENT = timedelta(days=30)
_SOON_AFTER = timedelta(days=7)
_OF_THE_TIME = 0.3  # what being published in the days asked about adds to a passage; see evals/LOG.md


def recent(scope: Scope, newest: date | None) -> Scope:
    """The last month that the index tells of: the newest on a subject need not fit it best."""
    last = min(filter(None, (scope.as_of, newest)), default=date.min)
    return replace(scope, since=max(scope.since or date.min, last - min(_RECENT, last - date.min)))


def published_in(scope: Scope, days: Span) -> Scope:
    """What was published in these days or soon after."""
    last = min(filter(None, (scope.as_of, days.last + _SOON_AFTER)))
    return replace(scope, since=max(scope.since or date.min, days.first), as_of=last)


def published_then(part: Part, article: Article) -> bool:
    """Whether it is of the days asked about or of soon after: news tells of a day without naming it."""
    day, asked = article.published, part.days
    return bool(day and asked and asked.first <= day <= asked.last + _SOON_AFTER)


def preferring(some: Sequence[Passage], others: Sequence[Passage]) -> list[Passage]:
    """All of them by their scores, to which it adds for some."""
    best = {passage.chunk.id: passage for passage in (*some, *others)}
    known = {passage.chunk.id: passage.score for passage in others}
    for passage in some:
        score = max(passage.score, known.get(passage.chunk.id, 0.0)) + _OF_THE_TIME
        best[passage.chunk.id] = replace(passage, score=score)
    return sorted(best.values(), key=lambda passage: -passage.score)
