"""What a question takes for granted, "Why did she sign?", and an article denies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa_bot.answering.disagreement.denials import core_words, denies
from qa_bot.answering.draft import Numbers, Statement
from qa_bot.query import AnswerType, Part
from qa_bot.text import any_of, content_stems, is_negative, vocabulary

# Questions of other kinds ("Did she …?", "What did she say of …?") take less for granted.
_PRESUME = frozenset(
    {
        AnswerType.REASON,
        AnswerType.DATE,
        AnswerType.PLACE,
        AnswerType.DURATION,
        AnswerType.PERSON,
        AnswerType.COUNT,
        AnswerType.AMOUNT,
    }
)
_DENIED = re.compile(rf"\b{any_of('denials.deny', 'denials.refute')}\s+(?P<what>[^,.;]*\w)", re.IGNORECASE)
_SHARED = 0.5  # of the question's words besides names; the denial may have others for the same


def false_premises(parts: Sequence[Part], statements: Sequence[Statement]) -> str:
    """What is said of each part; where a dispute is shown, that says it already."""
    return " ".join(filter(None, (_false_premise(part, statements) for part in parts)))


def _false_premise(part: Part, statements: Sequence[Statement]) -> str:
    """Says what denies it, by the number under which the statement is cited; empty if nothing does.

    Only where the surest statement is the denial: then no other of them tells of what is denied.
    """
    if not statements or part.kind not in _PRESUME or is_negative(part.text):
        return ""
    numbers = Numbers()
    cited = [(numbers.of(one)[0], one) for one in statements]
    n, surest = max(cited, key=lambda pair: pair[1].confidence or 0.0)
    if not (denies(part, surest.source) and _is_about(part, surest) and _is_denied(part, surest)):
        return ""
    return f"What the question takes for granted is denied in “{surest.source.passage.article.title}” [{n}]."


def _is_denied(part: Part, statement: Statement) -> bool:
    """Whether what stands behind a "denied" has a word of the question."""
    verb = _DENIED.search(statement.source.reading)
    return verb is not None and bool(core_words(part).intersection(content_stems(verb["what"])))


def _is_about(part: Part, statement: Statement) -> bool:
    """Whether it has most of the question's words and some of its names; its article has all of them."""
    source = statement.source
    whole = source.passage.article.kept
    said, around = vocabulary(source.reading, whole), vocabulary(whole, whole)
    named = any(map(said.has_name, part.names)) and all(map(around.has_name, part.names))
    return named and said.share(core_words(part)) >= _SHARED
