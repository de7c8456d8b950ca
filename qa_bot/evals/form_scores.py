"""Whether an answer has the form that its question asks for; None where a score does not apply."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_bot.evals import metrics
from qa_bot.evals.asking import RecordedAnswer
from qa_bot.evals.sets import GoldQuestion, GoldSide
from qa_bot.text import sentence_spans
from qa_bot.types import Form

Score = float | None
_NOT_STATED = re.compile(r"\W*(?:probably\s+)?not\s+stated\b", re.IGNORECASE)


def first_line(reply: RecordedAnswer) -> str:
    """What is read first: the first line of an answer made of lines, else its first sentence."""
    if not reply.answered:
        return ""
    if reply.lines:
        return reply.lines[0].text
    return next((reply.text[start:end] for start, end in sentence_spans(reply.text)), "")


def says_not_stated(reply: RecordedAnswer) -> bool:
    """Whether it abstains, or begins by saying that the articles do not state it."""
    return not reply.answered or bool(_NOT_STATED.match(first_line(reply)))


def first_line_answers(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """It has all that the gold first line has; or the right "Yes" or "No"; or says that it is not stated."""
    if not query.answerable:
        return says_not_stated(reply)
    if query.polarity:
        return re.match(rf"\W*{query.polarity}\b", first_line(reply), re.IGNORECASE) is not None
    found = _first_line_share(query, reply)
    return None if found is None else found == 1


def first_line_share(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """How much of what the gold first line has it has: rows need more than one line for all."""
    return _first_line_share(query, reply) if query.answerable and not query.polarity else None


def _first_line_share(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    groups = query.must_include
    needed = tuple(group for group in groups if metrics.span_in(query.first, group)) or groups
    return metrics.groups_in(first_line(reply), needed) if needed else None


def outdated_first(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """Whether the first line has an older state of things without the newest one."""
    if not query.older or not reply.answered:
        return None
    first = first_line(reply)
    return metrics.span_in(first, query.older) and metrics.groups_in(first, query.must_include) < 1


def items_found(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """The share of the gold items that an answer of several has; none of them if it was refused."""
    if not query.answerable or len(query.must_include) < 2:
        return None
    return metrics.groups_in(_shown(reply), query.must_include) if reply.answered else 0


def all_items_found(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    found = items_found(query, reply)
    return None if found is None else found == 1


def all_sides(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """Whether each side of a conflict is shown, and who takes it is named."""
    if not query.sides:
        return None
    shown = _shown(reply) if reply.answered else ""
    said = metrics.groups_in(shown, query.must_include) == 1
    return said and all(_is_named(side, shown) for side in query.sides)


def _is_named(side: GoldSide, shown: str) -> bool:
    return metrics.share_of_words(side.who, shown) >= 0.5  # "Turkish officials" may be "officials in Turkey"


def _shown(reply: RecordedAnswer) -> str:
    """The answer with the sides that are shown under it."""
    sides = (f"{side.who} {side.date or ''}: {side.says}" for side in reply.sides)
    return "\n".join([reply.text, *(line.text for line in reply.lines), *sides])


def in_order_of_time(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """Whether the dated rows of a timeline go from the oldest to the newest."""
    days = [line.date for line in reply.lines if line.date]
    if reply.form is not Form.TIMELINE or len(days) < 2:
        return None
    return days == sorted(days)


def needless(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """The share of the quotes that are none of the gold evidence and hold nothing of the gold answer."""
    if not (query.answerable and query.quotes and reply.quotes):
        return None
    return sum(map(float, _needless(query, reply))) / len(reply.quotes)


def _needless(query: GoldQuestion, reply: RecordedAnswer) -> Iterator[bool]:
    for quote in reply.quotes:
        near = any(metrics.same_words(quote, gold) for gold in query.quotes)
        yield not near and not metrics.groups_in(quote, query.must_include)


def tells_not_stated(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    return None if query.answerable else says_not_stated(reply)


def answers_not_stated(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    return None if query.answerable else not says_not_stated(reply)


def refuses_wrongly(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """Whether it abstains, or says that something is not stated, where the articles state it."""
    return says_not_stated(reply) if query.answerable else None


def words_of_fact(query: GoldQuestion, reply: RecordedAnswer) -> Score:
    """The words of an answer that is to be as short as a fact is."""
    return metrics.word_count(reply.text) if reply.answered and reply.form is Form.FACT else None
