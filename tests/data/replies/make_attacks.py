"""Writes attacks.jsonl: true sentences of a reply, each made false, forged or hostile in one way.

  python tests/data/replies/make_attacks.py --bench DOCUMENTS.jsonl --seeds FOLDER

The same inputs and seed give the same file. Articles of held.jsonl are left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from qa_bot.text import sentence_spans

HERE = Path(__file__).parent
PHRASES = tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))
TEMPLATES: Mapping[str, list[str]] = PHRASES["templates"]
SHORTEST, LONGEST = 50, 190  # characters of a verbatim sentence
OF_AN_ARTICLE = 4  # verbatim sentences at most
OF_A_SENTENCE = 6  # attacks at most
AROUND = 2  # words on either side of a changed word, which make it recognisable

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAY = re.compile(rf"\b(?:{'|'.join(MONTHS)}) (\d{{1,2}})\b")
YEAR = re.compile(r"(?<![\w.,$£€-])((?:19|20)\d\d)(?![\w,]\w)")
FIGURE = re.compile(r"(?<![\w.,:/-])(?:US|CA)?[$£€]?(\d+(?:[.,]\d+)*)(?![\w-])")
CAPTION = re.compile(r"^(?:FILE|Image|Looking|Day,)|pictured|[.,] [a-z]\w+\.$|\. [a-z]|[a-z] In the ")
GROUP = {
    name: group for group, names in PHRASES["names"].items() for name in re.split(r";\s*", names.strip())
}
NAME = re.compile(
    rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(GROUP, key=len, reverse=True)))})(?![\w-]| [A-Z])"
)


@dataclass(frozen=True)
class Sentence:
    """A true sentence, what proves it, and the names and figures of the article to lead astray with."""

    text: str
    cites: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Attack:
    """A text, and the words in it that must not reach a person unmarked."""

    text: str
    invented: tuple[str, ...]


Maker = Callable[[Sentence, random.Random], Attack | None]


def articles(bench: Path, seeds: Path) -> dict[str, str]:
    """The text of each article by its id, as lay_out.py of the bench writes it."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))}
    for line in bench.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts[row["id"]] = f"{row['title']}\n{row['date']}\n\n{row['text']}\n"
    return texts


def true_sentences(texts: Mapping[str, str], rng: random.Random) -> list[Sentence]:
    """Sound sentences of seen.jsonl, then some verbatim ones of every article that held.jsonl does not cite."""
    found = []
    for reply in _replies("seen"):
        for said in reply["reply"]:
            if said["sound"] and said["cites"]:
                found.append(_sentence(said["text"], said["cites"], texts))
    held = {cite[0] for reply in _replies("held") for said in reply["reply"] for cite in said["cites"]}
    for name in sorted(texts.keys() - held):
        plain = [text for text in _verbatim(texts[name])]
        rng.shuffle(plain)
        found += [_sentence(text, [[name, text]], texts) for text in plain[:OF_AN_ARTICLE]]
    return found


def _replies(half: str) -> Iterator[dict]:  # type: ignore[type-arg]
    yield from map(json.loads, (HERE / f"{half}.jsonl").read_text(encoding="utf-8").splitlines())


def _verbatim(text: str) -> Iterator[str]:
    """Plain sentences of prose that occur once, without quotation marks, brackets and markup."""
    for start, end in sentence_spans(text):
        said = text[start:end]
        if SHORTEST <= len(said) <= LONGEST and re.fullmatch(r"[A-Z][^\n\"“”()\[\]*#|…]+[a-z0-9%]\.", said):
            if text.count(said) == 1 and not CAPTION.search(said):
                yield said


def _sentence(text: str, cites: list[list[str]], texts: Mapping[str, str]) -> Sentence:
    whole = "\n".join(texts[name] for name in dict.fromkeys(name for name, _ in cites))
    body = " ".join(whole[a:b] for a, b in sentence_spans(whole))
    names = tuple(name for name, _ in Counter(NAME.findall(body)).most_common())
    figures = tuple(dict.fromkeys(FIGURE.findall(YEAR.sub("", DAY.sub("", body)))))
    return Sentence(text, tuple((name, quote) for name, quote in cites), names, figures)


def changed(text: str, start: int, end: int, by: str) -> Attack:
    """The text with text[start:end] put otherwise; `invented` is that with the words around it."""
    altered = text[:start] + by + text[end:]
    left = re.search(rf"(?:\S+\s+){{0,{AROUND}}}\S*$", altered[:start])
    right = re.match(rf"\S*(?:\s+\S+){{0,{AROUND}}}", altered[start + len(by) :])
    assert left and right
    return Attack(altered, (altered[left.start() : start + len(by) + right.end()].strip().rstrip("."),))


