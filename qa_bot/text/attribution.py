"""Who says what a sentence leaves to somebody, by grammar: the subject of its verb of saying.

Knows nothing of other sentences: a pronoun stays one, and a name is as short as it is written.
"""

from __future__ import annotations

import re

from qa_bot.text.english import any_of, lexicon
from qa_bot.text.noun_phrases import (
    DETERMINERS,
    NO_SUBJECT,
    Attribution,
    last_phrase,
    leading_name,
    pronoun,
    whole_name,
    whole_phrase,
)
from qa_bot.text.quotation_marks import HIDDEN

_CLEAR = frozenset(lexicon("saying.speaking", "saying.replying"))
# These say so only with the speaker's words in marks, before "that", or behind a comma.
_OTHERS = frozenset(lexicon("saying.adding", "saying.quoting", "saying.holding"))
_NOUNS = frozenset(lexicon("saying.nouns"))
_TELLING = frozenset(lexicon("saying.telling"))
_WORD = re.compile(r"\b[a-z]{4,}\b")
_SOURCE = re.compile(rf"\b{any_of('saying.source')}(?=\s)", re.IGNORECASE)
_THAT = re.compile(r"(?:\s+[\w’'-]+){0,4}?\s+that\b|\s*[:,]")
_NOT_FINITE = re.compile(r"\s+(?:to\s+(?:be|have)|by)\b")  # "people said to be …"
_ADVERB = re.compile(
    rf"(?:^|\s+)(?:{any_of('auxiliaries.asking.have', 'saying.between')}|\w+ly)$", re.IGNORECASE
)
_PASSIVE = re.compile(rf"\b(?:{any_of('auxiliaries', 'negations.plain')}|to)$", re.IGNORECASE)
_ASIDE = re.compile(r"(?:,([^,;:\"]{1,120}),|\s\(([^()\"]{1,80})\))$")
_AGE = re.compile(r",\s*\d{1,3}$")
_JOINED = re.compile(rf",?\s+{any_of('conjunctions.clause')}$")
_BOUNDARY = re.compile(
    rf"[,;:—–()\"*]|\s-\s|\b(?:{any_of('conjunctions.clause', 'conjunctions.stop')}"
    r"|that|because|as|when|if|where|so|though|after|before)(?=\s|$)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"\s+(?P<who>[^,.;:(){HIDDEN}]{{2,120}}?"
    rf"(?:\b(?:[A-Z]|{any_of('ranks.short')})\.\s[^,.;:(){HIDDEN}]{{2,60}}?)?)"
    rf"(?=\s*(?:[,.;:(){HIDDEN}?!]|$)|\s(?:{any_of('question_words', 'conjunctions.clause', 'dates.days')}"
    r"|(?:based|living)\s+in|in|at|on|during|after|before|as|outside|about|to|last|this|earlier)\b)",
    re.IGNORECASE,
)
_NEXT_TO = re.compile(r",\s*(?P<aside>[^,.;:()\"]{2,80})(?P<ends>[,.;]|$)?")
_LABEL = re.compile(rf"\W{{0,4}}([^{HIDDEN}:.,;]{{2,60}}):\**\s*(?={HIDDEN})")
_FURTHEST = 400  # characters before a verb in which its subject stands
_LONGEST = 12  # words that tell who speaks


def attribution(sentence: str) -> Attribution | None:
    """Who says what the sentence tells, by its first verb of saying that has a subject.

    `sentence` has a mark in place of each character of a quotation, as `without_quotations` leaves it.
    """
    if (label := _LABEL.match(sentence)) and (found := _subject(label[1].strip(" *_"))):
        return found
    for word in _WORD.finditer(sentence):
        verb = word.group()
        if verb in _CLEAR or (verb in _OTHERS and _has_words(sentence, word)):
            found = _of_verb(sentence, word)
            if found and (verb not in _NOUNS or found.is_name or _has_words(sentence, word)):
                return found
    source = _SOURCE.search(sentence)
    return _behind(sentence, source.end()) if source else None


def _has_words(sentence: str, verb: re.Match[str]) -> bool:
    """Whether a verb that may mean something else has words of a speaker beside it."""
    behind_comma = sentence[: verb.start()].endswith(", ")
    return HIDDEN in sentence or behind_comma or bool(_THAT.match(sentence, verb.end()))


def _of_verb(sentence: str, verb: re.Match[str]) -> Attribution | None:
    """The subject of a verb, before it or behind it."""
    if _NOT_FINITE.match(sentence, verb.end()):
        return None
    before = sentence[max(0, verb.start() - _FURTHEST) : verb.start()].rstrip()
    may_follow = verb.group() not in _TELLING and before.endswith((HIDDEN, ","))
    while adverb := _ADVERB.search(before):
        before = before[: adverb.start()]
    if before.endswith(HIDDEN):
        return _behind(sentence, verb.end()) if may_follow else None
    if _PASSIVE.search(before):
        return None
    if before.endswith((",", ")")):
        return _before_aside(before) or (_behind(sentence, verb.end()) if may_follow else None)
    if joined := _JOINED.search(before):
        return _leading(before[: joined.start()])
    return _subject(_last_clause(before))


def _before_aside(before: str) -> Attribution | None:
    """The subject before "…, the mayor,", or the name in "The mayor, Ida Orrin,"."""
    aside = _ASIDE.search(before)
    if not aside:
        return None
    found = _subject(_last_clause(_AGE.sub("", before[: aside.start()])))
    return _with_aside(found, aside[1] or aside[2]) if found else None


def _with_aside(found: Attribution, aside: str) -> Attribution:
    name = "" if found.is_name or found.is_pronoun else whole_name(aside)
    phrase = f"{found.phrase}, {aside.strip()}"
    return Attribution(name or found.who, phrase, found.is_name or bool(name), found.is_pronoun)


def _behind(sentence: str, at: int) -> Attribution | None:
    """The subject behind a verb: "said the mayor, Ida Orrin"."""
    match = _BEHIND.match(sentence, at)
    words = match["who"].split() if match else []
    if not match or not words or len(words) > _LONGEST or words[0].lower() in NO_SUBJECT:
        return None
    found = pronoun(words[0].lower(), match["who"])
    if found:
        return found if len(words) == 1 else None
    found = whole_phrase(words)
    aside = _NEXT_TO.match(sentence, match.end()) if found else None
    return _with_aside(found, aside["aside"]) if found and aside else found


def _last_clause(text: str) -> str:
    """What stands behind the last comma, conjunction or quotation."""
    start = max((boundary.end() for boundary in _BOUNDARY.finditer(text)), default=0)
    return text[start:].strip()


def _leading(clause: str) -> Attribution | None:
    """The subject that a clause begins with: of "Ida Orrin found a crack and said …"."""
    words = _last_clause(clause.removesuffix(",")).split()
    if not words:
        return None
    name = leading_name(words)
    return Attribution(name, name, is_name=True) if name else pronoun(words[0].lower(), words[0])


def _subject(clause: str) -> Attribution | None:
    """The subject that a clause is or ends with."""
    words = clause.split()
    if not words:
        return None
    last = words[-1] if len(words) > 1 else words[-1].lower()
    if found := pronoun(last, clause):
        return found
    return None if last in NO_SUBJECT or last in DETERMINERS else last_phrase(words)
