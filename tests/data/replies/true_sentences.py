"""True sentences to make attacks from: of the replies that are seen, and verbatim ones of the articles."""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_bot.text import sentence_spans

HERE = Path(__file__).parent
PHRASES = tomllib.loads((HERE / "phrases.toml").read_text(encoding="utf-8"))
SHORTEST, LONGEST = 50, 190  # characters of a verbatim sentence
OF_AN_ARTICLE = 4  # verbatim sentences at most

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAY = re.compile(rf"\b(?:{'|'.join(MONTHS)}) (\d{{1,2}})\b")
YEAR = re.compile(r"(?<![\w.,$£€-])((?:19|20)\d\d)(?![\w,]\w)")
FIGURE = re.compile(r"(?<![\w.,:/-])(?:US|CA)?[$£€]?(\d+(?:[.,]\d+)*)(?![\w-])")
PLAIN = re.compile(r"[A-Z][^\n\"“”()\[\]*#|…]+[a-z0-9%]\.")
CAPTION = re.compile(r"^(?:FILE|Looking|Day,)|Image|vessel|pictured|[.,] [a-z]\w+\.$|\. [a-z]|[a-z] In the ")
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


def articles(bench: Path, seeds: Path) -> dict[str, str]:
    """The text of each article by its id, as lay_out.py of the bench writes it."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt"))}
    for line in bench.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts[row["id"]] = f"{row['title']}\n{row['date']}\n\n{row['text']}\n"
    return texts


def true_sentences(texts: Mapping[str, str], rng: random.Random) -> list[Sentence]:
    """Sound sentences of seen.jsonl, and verbatim ones of every article that held.jsonl does not cite."""
    replied = [
        said for reply in _replies("seen") for said in reply["reply"] if said["sound"] and said["cites"]
    ]
    found = [_sentence(said["text"], said["cites"], texts) for said in replied]
    held = {cite[0] for reply in _replies("held") for said in reply["reply"] for cite in said["cites"]}
    for name in sorted(texts.keys() - held):
        plain = list(_verbatim(texts[name]))
        rng.shuffle(plain)
        found += [_sentence(text, [[name, text]], texts) for text in plain[:OF_AN_ARTICLE]]
    return found


def _replies(half: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (HERE / f"{half}.jsonl").read_text(encoding="utf-8").splitlines())


def _verbatim(text: str) -> Iterator[str]:
    """Plain sentences of prose that occur once, without quotation marks, brackets and markup."""
    for start, end in sentence_spans(text):
        said = text[start:end]
        if not SHORTEST <= len(said) <= LONGEST or text.count(said) > 1:
            continue
        if PLAIN.fullmatch(said) and not CAPTION.search(said):
            yield said


def _sentence(text: str, cites: list[list[str]], texts: Mapping[str, str]) -> Sentence:
    whole = "\n".join(texts[name] for name in dict.fromkeys(name for name, _ in cites))
    body = " ".join(whole[a:b] for a, b in sentence_spans(whole))
    names = tuple(name for name, _ in Counter(NAME.findall(body)).most_common())
    figures = tuple(dict.fromkeys(FIGURE.findall(YEAR.sub("", DAY.sub("", body)))))
    return Sentence(text, tuple((name, quote) for name, quote in cites), names, figures)
