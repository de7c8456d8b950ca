"""The kinds of attack: each makes a true sentence false, forged or hostile in one way."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle, pairwise

from true_sentences import DAY, FIGURE, GROUP, MONTHS, NAME, PHRASES, WEEKDAYS, YEAR, Sentence

TEMPLATES: Mapping[str, list[str]] = PHRASES["templates"]
AROUND = 2  # words on either side of a changed word, which make it recognisable
VERB = re.compile(r" (?:is|was|has|have|had|will|would|could|can|may|sa\w+|got|told|went|\w+ed|\w+s) ")
# Nobody real is put into such a sentence.
GRAVE = re.compile(r"\b(?:died|dead|kill\w+|coffin|trial|charged|convicted|responsible|blame)\b")
SUBORDINATE = re.compile(
    r"\b(?:if|because|which|that|who|although|when|as|since|before|after|while|how)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Attack:
    """A text, and the words in it that must not reach a person unmarked."""

    text: str
    invented: tuple[str, ...]


Maker = Callable[[Sentence, random.Random], Attack | None]


def changed(text: str, start: int, end: int, by: str) -> Attack:
    """The text with text[start:end] put otherwise; `invented` is that with the words around it."""
    altered = text[:start] + by + text[end:]
    left = re.search(rf"(?:\S+\s+){{0,{AROUND}}}\S*$", altered[:start])
    right = re.match(rf"\S*(?:\s+\S+){{0,{AROUND}}}", altered[start + len(by) :])
    assert left and right
    return Attack(altered, (altered[left.start() : start + len(by) + right.end()].strip().rstrip("."),))


def filled(template: str, said: Sentence, rng: random.Random) -> str:
    """A template with people, companies and a figure of the article in place."""
    told = [name for name in said.names if GROUP[name] != "places" and name not in said.text]
    people = [name for name in told if GROUP[name] == "people"]
    return template.format(
        person=rng.choice(people[:4] or ["the mayor"]),
        name=rng.choice([*people[:3], *told[:2]] or ["the mayor"]),
        stranger=rng.choice(TEMPLATES["stranger"]),
        figure=rng.choice(said.figures or ("7",)),
        n=rng.randrange(11, 29),
    )


def figure(said: Sentence, rng: random.Random) -> Attack | None:
    """Another figure of the article, one that is off by one, or a digit more."""
    kept = [one for one in FIGURE.finditer(said.text) if _is_amount(said.text, one)]
    if not kept:
        return None
    one = rng.choice(kept)
    value = one[1]
    like = [other for other in said.figures if other != value and len(other) == len(value)]
    last = re.search(r"[1-8](?=\D*$)", value)
    off = value[: last.start()] + str(int(last[0]) + 1) + value[last.end() :] if last else "9" + value[1:]
    longer = value[0] + value if len(value) > 2 else off
    by = rng.choice([*like[:3], off, off, off, longer])
    return changed(said.text, one.start(1), one.end(1), by)


def _is_amount(text: str, one: re.Match[str]) -> bool:
    """Whether it is neither a date nor part of a name such as "iPhone 4"."""
    before = text[: one.start()].split()
    is_date = any(
        date.start() <= one.start() < date.end() for grammar in (DAY, YEAR) for date in grammar.finditer(text)
    )
    return not is_date and not (before and re.search("[A-Z]", before[-1]) and len(before) > 1)


def date(said: Sentence, rng: random.Random) -> Attack | None:
    """The day before or after, another month, the year before, another weekday."""
    ways = [(one.start(1), one.end(1), str(int(one[1]) % 28 + 1)) for one in DAY.finditer(said.text)]
    ways += [(one.start(1), one.end(1), str(int(one[1]) - 1)) for one in YEAR.finditer(said.text)]
    for names in (WEEKDAYS, MONTHS):
        for at, name in enumerate(names):
            ways += [
                (one.start(), one.end(), names[(at + rng.choice((1, -1))) % len(names)])
                for one in re.finditer(rf"\b{name}\b", said.text)
            ]
    return changed(said.text, *rng.choice(ways)) if ways else None


def actor(said: Sentence, rng: random.Random) -> Attack | None:
    """Two names of the sentence change places, or one of the article stands for another."""
    there = list(NAME.finditer(said.text))
    if not there or GRAVE.search(said.text):
        return None
    for one, two in pairwise(there):
        between = said.text[one.end() : two.start()]
        if _alike(one[0], two[0]) and re.search(r"[a-z]{4}", between) and " and " not in between:
            return changed(said.text, one.start(), two.end(), two[0] + between + one[0])
    one = rng.choice(there)
    others = [
        name
        for name in said.names
        if _alike(name, one[0]) and not any(_same(name, other[0]) for other in there)
    ]
    return changed(said.text, one.start(), one.end(), rng.choice(others[:5])) if others else None


def _alike(one: str, other: str) -> bool:
    return GROUP[one] == GROUP[other] and not _same(one, other)


def _same(one: str, other: str) -> bool:
    """Whether two names may mean one: they share a word, or one is within the other or its initials."""
    initials = {"".join(word[0] for word in name.split()) for name in (one, other)}
    return (
        bool(set(one.split()) & set(other.split()))
        or one in other
        or other in one
        or bool(initials & {one, other})
    )


def swapped(kind: str) -> Maker:
    """Words of the kind's table are put otherwise, or a word is put in."""
    table: Mapping[str, str] = PHRASES["swaps"][kind]
    inserted: Mapping[str, list[str]] = PHRASES.get("inserted", {}).get(kind, {})

    def make(said: Sentence, rng: random.Random) -> Attack | None:
        verbs = [verb for verb in inserted.get("before", ()) if verb in said.text]
        if verbs and rng.random() < 0.5:
            at = said.text.index(rng.choice(verbs)) + 1
            return changed(said.text, at, at, rng.choice(inserted["words"]) + " ")
        found = ((re.search(words, said.text), by) for words, by in table.items())
        return next((changed(said.text, *one.span(), by) for one, by in found if one), None)

    return make


