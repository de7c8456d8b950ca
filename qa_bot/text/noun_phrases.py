"""Who a noun phrase means: the name that is its head, or its words.

"Environment Minister Ida Orrin" is Ida Orrin; "a spokesman for Ida Orrin" is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa_bot.text.english import any_of, lexicon
from qa_bot.text.units import NUMBER_WORDS
from qa_bot.text.words import FUNCTION_WORDS, MONTHS, WEEKDAYS

PRONOUNS = frozenset(lexicon("pronouns.third.subject"))
PREPOSITIONS = frozenset(lexicon("function.prepositions"))
DETERMINERS = NUMBER_WORDS | frozenset(
    lexicon(
        "articles",
        "pronouns.third.possessive",
        "pronouns.own",
        "pronouns.demonstrative",
        "function.quantity",
    )
)
NO_SUBJECT = (
    frozenset(lexicon("question_words", "pronouns", "auxiliaries", "negations.plain"))
    - PRONOUNS
    - DETERMINERS
)
_NO_NAMES = FUNCTION_WORDS | MONTHS | WEEKDAYS | NUMBER_WORDS
_RANKS = frozenset(lexicon("ranks", "persons.leading"))
_BODIES = frozenset(lexicon("bodies"))
_INSIDE = frozenset(lexicon("names.inside")) - frozenset(lexicon("conjunctions"))
_PARTICLE = re.compile(r"[a-z]{1,3}-[A-Z]")  # "al-Rashid"
_YEAR = re.compile(r"[12]\d{3}")
_OWNER = ("’s", "'s", "s’", "s'")
_JOINT = frozenset(lexicon("conjunctions.clause"))
_FULL_STOP = rf"(?:\b(?:{any_of('ranks.short')}|[A-Z])\.)"
_OPENING = re.compile(rf"\W*((?:{_FULL_STOP}|[^,.;:\"(])+)(?:,\s*([^,.;:]{{2,60}}),)?", re.IGNORECASE)
_LONGEST = 12  # words of a phrase that tells who speaks
_SHORT = 6  # of one without an article, "workers at the plant", of a name, or before one


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is told to speak: a name, a pronoun, or other words; `phrase` is all that is said of them there."""

    who: str
    phrase: str
    is_name: bool
    is_pronoun: bool = False


def subject(sentence: str) -> Attribution | None:
    """The person or body that a sentence begins with, as far as it has a name."""
    found = _OPENING.match(sentence)
    if not found:
        return None
    phrase, aside = found[1], found[2] or ""
    if name := leading_name(phrase.split()):
        return Attribution(name, phrase, is_name=True)
    if len(phrase.split()) < _SHORT and (name := whole_name(aside)):
        return Attribution(name, f"{phrase}, {aside}", is_name=True)
    return None


def bare_name(name: str) -> str:
    """The name without the ranks before it, as long as something is left."""
    words = name.split()
    while len(words) > 1 and words[0].rstrip(".").lower() in _RANKS:
        words = words[1:]
    return " ".join(words)


def pronoun(word: str, phrase: str) -> Attribution | None:
    """Nothing for a word that is none."""
    is_one = word in PRONOUNS
    return Attribution(word, phrase, is_name=False, is_pronoun=True) if is_one else None


def last_phrase(words: Sequence[str]) -> Attribution | None:
    """Who the subject is that a clause ends with, behind words for a time or a place."""
    words = _without_adverbial(words)
    if not words or len(words) > 2 * _LONGEST:
        return None
    return named(words) or _described(words, _start_of_last(words))


def whole_phrase(words: Sequence[str]) -> Attribution | None:
    """Who all of the words mean, such as stand behind a verb; nothing if they are more than one phrase."""
    lower = [word.lower() for word in words]
    again = any(word in DETERMINERS and before not in PREPOSITIONS for before, word in pairwise(lower[1:]))
    begins = lower[0] in DETERMINERS or words[0][0].isupper() or len(words) <= 3 or lower[1] in PREPOSITIONS
    if again or not begins or lower[0] in PREPOSITIONS:
        return None
    return named(words) or _described(words, 0)


def named(words: Sequence[str]) -> Attribution | None:
    """The name that is the head of a phrase, if one is."""
    head = words[: _head(words)]
    at = _start_of_name(head)
    if at == len(head) or any(word.lower() in NO_SUBJECT or word in _JOINT for word in head[:at]):
        return None
    return Attribution(bare_name(" ".join(head[at:])).strip("*_"), " ".join(words), is_name=True)


