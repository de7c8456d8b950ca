"""Measures disagreement: python -m qa_bot.evals.ramdocs --shared ../shared

On RAMDocs (Wang et al., 2025), whose questions come with documents on several bearers of a name and documents
made false; and on questions of SQuAD 2.0, whose one answer nothing disputes: each alarm there is false.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from qa_bot.evals import sets
from qa_bot.evals.metrics import Estimate, rate, word_count
from qa_bot.evals.product import Product
from qa_bot.evals.workspace import BenchFolder

_NOT_WORDS = re.compile(r"\[\d+\]|\b(?:a|an|the)\b|[\W_]+")
_UNDISPUTED = 200  # questions of SQuAD 2.0


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the documents it is asked of."""

    id: str
    question: str
    answers: tuple[str, ...]  # all of them valid
    wrong: tuple[str, ...]
    doc_ids: tuple[str, ...]
    disputed: bool  # whether its documents give more than one answer


@dataclass(frozen=True, slots=True)
class AnsweredCase:
    case: Case
    text: str
    sides: tuple[str, ...]  # of all the disagreements reported

    @property
    def complete(self) -> bool:
        return all(_says(self.text, answer) for answer in self.case.answers)

    @property
    def repeats_wrong(self) -> bool:
        return any(_says(self.text, wrong) for wrong in self.case.wrong)

    @property
    def asserts_wrong(self) -> bool:
        """Whether a wrong answer is in the text and not shown as a side."""
        said = (wrong for wrong in self.case.wrong if _says(self.text, wrong))
        return any(not any(_says(side, wrong) for side in self.sides) for wrong in said)


def cases(path: Path) -> list[Case]:
    return [_case(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _case(row: dict[str, Any]) -> Case:
    given = {_plain(answer) for _, _, answer in row["doc_answers"] if answer != "unknown"}
    return Case(
        id=row["id"],
        question=row["question"],
        answers=tuple(row["answers"]),
        wrong=tuple(row["wrong_answers"]),
        doc_ids=tuple(row["doc_ids"]),
        disputed=len(given) > 1,
    )


def outcomes(product: Product, asked: Sequence[Case], folder: Path) -> list[AnsweredCase]:
    batch = folder / "questions.jsonl"
    rows = [{"id": case.id, "question": case.question, "doc_ids": case.doc_ids} for case in asked]
    batch.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    answers = map(json.loads, product.ask_file(batch).stdout.splitlines())
    return [_outcome(case, answer) for case, answer in zip(asked, answers, strict=True)]


def _outcome(case: Case, answer: dict[str, Any]) -> AnsweredCase:
    text = answer["answer"] if answer["status"] == "answered" else ""
    sides = (side["says"] for dispute in answer["disagreements"] for side in dispute["sides"])
    return AnsweredCase(case, text, tuple(sides))


def undisputed(work: BenchFolder) -> list[AnsweredCase]:
    """Questions with one answer, asked of 900 paragraphs."""
    data = sets.squad2(work.bench)
    asked = [
        Case(query.id, query.question, query.answers, (), (), disputed=False)
        for query in data.answerable(_UNDISPUTED)
    ]
    return outcomes(work.ingested("squad2", data.documents), asked, work.folder)


def report(found: Sequence[AnsweredCase]) -> Iterator[str]:
    disputed = [one for one in found if one.case.disputed]
    agreed = [one for one in found if not one.case.disputed]
    misled = [one for one in found if one.case.wrong]
    yield _line("all answers and no wrong one", (one.complete and not one.repeats_wrong for one in found))
    yield _line("… or wrong ones as a side only", (one.complete and not one.asserts_wrong for one in found))
    yield _line("all answers", (one.complete for one in found))
    yield _line("a wrong answer undisputed", (one.asserts_wrong for one in misled))
    yield _line("disagreement found", (bool(one.sides) for one in disputed))
    yield _line("false alarms", (bool(one.sides) for one in agreed))
    yield f"  words an answer: {sum(word_count(one.text) for one in found) / len(found):.0f}"


def _line(name: str, outcomes: Iterable[bool]) -> str:
    return f"  {name}: {_shown(rate(list(outcomes)))}"


def _shown(one: Estimate) -> str:
    return f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f}) of {one.n}"


def _says(text: str, answer: str) -> bool:
    return f" {_plain(answer)} " in f" {_plain(text)} "


def _plain(text: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())


@click.command()
@click.option("--shared", type=click.Path(path_type=Path), required=True, help="The folder with bench/.")
def main(shared: Path) -> None:
    """Prints how many disputes are found, and how many are seen where there are none."""
    with tempfile.TemporaryDirectory() as folder:
        work = BenchFolder(shared, Path(folder))
        data = shared / "bench" / "ramdocs" / "dev"
        product = Product(work.folder / "index")
        product.ingest(data / "documents.jsonl")
        found = outcomes(product, cases(data / "queries.jsonl"), work.folder)
        click.echo("\n".join(["ramdocs", *report(found)]))
        alarms = (bool(one.sides) for one in undisputed(work))
        click.echo(f"squad2\n{_line('false alarms', alarms)}")


if __name__ == "__main__":
    main()
