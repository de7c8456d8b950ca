"""What a text only reports somebody to say."""

from __future__ import annotations

import re

from qa_bot.text import any_of, content_stems

# Verbs and phrases that leave the truth to somebody; "revealed" and "found" vouch for it themselves.
_REPORT = re.compile(
    rf"\b(?:{any_of('saying.speaking', 'saying.reporting', 'saying.hearsay', 'saying.source')}"
    rf"|{any_of('saying.adding', 'saying.adding_forms')}(?= that|,|:)"
    rf"|in {any_of('pronouns.third.possessive')} {any_of('saying.views')})\b",
    re.IGNORECASE,
)
_SHORT = 4  # words after "…, she said" that are no speech


def reports(text: str) -> bool:
    """Whether the text leaves something to somebody: "said", "according to", "allegedly"."""
    return bool(_REPORT.search(text))


def reported(text: str) -> str:
    """What the text leaves to somebody, without who that is where it says so first."""
    verb = _REPORT.search(text)
    after = text[verb.end() :] if verb else ""
    return after if len(content_stems(after)) > _SHORT else text


def is_in_speech(quote: str, before: str) -> bool:
    """Whether a quote begins within quotation marks that it does not close itself."""
    paragraph = before.rsplit("\n\n", 1)[-1]
    opened = paragraph.count("“") > paragraph.count("”")
    return (opened or quote[0] in '“"') and not re.search(r"[”\"]", quote[1:])
