"""Reads articles written by hand with their questions, training/news/*.txt; the README there shows how."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from qa_bot.text import sentence_spans

_HEAD = "@@"  # story | genre | topic | title | date | outlet
_LINE = re.compile(r"([QNSCE]) ([a-z_]+) \| (.+)")
_LABELS = {"S": "supported", "C": "contradicted", "E": "not_enough"}
_VERDICTS = (None, "yes", "no")


class Unclear(ValueError):
    """A line that is not in the form."""


@dataclass(frozen=True)
class _Text:
    whole: str

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        return list(sentence_spans(self.whole))

    def numbers(self, fragments: Sequence[str]) -> list[int]:
        """The sentences that the fragments stand in. Raises Unclear for one that stands nowhere."""
        found: set[int] = set()
        for fragment in fragments:
            if (start := self.whole.find(fragment)) < 0:
                raise Unclear(f"the text does not hold {fragment!r}")
            end = start + len(fragment)
            found |= {n for n, (a, b) in enumerate(self.sentences) if a < end and start < b}
        return sorted(found)

    def sentence(self, number: int) -> str:
        start, end = self.sentences[number]
        return self.whole[start:end]

    def around(self, numbers: Sequence[int]) -> str:
        """These sentences with the one before and the one behind them."""
        first, last = max(0, numbers[0] - 1), min(len(self.sentences) - 1, numbers[-1] + 1)
        return self.whole[self.sentences[first][0] : self.sentences[last][1]]


@dataclass
class _Written:
    """The lines of one article."""

    number: int
    head: str
    body: list[str] = field(default_factory=list)
    asked: list[tuple[int, str]] = field(default_factory=list)

    def row(self, file: str) -> dict[str, Any]:
        """As a line of the training format."""
        story, genre, topic, title, published, outlet = _fields(self.head.removeprefix(_HEAD), 6)
        text = _Text("\n".join(self.body).strip())
        row: dict[str, Any] = {
            "story": f"{re.sub(r'[0-9]', '', file)}-{story}",
            "genre": genre,
            "topic": topic,
            "title": title,
            "date": date.fromisoformat(published).isoformat(),
            "outlet": outlet,
            "text": text.whole,
            "questions": [],
            "pairs": [],
        }
        for number, line in self.asked:
            try:
                where, entry = _entry(line, text)
            except ValueError as error:
                raise Unclear(f"line {number}: {error}") from None
            row[where].append(entry)
        return row


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file, each as a line of the training format. Raises Unclear naming the line."""
    try:
        yield from (one.row(path.stem) for one in _parted(path.read_text(encoding="utf-8").splitlines()))
    except ValueError as error:
        raise Unclear(f"{path}: {error}.") from None


def _parted(lines: Sequence[str]) -> list[_Written]:
    """Line by line: what stands before the first question is the text."""
    found: list[_Written] = []
    for number, line in enumerate(lines, 1):
        if line.startswith(_HEAD):
            found.append(_Written(number, line))
        elif found and _LINE.match(line):
            found[-1].asked.append((number, line))
        elif found and not found[-1].asked:
            found[-1].body.append(line)
        elif line.strip():
            raise Unclear(f"line {number}: {line[:40]!r} is neither a question nor a sentence")
    return found


def _entry(line: str, text: _Text) -> tuple[str, dict[str, Any]]:
    sort, kind, rest = _parts(line)
    make: dict[str, Callable[[str, str, _Text], dict[str, Any]]] = {"Q": _answered, "N": _unanswered}
    if sort in make:
        return "questions", make[sort](kind, rest, text)
    quotes, sentence = _fields(rest, 2)
    numbers = text.numbers(quotes.split(" ;; "))
    pair = {"context": text.around(numbers), "sentence": sentence, "label": _LABELS[sort], "kind": kind}
    return "pairs", pair


def _parts(line: str) -> Sequence[str]:
    match = _LINE.match(line)
    assert match  # or it would not be here
    return match.groups()


def _answered(kind: str, rest: str, text: _Text) -> dict[str, Any]:
    question, quotes, *told = [part.strip() for part in rest.split(" | ")]
    verdict = told[0] or None if told else None
    if verdict not in _VERDICTS:
        raise Unclear(f"{verdict!r} is neither yes nor no")
    spans = [part.strip() for part in quotes.split(" ;; ")]
    return {
        "question": question,
        "kind": kind,
        "answerable": True,
        "spans": spans,
        "sentence": [text.sentence(number) for number in text.numbers(spans)],
        "verdict": verdict,
    }


def _unanswered(kind: str, rest: str, text: _Text) -> dict[str, Any]:
    question, nearest, missed = _fields(rest, 3)
    sentence = text.sentence(text.numbers([nearest])[0])
    return {"question": question, "kind": kind, "answerable": False, "nearest": sentence, "miss": missed}


def _fields(line: str, wanted: int) -> list[str]:
    fields = [part.strip() for part in line.split(" | ")]
    if len(fields) != wanted:
        raise Unclear(f"{len(fields)} fields, {wanted} are needed")
    return fields
