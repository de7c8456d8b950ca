"""What is left of a strong model's replies after the check: python -m qa_bot.evals.replies --shared ../shared

Replies written by hand to questions of bench/news/dev (tests/data/replies), each sentence with what it cites,
sound or wrong. A scripted chat model writes them to the bot over the real index, as far as it is given what
they cite; a scripted verifier rules on them, wrong on the share `--errs`. `--show` prints each answer that is
not whole. `--part held` asks those that the code was not developed on.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from qa_bot.answering.prompts import NOT_STATED
from qa_bot.answering.written import LEFT_OPEN
from qa_bot.evals.scripted import ReplyChat, ReplySentence, as_line
from qa_bot.evals.sets import read_documents, rows
from qa_bot.evals.workspace import BenchFolder
from qa_bot.models import NO_OWN_MODELS
from qa_bot.receipts import Receipts
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question

REPLIES = Path(__file__).parents[2] / "tests" / "data" / "replies"
_SEED = 20


class Fate(StrEnum):
    """What became of a sentence."""

    AS_WRITTEN = "as written"
    QUOTED = "in the articles' words"
    COUNTED = "left out and counted"
    LOST = "lost without a word"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reply after the check."""

    row: dict[str, Any]
    answer: Answer
    fates: Sequence[tuple[ReplySentence, Fate]]  # of what was written
    unwritten: int  # sentences whose evidence the model was not given

    @property
    def missing(self) -> list[str]:
        """What a full answer has and this one does not: neither its lines nor their quotes."""
        answer = self.answer
        said = " ".join((answer.text, answer.notice, *(one.quote for one in answer.citations)))
        return [need for need in self.row["full"]["needs"] if not _has(said, need)]

    @property
    def taken(self) -> list[str]:
        """Of that, what was written, and the check has taken out."""
        written = " ".join(sentence.text for sentence, _ in self.fates)
        return [need for need in self.missing if _has(written, need)]


def outcomes(settings: Settings, part: Path, errs: float) -> Iterator[Outcome]:
    draw = random.Random(_SEED)
    for row in rows(part):
        chat = ReplyChat([ReplySentence.of(one) for one in row["reply"]], errs, draw, _otherwise(row))
        answer = Responder.open(settings, replace(NO_OWN_MODELS, chat=chat)).ask(Question(row["question"]))
        receipt = Receipts.of(settings).find(answer.id)
        left_out = {as_line(one.text) for one in receipt.judged if one.citation is None} if receipt else set()
        fates = [(one, _fate(one, answer, left_out)) for one in chat.written]
        yield Outcome(row, answer, fates, len(chat.sentences) - len(chat.written))


def _otherwise(row: Mapping[str, Any]) -> list[str]:
    """The words of the side that a one-sided reply leaves out."""
    said = as_line(" ".join(one["text"] for one in row["reply"]))
    return [need for need in row["full"]["needs"] if row.get("one_sided") and need not in said]


def _fate(sentence: ReplySentence, answer: Answer, left_out: set[str]) -> Fate:
    text = as_line(sentence.text)
    if any(as_line(line.text) == text for line in answer.lines):
        return Fate.AS_WRITTEN
    if text.startswith(NOT_STATED) and answer.notice.startswith(LEFT_OPEN):
        return Fate.COUNTED
    quoted = {as_line(citation.quote) for citation in answer.citations}
    if quoted.intersection(map(as_line, sentence.quotes)):
        return Fate.QUOTED
    return Fate.COUNTED if text in left_out and answer.notice else Fate.LOST


def _has(text: str, words: str) -> bool:
    return as_line(words).casefold() in as_line(text).casefold()


def table(found: Sequence[Outcome]) -> Iterator[str]:
    kept, whole = sum(not one.taken for one in found), sum(not one.missing for one in found)
    yield f"with all that was written: {kept} of {len(found)}; with all that the articles have: {whole}"
    for sound in (True, False):
        fates = Counter(fate for one in found for sentence, fate in one.fates if sentence.sound is sound)
        told = ", ".join(f"{fate} {fates[fate]}" for fate in Fate)
        yield f"{'sound' if sound else 'wrong'} sentences ({fates.total()}): {told}"
    one_sided = [one for one in found if one.row.get("one_sided")]
    both = sum(bool(one.answer.disagreements) or not one.missing for one in one_sided)
    yield f"replies with one side alone: {both} of {len(one_sided)} shown with the other"
    yield f"sentences whose evidence the model was not given: {sum(one.unwritten for one in found)}"


def indexed(shared: Path, folder: Path) -> Settings:
    """bench/news/dev as an index."""
    documents = read_documents(shared / "bench" / "news" / "dev" / "documents.jsonl")
    product = BenchFolder(shared, folder).ingested("news", documents)
    return Settings.load(index={"path": product.index, "url": ""}, models={"answerer": "openai"})


@click.command(help=__doc__)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--part", type=click.Choice(["seen", "held"]), default="seen", show_default=True)
@click.option("--errs", default=0.05, show_default=True, help="Share of rulings that are wrong.")
@click.option("--show", is_flag=True, help="Print the answers that are not whole.")
def main(shared: Path, part: str, errs: float, show: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = indexed(shared, Path(folder))
        found = list(outcomes(settings, REPLIES / f"{part}.jsonl", errs))
    click.echo("\n".join(table(found)))
    for one in (one for one in found if show and one.missing):
        click.echo(f"\n{one.row['id']}: {one.row['question']}\n  lacks {one.missing}\n  {one.answer.text}")
        click.echo(f"  {one.answer.notice}")
        for sentence, fate in one.fates:
            click.echo(f"  - {fate}: {sentence.text}")


if __name__ == "__main__":
    main()
