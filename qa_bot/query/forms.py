"""The form of the answer that a question asks for, by the words with which it asks."""

from __future__ import annotations

import re

from qa_bot.query.clauses import AUXILIARY
from qa_bot.text import any_of, dates_in
from qa_bot.types import Form

_DO = any_of("auxiliaries.asking.do")
_HAVE = any_of("auxiliaries.asking.have")
_BE = any_of("auxiliaries.asking.be")
_THING = any_of("question_words.thing")
_SPEECH = any_of("forms.speech")
_COMPARING = any_of("forms.comparing")
_PLURAL = r"\w{3,}(?<![suio])s"
_NO_VERB = rf"(?!{any_of('auxiliaries')}\b)"
_FEW_WORDS = rf"(?:{_NO_VERB}[\w’'-]+\s+){{0,2}}?"

# The first that matches decides; a question of none of these asks for a fact.
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = tuple(
    (form, re.compile(pattern, re.IGNORECASE))
    for form, pattern in (
        (
            Form.SIDES,
            rf"\bwho\s+says\s+what\b|\b{any_of('forms.all')}\s+sides?\b|\b{any_of('forms.dispute')}\b",
        ),
        (Form.TIMELINE, rf"\b{any_of('forms.timeline')}\b|\bwhen\s+(?:{_DO}|{_BE})\s+each\b"),
        (
            Form.FIGURES,
            rf"\bhow\s+(?:much\s+)?{_FEW_WORDS}(?:{_HAVE}|{_DO}|{_BE})\b.*\b{any_of('forms.change')}\b",
        ),
        (Form.FIGURES, rf"\b{any_of('forms.trend')}\b"),
        (
            Form.COMPARISON,
            rf"^\W*{any_of('forms.compare')}\b|\b{any_of('forms.difference')}\b|\bversus\b|\bvs\b",
        ),
        (Form.COMPARISON, rf"\b{_COMPARING}\b.*\b(?:or|than)\b|\bor\b.*\b{_COMPARING}\b"),
        (Form.SAID, rf"\b{any_of('forms.quote')}\b"),
        (Form.SAID, rf"\b(?:{_THING}|how)\s+(?:else\s+)?(?:{_DO}|{_HAVE})\b.*\b{_SPEECH}\b"),
        (Form.SAID, rf"\b{_THING}\s+{_BE}\b.*\b{any_of('forms.view')}\b"),
        (Form.BRIEFING, rf"\b{any_of('forms.summary')}\b"),
        (Form.BRIEFING, rf"^\W*{_THING}\s+{_BE}\b.*\babout\W*$"),
        (Form.BRIEFING, rf"^\W*{_THING}\s+(?:{_HAVE}\s+)?happen(?:ed|s)?\s+with\b"),
        (Form.LIST, rf"^\W*(?:please\s+)?{any_of('forms.list')}\b"),
        (
            Form.LIST,
            rf"\b{_THING}\s+{_FEW_WORDS}{_NO_VERB}{_PLURAL}\b|\b{_THING}\s+{_BE}\s+the\s+{_FEW_WORDS}{_NO_VERB}{_PLURAL}\b",
        ),
        (Form.LIST, r"\bwho\s+(?:are|were)\b|\bwho\s+[a-z]{3,}\s+[a-z]{3,}(?<![suio])s\b"),
    )
)
_HAPPENED = re.compile(rf"^\W*{_THING}\s+(?:{_HAVE}\s+)?happen(?:ed|s)?\b", re.IGNORECASE)


def form_of(whole: str, asked: str) -> Form:
    """Of one part of a question, `asked` being the part without "could you tell me" and the like.

    "What happened" asks, where it names a time, for what that time saw.
    """
    if _HAPPENED.match(asked) and any(dates_in(asked)):
        return Form.TIMELINE
    if found := next((form for form, pattern in _FORMS if pattern.search(whole)), None):
        return found
    return Form.YES_NO if AUXILIARY.match(asked) else Form.FACT
