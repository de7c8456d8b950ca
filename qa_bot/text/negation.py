"""Whether two sentences say yes to the same: a "not" that only one of them has, and opposites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_bot.text.english import any_of, lexicon
from qa_bot.text.words import content_stems, stem

_NEGATION = re.compile(  # not the "no" of "no longer than" and "No. 5"
    rf"\b(?!no longer than\b|no\.\s?\d){any_of('negations.plain', 'negations.others')}\b"
    rf"|\b{any_of('negations.nearly', 'negations.verbs')}\b"
    rf"|\b{any_of('denials.deny', 'denials.nouns', 'denials.reject', 'denials.untrue')}\b|n[’']t\b",
    re.IGNORECASE,
)
_ONLY = re.compile(rf"\s({any_of('negations.only')})\b", re.IGNORECASE)
_STOP = re.compile(rf"[,.;:!?—–()“”\"]|\b{any_of('conjunctions.clause', 'conjunctions.stop')}\b")
_FEW = 3  # words after a negation that it is about
_PREFIX = re.compile(rf"^{any_of('negations.prefixes')}")
_BASE = 4  # letters of a word a prefix can turn into its opposite

_OPPOSITE: dict[str, set[str]] = {}
for _entry in lexicon("meaning.opposites"):
    _one, *_others = map(stem, _entry.split())
    for _other in _others:
        _OPPOSITE.setdefault(_one, set()).add(_other)
        _OPPOSITE.setdefault(_other, set()).add(_one)


@dataclass(frozen=True, slots=True)
class Negation:
    """A "not", "denied", "without" …"""

    about: tuple[str, ...]  # stems of the words it turns round

    def is_of(self, other: Negation) -> bool:
        """Whether both turn the same words round."""
        return self.about[:1] == other.about[:1] or len({*self.about} & {*other.about}) > 1


def contradicts(text: str, quote: str) -> bool:
    """Whether one of the two denies what the other says."""
    stated, quoted = list(_negations(text)), list(_negations(quote))
    said, written = Counter(_stems(text)), Counter(_stems(quote))
    return (
        any(_is_dropped(one, stated, said) or _is_moved(one, stated, quoted, said, written) for one in quoted)
        or any(not any(one.is_of(other) for other in quoted) for one in stated)
        or _is_opposite(set(said), set(written))
    )


def is_negative(text: str) -> bool:
    """Whether anything is denied in it."""
    return bool(_NEGATION.search(text))


def negated(text: str) -> set[str]:
    """Stems of the words that its negations are of: "close" of "did not close the gates"."""
    return {one.about[0] for one in _negations(text) if one.about}


def _negations(text: str) -> Iterator[Negation]:
    found = list(_NEGATION.finditer(text))
    ends = [*(match.start() for match in found), len(text)][1:]
    for match, end in zip(found, ends, strict=False):
        yield Negation(_about(text[: match.start()], text[match.end() : end]))


def _about(before: str, after: str) -> tuple[str, ...]:
    if only := _ONLY.match(after):
        return (stem(only[1]),)
    clause = _STOP.split(after, maxsplit=1)[0]
    return tuple(content_stems(clause)[:_FEW] or content_stems(before)[-1:])


def _is_dropped(one: Negation, stated: Sequence[Negation], said: Counter[str]) -> bool:
    """Whether what the quote denies is said without denying it."""
    shared = said.keys() & set(one.about)
    is_said = (one.about[:1] and one.about[0] in said) or 2 * len(shared) > len(one.about)
    return bool(is_said) and not any(one.is_of(other) for other in stated)


def _is_moved(
    one: Negation,
    stated: Sequence[Negation],
    quoted: Sequence[Negation],
    said: Counter[str],
    written: Counter[str],
) -> bool:
    """Whether of several mentions other ones are denied: more of them than in the quote, or fewer."""
    here, there = (sum(one.is_of(other) for other in others) for others in (stated, quoted))
    affirmed = any(said[word] - here > written[word] - there for word in one.about[:1])
    return here > there or (here > 0 and affirmed)


def _is_opposite(said: set[str], written: set[str]) -> bool:
    new, gone = said - written, written - said
    return any(_OPPOSITE.get(word, set()) & gone for word in new) or any(
        _is_prefixed(word, gone) for word in new
    )


def _is_prefixed(word: str, others: set[str]) -> bool:
    """ "unlikely" where the other says "likely", or the reverse."""
    bare = _PREFIX.sub("", word)
    shorter = bare != word and len(bare) >= _BASE and bare in others
    return shorter or any(_PREFIX.sub("", other) == word != other for other in others if len(word) >= _BASE)


def _stems(text: str) -> list[str]:
    return [stem(word) for word in re.findall(r"[^\W_]+", text)]
