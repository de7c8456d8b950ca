"""Whether a sentence is clearly what its quote says: in its words and order, whole phrases at most left out.

Cautious: "no" means only that a reader has to see the quote to be sure. Numbers, dates and names are compared
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa_bot.answering.verification.attribution import reports
from qa_bot.text import WEEKDAYS, any_of, content_stems, dated, lexicon, stem, without_quantities, words

# Function words that change nothing in what stands beside them; all others ("may", "most", "to", "by") do.
_IDLE = frozenset(
    (
        *lexicon("articles", "question_words.person", "auxiliaries.others"),
        *lexicon("auxiliaries.asking.be", "auxiliaries.asking.do", "auxiliaries.asking.have"),
        *lexicon("pronouns.first", "pronouns.second", "pronouns.own", "pronouns.demonstrative"),
        *lexicon("pronouns.third"),
        *"be been which also own so there here say says said".split(),
    )
)
_TELLS = frozenset(map(stem, "stated told reported added noted announced".split()))  # as "said" does
_CONDITIONS = frozenset({"if", "only", "or"}) | frozenset(map(stem, ("unless", "except", "provided")))
_CLAUSE = re.compile(r"[,;:()—–“”\"]|[.!?](?=\s)")
_BREAK = re.compile(rf"{_CLAUSE.pattern}|\b(?:who|which|whose|that|said|says)\b")  # a phrase begins behind it
_SENTENCE_END = re.compile(r"[.!?][”\"]?\s")
_PRONOUN = re.compile(rf"\b{any_of('pronouns.third.subject')}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Word:
    """A content word, and what stands between it and the content word before it."""

    stem: str
    is_name: bool
    led: tuple[str, ...]  # the function words there that matter
    between: str

    @property
    def begins_phrase(self) -> bool:
        return bool(self.led or _BREAK.search(self.between))


def is_in_the_words_of(text: str, quote: str) -> bool:
    """Whether each clause of the text has the quote's words in their order, and no part of a phrase alone."""
    if _weighty(text) - _weighty(quote) or 0 < len(dated(text).days) < len(dated(quote).days):
        return False
    said, written = _words(text), _words(quote)
    if reports(quote):
        known = {word.stem for word in written}
        said = [word for word in said if word.stem in known or word.stem not in _TELLS]
    return bool(said) and all(_is_taken_from(written, clause) for clause in _clauses(said))


def _weighty(text: str) -> set[str]:
    """Function words that matter, at its end too: "each", "in all"."""
    return {word.lower for word in words(text) if word.is_function} - _IDLE


def _words(text: str) -> list[_Word]:
    """Without numbers and dates, and without the prepositions that stand before those."""
    rest = without_quantities(dated(text).rest)
    found: list[_Word] = []
    led: list[str] = []
    last = 0
    for word in words(rest):
        if word.lower in WEEKDAYS:
            led = led[:-1]
        elif word.is_function:
            if word.lower not in _IDLE and rest[word.end : word.end + 2] != "  ":
                led.append(word.lower)
        else:
            for part in content_stems(word.text):
                found.append(_Word(part, word.may_name, tuple(led), rest[last : word.start]))
                led, last = [], word.end
    return found


def _clauses(said: Sequence[_Word]) -> Iterator[list[_Word]]:
    clause: list[_Word] = []
    for word in said:
        if clause and _CLAUSE.search(word.between):
            yield clause
            clause = []
        clause.append(word)
    yield clause


def _is_taken_from(written: Sequence[_Word], clause: Sequence[_Word]) -> bool:
    """Whether the clause can begin at one of the places of its first word."""
    return any(
        _is_whole(places, written)
        and all(a.led == written[b].led for a, b in zip(clause, places, strict=True))
        for places in _places(written, clause)
    )


def _places(written: Sequence[_Word], clause: Sequence[_Word]) -> Iterator[list[int]]:
    """Where its words stand in the quote one after the other, for each place of the first."""
    for first, word in enumerate(written):
        if word.stem != clause[0].stem:
            continue
        places = [first]
        for wanted in clause[1:]:
            later = (n for n in range(places[-1] + 1, len(written)) if written[n].stem == wanted.stem)
            places += [n for n in (next(later, None),) if n is not None]
        if len(places) == len(clause):
            yield places


def _is_whole(places: Sequence[int], written: Sequence[_Word]) -> bool:
    """Whether what is left out before, between and after the words are whole phrases, and no condition."""
    first, last = places[0], places[-1]
    begins = first == 0 or written[first].begins_phrase or written[first].is_name
    ends = last + 1 == len(written) or written[last + 1].begins_phrase
    gaps = [(a, b) for a, b in pairwise(places) if b > a + 1]
    left_out = [*(word for a, b in gaps for word in written[a + 1 : b]), *written[last + 1 :]]
    if any(word.stem in _CONDITIONS or _CONDITIONS.intersection(word.led) for word in left_out):
        return False
    return begins and ends and all(_may_be_left_out(written[a + 1 : b], written[b]) for a, b in gaps)


def _may_be_left_out(gap: Sequence[_Word], after: _Word) -> bool:
    """ "The ferry [that Orrin built] in Varn", "the [ferry] Aurora"; across two sentences up to "She"."""
    if any(_SENTENCE_END.search(word.between) for word in gap):
        return False
    if _SENTENCE_END.search(after.between):
        return bool(_PRONOUN.search(after.between))
    if after.is_name and not any(word.begins_phrase for word in (*gap[1:], after)):
        return True
    closes = _BREAK.search(after.between) or set(after.led) - {"to"}
    return gap[0].begins_phrase and bool(closes)