def whole_name(text: str) -> str:
    """The name that an aside is, "the mayor Ida Orrin"; "" if it tells something else."""
    words = text.split()
    at = _start_of_name(words)
    if not at < len(words) <= _SHORT or any(word.lower() in PREPOSITIONS for word in words[:at]):
        return ""
    return bare_name(" ".join(words[at:])) if at == 0 or len(words) - at > 1 else ""


def leading_name(words: Sequence[str]) -> str:
    """The name that a sentence begins with, behind an article and titles in small letters; else ""."""
    at = next((n for n, word in enumerate(words[:_SHORT]) if _may_name(word)), len(words))
    if any(word.lower() in PREPOSITIONS | NO_SUBJECT | PRONOUNS for word in words[:at]):
        return ""
    end = at
    while end < len(words) and (_may_name(words[end]) or _is_inside(words, end)):
        end += 1
        if words[end - 1].endswith(_OWNER[:2]):
            return ""
    return bare_name(" ".join(words[at:end]))


def _without_adverbial(words: Sequence[str]) -> Sequence[str]:
    """Without "On Tuesday", "In the city", "But" at the beginning; nothing where a verb stands between."""
    while words and words[0].lower() in FUNCTION_WORDS - DETERMINERS - PREPOSITIONS - PRONOUNS:
        words = words[1:]
    if words and words[0].lower() in PRONOUNS:
        return ()
    for at in range(len(words) - 1, -1, -1):
        if words[at].strip("’'s").lower() in MONTHS | WEEKDAYS or _YEAR.fullmatch(words[at]):
            return words[at + 1 :]
    if not words or words[0].lower() not in PREPOSITIONS:
        return words
    lower = [word.lower() for word in words]
    starts = [n for n in range(2, len(words)) if lower[n] in DETERMINERS and lower[n - 1] not in PREPOSITIONS]
    return words[starts[-1] :] if starts else ()


def _described(words: Sequence[str], at: int | None) -> Attribution | None:
    """A body or person that has no name there: "the ministry", "a spokesman for Ida Orrin", "officials"."""
    if at is None or len(words) > _LONGEST or any(word.lower() in NO_SUBJECT for word in words):
        return None
    phrase = " ".join(words[at:]).strip("*_")
    return Attribution(phrase, phrase, is_name=False) if phrase else None


def _start_of_last(words: Sequence[str]) -> int | None:
    """Where the last noun phrase begins, with those that a preposition or an owner joins it to."""
    first: int | None = None
    for at in range(len(words) - 1, -1, -1):
        is_owner = words[at].endswith(_OWNER)
        if not (is_owner or words[at].lower() in DETERMINERS or words[at].isdigit()):
            continue
        is_named = is_owner and _may_name(words[at])
        first = min(at, _start_of_name(words[: at + 1])) if is_named else at
        if (not is_owner or is_named) and (first == 0 or words[first - 1].lower() not in PREPOSITIONS):
            break
    if first is None or (first and words[first - 1].lower() in PREPOSITIONS):
        is_bare = first is not None or len(words) <= _SHORT
        return 0 if is_bare and words[0].lower() not in FUNCTION_WORDS else None
    return first if first < len(words) - 1 else None


def _head(words: Sequence[str]) -> int:
    """How many words stand before the first preposition that is no part of a name."""
    for at in range(1, len(words)):
        if words[at].lower() in PREPOSITIONS and not (_is_inside(words, at) and _is_body(words[:at])):
            return at
    return len(words)


def _is_inside(words: Sequence[str], at: int) -> bool:
    """Whether a small word stands within a name: "of" of "Ministry of Health"."""
    behind = [word for word in words[at + 1 : at + 3] if word != "the"]
    before = words[at - 2 if words[at] == "the" else at - 1] if at else ""
    return words[at] in _INSIDE and _may_name(before) and bool(behind) and _may_name(behind[0])


def _is_body(words: Sequence[str]) -> bool:
    """Whether a name is one of what a person cannot be, or may be: "Ministry", "National Bank"."""
    name = words[_start_of_name(words) :]
    return len(name) == 1 or any(word.lower() in _BODIES for word in name)


def _start_of_name(words: Sequence[str]) -> int:
    """Where the capitalised words that end a phrase begin, with the small ones inside a name."""
    at = len(words)
    while at and (_may_name(words[at - 1]) or (at < len(words) and _is_inside(words, at - 1))):
        if at < len(words) and words[at - 1].endswith(_OWNER[:2]):
            break
        at -= 1
    return at


def _may_name(word: str) -> bool:
    bare = word.strip("’'“”*_(").rstrip(".").lower()
    return (word[:1].isupper() and bare not in _NO_NAMES) or bool(_PARTICLE.match(word))
