"""Questions of every form with their answers as `qa-bot ask` prints them, in files that a person reads.

forms/questions.jsonl      what is asked; half of it is held out: nobody looks at it while making something
forms/<form>.md            the accepted answers
forms/held-out/<form>.md   those of the half that is held out
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from pathlib import Path

import click
from pydantic import TypeAdapter

from qa_bot.evals.sets import rows
from qa_bot.rendering.text import answer_text
from qa_bot.responder import Responder
from qa_bot.types import Form, Question

HELD_OUT = "held-out"
_ENTRY = re.compile(r"^## (\S+)\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)

Printed = dict[str, str]  # id of a question -> the question, the form, the answer


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """`form` is that which its answer should have."""

    id: str
    form: Form
    articles: str  # the name of the folder that it is asked of
    question: str
    as_of: date | None = None
    held_out: bool = False

    @property
    def place(self) -> Path:
        """The file of its answer."""
        name = Path(f"{self.form.value.replace(' ', '-')}.md")
        return HELD_OUT / name if self.held_out else name


def questions(folder: Path) -> list[FormQuestion]:
    """Raises pydantic's ValidationError for a line that is none."""
    return [TypeAdapter(FormQuestion).validate_python(row) for row in rows(folder / "questions.jsonl")]


def ask(asked: Iterable[FormQuestion], open_index: Callable[[str], Responder]) -> Printed:
    """The answers of today; each folder of articles is opened once."""
    responders = dict[str, Responder]()
    found: Printed = {}
    for one in asked:
        if one.articles not in responders:
            responders[one.articles] = open_index(one.articles)
        found[one.id] = _printed(one, responders[one.articles])
    return found


def _printed(asked: FormQuestion, responder: Responder) -> str:
    answer = responder.ask(Question(asked.question, asked.id, as_of=asked.as_of))
    limit = f" --as-of {asked.as_of}" if asked.as_of else ""
    head = f"{asked.question}{limit}\n\nOf {asked.articles}, answered as: {answer.form.value}."
    return f"{head}\n\n```text\n{click.unstyle(answer_text(answer)).rstrip()}\n```"


def write(folder: Path, asked: Sequence[FormQuestion], printed: Mapping[str, str]) -> None:
    """The answers as the accepted ones; what the files held before is gone."""
    for place in dict.fromkeys(one.place for one in asked):
        members = [one for one in asked if one.place == place]
        entries = "\n\n".join(f"## {one.id}\n\n{printed[one.id]}" for one in members)
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {members[0].form.value}\n\n{entries}\n", encoding="utf-8")


def read(folder: Path) -> Printed:
    """The accepted answers of all files."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md")))
    return {id: entry.strip() for text in texts for id, entry in _ENTRY.findall(text)}


def differences(asked: Iterable[FormQuestion], now: Printed, accepted: Printed) -> Iterator[str]:
    """For each answer that is another, what differs, line by line."""
    for one in asked:
        before = accepted.get(one.id, "")
        if before != now[one.id]:
            lines = unified_diff(before.splitlines(), now[one.id].splitlines(), lineterm="", n=2)
            shown = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
            yield "\n".join([f"## {one.id}: {one.question}", *shown])