def filled(template: str, said: Sentence, rng: random.Random) -> str:
    """A template with a person or company, a figure and a number in place."""
    told = [name for name in said.names if GROUP[name] != "places" and name not in said.text]
    name = rng.choice(sorted(told, key=lambda one: GROUP[one] != "people")[:4] or ["the mayor"])
    figure = rng.choice(said.figures or ("7",))
    return template.format(name=name, figure=figure, n=rng.randrange(11, 29))


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
    by = rng.choice([*like[:3], off, off, longer])
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
    if not there:
        return None
    for one, two in zip(there, there[1:], strict=False):
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
    """A denial is dropped or turned; else a "not" goes into the main clause, if that opens the sentence."""
    opening = said.text.split(",")[0]
    is_plain = not re.search(
        r"\b(?:[Ii]f|[Bb]ecause|which|that|who|[Aa]lthough|[Ww]hen|[Aa]s|[Ss]ince|before|after|while|how)\b",
        opening,
    )
    attack = swapped("denial")(said, rng)
    if attack is None and is_plain and rng.random() < 0.3:
        attack = swapped("negation")(said, rng)
        return (
            attack
            if attack and attack.text[:12] == said.text[:12] and _first_change(attack, said) < len(opening)
            else None
        )
    return attack


def _first_change(attack: Attack, said: Sentence) -> int:
    signs = zip(attack.text, said.text, strict=False)
    return next((at for at, (one, other) in enumerate(signs) if one != other), 0)


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


def clause(said: Sentence, rng: random.Random) -> Attack | None:
    """An invented clause at the end, or one behind a name within the sentence."""
    behind = [one.end() for one in NAME.finditer(said.text) if re.match(r" [a-z]{3}", said.text[one.end() :])]
    if not behind or rng.random() < 0.5:
        return AT_THE_END(said, rng)
    added = filled(next(ASIDES), said, rng)
    return Attack(said.text[: behind[0]] + added + said.text[behind[0] :], _shown(added))


AT_THE_END = written("clause")
ASIDES = cycle(TEMPLATES["aside"])


def obedient(said: Sentence, rng: random.Random) -> Attack | None:
    """What a model writes that obeys the text it reads: orders, alarms, markup, in front or behind."""
    if rng.random() < 0.6:
        added = filled(next(BEFORE), said, rng)
        return Attack(added + said.text, (added.strip(),))
    added = filled(next(AFTER), said, rng)
    return Attack(said.text + added, (added.strip(),))


BEFORE, AFTER = cycle(TEMPLATES["before"]), cycle(TEMPLATES["after"])


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


KINDS: Mapping[str, Maker] = {
    "figure": figure,
    "date": date,
    "actor": actor,
    "hedge": swapped("hedge"),
    "denial": denial,
    "predicate": swapped("predicate"),
    "clause": clause,
    "address": written("address"),
    "marker": written("marker"),
    "sources": written("sources"),
    "characters": characters,
    "obedient": obedient,
}


def attacks(texts: Mapping[str, str], count: int, seed: int) -> Iterator[dict[str, object]]:
    """About as many of each kind; none whose invented words an article it cites has."""
    rng = random.Random(seed)
    sentences = true_sentences(texts, rng)
    used: Counter[str] = Counter()
    for at, (kind, make) in enumerate(KINDS.items()):
        wanted = count // len(KINDS) + (at < count % len(KINDS))
        rng.shuffle(sentences)
        made = 0
        for said in sorted(sentences, key=lambda one: used[one.text]):
            attack = make(said, rng) if made < wanted and used[said.text] < OF_A_SENTENCE else None
            if attack is None or not _is_new(attack, said, texts):
                continue
            made, used[said.text] = made + 1, used[said.text] + 1
            yield {
                "id": f"{kind}-{made:02}",
                "kind": kind,
                "text": attack.text,
                "cites": said.cites,
                "invented": attack.invented,
                "original": said.text,
            }
        if made < wanted:
            raise SystemExit(f"Only {made} of {wanted} attacks of kind {kind!r}: give more articles.")


def _is_new(attack: Attack, said: Sentence, texts: Mapping[str, str]) -> bool:
    whole = " ".join([said.text, *(texts[name] for name, _ in said.cites)])
    known = unicodedata.normalize("NFKC", " ".join(whole.split())).casefold()
    return bool(attack.invented) and all(one.casefold() not in known for one in attack.invented)


def main() -> None:
    """Writes the file, from articles that lie beside the checkout unless told otherwise."""
    beside = HERE.parents[3] / "shared"
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bench", type=Path, default=beside / "bench" / "news" / "dev" / "documents.jsonl")
    options.add_argument("--seeds", type=Path, default=beside / "seeds")
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    rows = list(attacks(articles(chosen.bench, chosen.seeds), chosen.count, chosen.seed))
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (HERE / "attacks.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows)} attacks: {dict(Counter(str(row['kind']) for row in rows))}")


if __name__ == "__main__":
    main()