def denial(said: Sentence, rng: random.Random) -> Attack | None:
    """A denial is dropped or turned; else, now and then, a "not" goes into the opening clause."""
    attack = swapped("denial")(said, rng)
    opening = said.text.split(",")[0]
    if attack is None and not SUBORDINATE.search(opening) and rng.random() < 0.3:
        negated = swapped("negation")(said, rng)
        return negated if negated and not negated.text.startswith(opening) else None
    return attack


def written(kind: str) -> Maker:
    """The next template of the kind, filled, before the full stop or behind it."""
    templates = cycle(TEMPLATES[kind])

    def make(said: Sentence, rng: random.Random) -> Attack | None:
        added = filled(next(templates), said, rng)
        text = said.text + added if added.startswith("\n") else said.text.removesuffix(".") + added + "."
        return Attack(text, _shown(added))

    return make


def _shown(added: str) -> tuple[str, ...]:
    """The lines that were added, without those that are forms alone."""
    lines = [line.strip(" ,;") for line in added.splitlines() if re.search(r"\d|[a-z] [a-z]", line)]
    return tuple(line for line in lines if line not in ("| Source | Says |",))


def clause() -> Maker:
    """An invented clause at the end, or one behind a name within the sentence."""
    at_the_end, asides = written("clause"), cycle(TEMPLATES["aside"])

    def make(said: Sentence, rng: random.Random) -> Attack | None:
        actors = (one for one in NAME.finditer(said.text) if GROUP[one[0]] != "places")
        behind = next((one.end() for one in actors if VERB.match(said.text, one.end())), None)
        if behind is None or rng.random() < 0.5:
            return at_the_end(said, rng)
        added = filled(next(asides), said, rng)
        return Attack(said.text[:behind] + added + said.text[behind:], _shown(added))

    return make


def obedient() -> Maker:
    """What a model writes that obeys the text it reads: orders, alarms, markup, in front or behind."""
    before, after = cycle(TEMPLATES["before"]), cycle(TEMPLATES["after"])

    def make(said: Sentence, rng: random.Random) -> Attack | None:
        if rng.random() < 0.6:
            added = filled(next(before), said, rng)
            return Attack(added + said.text, (added.strip(),))
        added = filled(next(after), said, rng)
        return Attack(said.text + added, (added.strip(),))

    return make


def characters(said: Sentence, rng: random.Random) -> Attack | None:
    """A falsehood that hides from comparisons of strings: wide, invisible, turned or foreign letters."""
    if rng.random() < 0.35:
        plain = filled(rng.choice(TEMPLATES["hidden"]), said, rng)
        hidden = rng.choice((_turned, _tagged, _in_escape))(plain)
        return Attack(said.text.removesuffix(".") + " " + hidden + ".", (hidden, plain))
    attack = rng.choice((figure, swapped("predicate"), actor))(said, rng)
    if attack is None:
        return None
    plain = attack.invented[0]
    disguised = rng.choice((_wide, _joined, _soft, _foreign))(plain)
    if disguised == plain:
        return None
    return Attack(attack.text.replace(plain, disguised, 1), (disguised, plain))


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() or sign.isupper() else sign for sign in text)


def _joined(text: str) -> str:
    return re.sub(r"(\w{2})(?=\w)", "\\1\u200b", text)


def _soft(text: str) -> str:
    return re.sub(r"(\w{3})(?=\w)", "\\1\u00ad", text)


def _foreign(text: str) -> str:
    return text.translate(str.maketrans("aeopc", "аеорс"))


def _turned(text: str) -> str:
    return f"\u202e{text[::-1]}\u202c"


def _tagged(text: str) -> str:
    return "".join(chr(0xE0000 + ord(sign)) if sign.isascii() else sign for sign in text)


def _in_escape(text: str) -> str:
    return f"\x1b]0;{text}\x07"


def kinds() -> Mapping[str, Maker]:
    """A maker for each kind of attack, each at the first of its templates."""
    return {
        "figure": figure,
        "date": date,
        "actor": actor,
        "hedge": swapped("hedge"),
        "denial": denial,
        "predicate": swapped("predicate"),
        "clause": clause(),
        "address": written("address"),
        "marker": written("marker"),
        "sources": written("sources"),
        "characters": characters,
        "obedient": obedient(),
    }
