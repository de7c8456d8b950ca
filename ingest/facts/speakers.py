"""Who the speakers of an article are: the full forms of their names, and whom its pronouns mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from qa_bot.text import FUNCTION_WORDS, MONTHS, WEEKDAYS, Attribution, any_of, bare_name, lexicon

_CAPITALISED = rf"(?:(?:{any_of('ranks.short')}|[A-Z])\.|[A-Z][\w’'-]*)"
_RUN = re.compile(rf"(?P<inside>[a-z,]\s)?(?P<name>\b{_CAPITALISED}(?:\s{_CAPITALISED}){{0,5}})")
_NO_NAMES = FUNCTION_WORDS | MONTHS | WEEKDAYS
_OWNER = ("’s", "'s")
_MAN = re.compile(rf"\b(?:{any_of('persons.male')}|\w+man)\b", re.IGNORECASE)
_WOMAN = re.compile(rf"\b(?:{any_of('persons.female')}|\w+woman)\b", re.IGNORECASE)
_BODIES = frozenset(lexicon("bodies"))
_IN_ROLE = re.compile(rf"(?:{any_of('articles', 'pronouns.third.possessive')})\s", re.IGNORECASE)
_ROLE = re.compile(r"\b([a-z]{4,})(?=\W*(?:$|,|of\b|for\b|at\b))", re.IGNORECASE)
_LONGEST_ROLE = 4  # words


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who spoke or did something in an article."""

    who: str
    is_name: bool


class Speakers:
    """Those of one article, as far as it was read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._gender: dict[str, str] = {}
        self._roles: defaultdict[str, set[str]] = defaultdict(set)
        self._full: dict[str, str] = {}

    def full_name(self, name: str) -> str:
        """The longest form in which the article has the name; the name itself where two may share it."""
        if name not in self._full:
            self._full[name] = name if " " in name else self._longest(name)
        return self._full[name]

    def is_known(self, name: str) -> bool:
        """Whether it is a name indeed, and not the first word of a sentence or a place before the news."""
        if name.isupper():
            return False
        return " " in name or self.full_name(name) != name or name in self._inside

    def note(self, found: Attribution) -> None:
        """Learns what is said of a named speaker: "the mayor", "Mrs"."""
        name = self.full_name(found.who)
        if gender := _gender(found.phrase):
            self._gender.setdefault(name, gender)
        for role in _ROLE.findall(found.phrase.replace(found.who, ",")):
            self._roles[role.lower()].add(name)

    def in_role(self, phrase: str) -> str | None:
        """The one name that was told to be "the mayor"."""
        words = phrase.split()
        if not _IN_ROLE.match(phrase) or len(words) > _LONGEST_ROLE:
            return None
        names = self._roles.get(words[-1].lower(), set())
        return next(iter(names)) if len(names) == 1 else None

    def meant(self, pronoun: str, before: Iterable[Actor]) -> str | None:
        """Whom a pronoun means: the last of those before, last first, that it fits."""
        wanted = {"he": "man", "she": "woman"}.get(pronoun)
        for actor in before:
            known = self._gender.get(actor.who) or _gender(actor.who)
            is_body = not _BODIES.isdisjoint(actor.who.lower().split())
            if wanted and known in (None, wanted) and not is_body:
                self._gender.setdefault(actor.who, wanted)
                return actor.who
            if not wanted and not known and (is_body or not actor.is_name):
                return actor.who
        return None

    def _longest(self, name: str) -> str:
        """Of the names that end with the word, else of those that begin with it."""
        forms = self._by_last[name] or self._by_first[name]
        longest = max(forms, key=len, default=name)
        return longest if _are_one(forms, longest) else name

    @cached_property
    def _names(self) -> Sequence[Sequence[str]]:
        """The words of each name of several, without ranks."""
        found = (_words_of_name(match["name"]) for match in _RUN.finditer(self._text))
        return [words for words in found if len(words) > 1]

    @cached_property
    def _by_last(self) -> defaultdict[str, set[str]]:
        forms: defaultdict[str, set[str]] = defaultdict(set)
        for words in self._names:
            for n in range(1, len(words)):
                forms[words[n]].add(" ".join(words[: n + 1]))
        return forms

    @cached_property
    def _by_first(self) -> defaultdict[str, set[str]]:
        forms: defaultdict[str, set[str]] = defaultdict(set)
        for words in self._names:
            forms[words[0]].add(" ".join(words))
        return forms

    @cached_property
    def _inside(self) -> frozenset[str]:
        """The capitalised words from inside sentences."""
        runs = (match["name"] for match in _RUN.finditer(self._text) if match["inside"])
        return frozenset(word for run in runs for word in run.split())


def _are_one(forms: Iterable[str], longest: str) -> bool:
    """Whether the forms may all be of one name: not "Ida Orrin" and "Max Orrin"."""
    words = set(longest.split())
    return all(words & set(form.split()[:-1]) for form in forms)


def _words_of_name(run: str) -> Sequence[str]:
    """Without function words, owners and ranks before the name, and what a possessive adds to it."""
    words = run.split()
    for n in range(len(words) - 1, -1, -1):
        if words[n].lower() in _NO_NAMES or (words[n].endswith(_OWNER) and n < len(words) - 1):
            words = words[n + 1 :]
            break
    name = bare_name(" ".join(words)) if words else ""
    return [word.removesuffix("’s").removesuffix("'s") for word in name.rstrip(".").split()]


def _gender(phrase: str) -> str | None:
    man, woman = _MAN.search(phrase), _WOMAN.search(phrase)
    if bool(man) == bool(woman):
        return None
    return "man" if man else "woman"
