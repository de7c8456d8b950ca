"""Whether a sentence states as a fact what its quote only reports somebody to say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_bot.text import any_of, content_stems, lexicon, sentence_spans

# Verbs and phrases that leave the truth to somebody; "revealed" and "found" vouch for it themselves.
_REPORT = re.compile(
    rf"\b(?:{any_of('saying.speaking', 'saying.reporting', 'saying.hearsay', 'saying.source')}"
    rf"|{any_of('saying.adding', 'saying.adding_forms')}(?= that|,|:)"
    rf"|in {any_of('pronouns.third.possessive')} {any_of('saying.views')})\b",
    re.IGNORECASE,
)
_DENIES = re.compile(rf"\b{any_of('denials.deny')}\b", re.IGNORECASE)
_DENIAL = re.compile(rf"{_DENIES.pattern}|\b{any_of('negations.plain')}\b|n[’']t\b", re.IGNORECASE)
_HEARSAY = frozenset(lexicon("saying.hearsay"))
_SPEECH_BEFORE = re.compile(r"[,?!][”\"’']?\s[^,“”\"]{0,80}$|[”\"]\s[^,“”\"]{0,80}$")
_CLAUSE_END = re.compile(r"[,;.]")
_SHORT = 4  # words after "…, she said" that are no speech


def attribution_lost(text: str, quote: str, *, in_speech: bool = False) -> bool:
    """Whether the text says as its own what the quote reports of somebody, who is gone."""
    kept = _reports(text)
    if in_speech:
        return not kept
    said, whole = set(content_stems(text)), set(content_stems(quote))
    if _DENIES.search(quote) and not _DENIAL.search(text):
        kept = []  # "said" for "denied" turns it round
    return any(
        (_has_all_of_a_clause(scope, text) or 2 * len(said & set(content_stems(scope))) >= len(said & whole))
        and not any(word not in _reports(scope) for word in kept)
        for scope in _scopes(quote)
    )


def _has_all_of_a_clause(scope: str, text: str) -> bool:
    """Whether all that a clause of the text says is what is reported."""
    reported = set(content_stems(scope))
    clauses = (set(content_stems(clause)) for clause in _CLAUSE_END.split(text))
    return any(len(clause) >= _SHORT and clause <= reported for clause in clauses)


def reports(text: str) -> bool:
    """Whether the text leaves something to somebody: "said", "according to", "allegedly"."""
    return bool(_REPORT.search(text))


def reported(text: str) -> str:
    """What the text leaves to somebody, without who that is where it says so first."""
    verb = _REPORT.search(text)
    after = text[verb.end() :] if verb else ""
    return after if len(content_stems(after)) > _SHORT else text


def _reports(text: str) -> list[str]:
    return [match.group().lower() for match in _REPORT.finditer(text)]


def is_in_speech(quote: str, before: str) -> bool:
    """Whether a quote begins within quotation marks that it does not close itself."""
    paragraph = before.rsplit("\n\n", 1)[-1]
    opened = paragraph.count("“") > paragraph.count("”")
    return (opened or quote[0] in '“"') and not re.search(r"[”\"]", quote[1:])


def _scopes(quote: str) -> Iterator[str]:
    for start, end in sentence_spans(quote):
        yield from _scopes_in(quote[start:end])


def _scopes_in(quote: str) -> Iterator[str]:
    """What is reported: after "said", before ", she said", the clause of "allegedly", all "according to"."""
    for match in _REPORT.finditer(quote):
        before, after = quote[: match.start()], quote[match.end() :]
        if match.group().lower() == "according to":
            yield f"{before} {after}"
        elif match.group().lower() in _HEARSAY:
            yield _CLAUSE_END.split(after, maxsplit=1)[0]
        else:
            yield after
            if _SPEECH_BEFORE.search(before) and _is_speech(before, after):
                yield before


def _is_speech(before: str, after: str) -> bool:
    """Whether the speech ends before "she said": it is quoted, or the verb comes first, or little follows."""
    return "”" in before[-80:] or before.endswith((", ", '" ')) or len(content_stems(after)) <= _SHORT
