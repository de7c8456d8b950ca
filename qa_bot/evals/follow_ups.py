"""Whether follow-ups are completed readably and answered rightly, over articles of our own.

<folder>/articles.jsonl   what the conversations are about
<folder>/<part>.jsonl     a follow-up a line, after what user and assistant `said` in turn; `about` are words
                          that its completion must have ("Ida Orrin|Dunmore": one of them), or null
                          where it must stay as typed
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import click
from pydantic import BaseModel, Field

from qa_bot.cli.console import run
from qa_bot.evals import metrics, sets
from qa_bot.evals.product import Product
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question, Turn


class FollowUp(BaseModel):
    """A line of a part."""

    id: str
    said: Annotated[list[str], Field(min_length=2)]
    question: str
    must_include: list[list[str]]
    articles: list[str]
    about: list[str] | None


@dataclass(frozen=True, slots=True)
class Result:
    """A follow-up as it was searched, and how well it was completed and answered."""

    follow_up: FollowUp
    standalone: str
    answer: str
    readable: bool
    right: bool
    at_once: bool  # right in its first sentence
    cites: bool  # the right article


@click.command()
@click.argument("parts", metavar="PART...", nargs=-1, required=True)
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("tests/data/conversations"), show_default=True
)
@click.option("--show", is_flag=True, help="Show each follow-up with what became of it.")
def follow_ups(parts: tuple[str, ...], folder: Path, show: bool) -> None:
    """Measure how the follow-ups of the PARTs are completed and answered.

    \b
    Example: python -m qa_bot.evals.follow_ups seen --show
    """
    with TemporaryDirectory() as work:
        responder = _responder(Path(work), folder / "articles.jsonl")
        for part in parts:
            lines = map(FollowUp.model_validate, sets.rows(folder / f"{part}.jsonl"))
            results = [_result(line, responder) for line in lines]
            if show:
                click.echo("\n".join(shown for result in results for shown in _shown(result)))
            click.echo(
                f"{part}: {len(results)} follow-ups, "
                f"{sum(one.readable for one in results)} completed readably, "
                f"{sum(one.right for one in results)} answered rightly, "
                f"{sum(one.at_once for one in results)} in the first sentence, "
                f"{sum(one.cites for one in results)} from the right article"
            )


def _responder(work: Path, articles: Path) -> Responder:
    Product(work / "index").ingest(articles)
    settings = Settings.load(
        index={"path": work / "index", "url": ""}, models={"answerer": "extractive"}, receipts={"keep": 0}
    )
    return Responder.open(settings)


def _result(line: FollowUp, responder: Responder) -> Result:
    roles = cycle(("user", "assistant"))
    history = tuple(Turn(role, content) for role, content in zip(roles, line.said, strict=False))
    answer = responder.ask(Question(line.question, line.id, history))
    return Result(
        line,
        standalone=answer.standalone,
        answer=answer.text,
        readable=_is_readable(line, answer.standalone),
        right=_has(answer.text, line),
        at_once=_has(answer.text.partition("[1]")[0], line),
        cites=not {citation.doc for citation in answer.citations}.isdisjoint(line.articles),
    )


def _has(text: str, line: FollowUp) -> bool:
    return all(metrics.span_in(text, group) for group in line.must_include)


def _is_readable(line: FollowUp, standalone: str) -> bool:
    """Whether it is a sentence that names what it is about, and nothing is put behind it in brackets."""
    if line.about is None:
        return standalone == line.question
    named = standalone.casefold()
    return "(" not in standalone and all(
        any(word.casefold() in named for word in words.split("|")) for words in line.about
    )


def _shown(result: Result) -> Iterator[str]:
    held = {
        "readable": result.readable,
        "right": result.right,
        "at once": result.at_once,
        "cited": result.cites,
    }
    missing = ", ".join(f"not {name}" for name, holds in held.items() if not holds)
    yield f"{result.follow_up.id}: {' / '.join(result.follow_up.said)}"
    yield f"  {result.follow_up.question} -> {result.standalone}"
    yield f"  {result.answer.splitlines()[0] if result.answer else ''} {f'[{missing}]' if missing else ''}"


if __name__ == "__main__":
    run(follow_ups)
