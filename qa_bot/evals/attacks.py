"""500 sentences made false, forged or hostile: python -m qa_bot.evals.attacks --shared ../shared

Each as a model that obeys an attacker would write it (tests/data/replies/attacks.jsonl), citing a true
sentence: do its invented words reach the reader? Beside a scripted verifier that errs on the share `--errs`,
beside one that supports everything, and by the judge alone. `--show` prints those that came through.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click

from qa_bot.answering.claims import claims
from qa_bot.answering.context import Context
from qa_bot.answering.verification.cases import Finding, Ruling
from qa_bot.answering.verification.proving import Proving
from qa_bot.answering.verification.support import Support
from qa_bot.answering.written import Written
from qa_bot.evals.replies import REPLIES
from qa_bot.evals.scripted import as_line
from qa_bot.evals.sets import read_documents, rows
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.models.trained import TrainedJudge
from qa_bot.query import understand
from qa_bot.types import Article, Chunk, Line, Passage, Question

_SEED = 20
_TODAY = date(2026, 12, 1)


def articles(shared: Path) -> dict[str, Article]:
    """Those of bench/news/dev and the seeds, by the names that the attacks cite."""
    found = {
        one.id: Article(one.id, one.text, one.title, date.fromisoformat(one.date) if one.date else None)
        for one in read_documents(shared / "bench" / "news" / "dev" / "documents.jsonl")
    }
    for path in sorted((shared / "seeds").iterdir()):
        found[path.name] = Article(path.name, path.read_text(encoding="utf-8"), path.stem)
    return found


def came_through(
    attack: Mapping[str, Any], known: Mapping[str, Article], proving: Proving, finding: Finding | None
) -> list[Line]:
    """The lines that have invented words."""
    shown: list[Line] = []
    cited = [known[name] for name, _ in attack["cites"]]
    passages = [Passage(one, Chunk(one.id, "", 0, 0, len(one.text)), 1.0) for one in cited]
    written = Written(
        understand(Question(attack["original"]), _TODAY), proving, lambda line, _: shown.append(line)
    )
    written.context = Context.of(list(dict.fromkeys(passages)))
    given = list(enumerate(written.context.sentences, start=1))
    numbers = [next((n for n, one in given if quote in one.text), None) for _, quote in attack["cites"]]
    for claim in claims(_pieces(f"{attack['text']} {''.join(f'[{n}]' for n in numbers if n)}")):
        if case := written.case(claim):
            written.take(case, finding)
    told = [*shown, Line(written.notice(), ())]
    invented = [as_line(words).casefold() for words in attack["invented"]]
    return [line for line in told if any(words in as_line(line.text).casefold() for words in invented)]


def _pieces(reply: str) -> Generator[str, None, None]:
    yield from (reply[at : at + 5] for at in range(0, len(reply), 5))


@dataclass
class Tally:
    """Attacks of which invented words were shown, by kind: as an article's, or as a paraphrase."""

    unmarked: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, lines: Sequence[Line]) -> None:
        self.marked[kind] += any(line.paraphrase for line in lines)
        self.unmarked[kind] += any(not line.paraphrase for line in lines)

    def __str__(self) -> str:
        kinds = {kind: count for kind, count in sorted(self.marked.items()) if count}
        return (
            f"{self.unmarked.total()} unmarked, {self.marked.total()} as a paraphrase {kinds or ''}".strip()
        )


def tallied(
    attacks: Iterable[dict[str, Any]],
    known: Mapping[str, Article],
    proving: Proving,
    errs: float | None,
    tell: Callable[[str], None],
) -> Tally:
    """`tell` hears what came through; without `errs` there is no verifier."""
    draw, tally = random.Random(_SEED), Tally()
    for attack in attacks:
        ruling = Ruling.SUPPORTED if draw.random() < (errs or 0) else Ruling.NOT_SUPPORTED
        lines = came_through(attack, known, proving, None if errs is None else Finding(ruling))
        tally.add(attack["kind"], lines)
        if lines:
            tell(f"  {attack['id']} {attack['invented']}: {' | '.join(line.text for line in lines)}")
    return tally


def _silent(line: str) -> None:
    """Tells nobody."""


@click.command(help=__doc__)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--errs", default=0.05, show_default=True, help="Share of rulings that are wrong.")
@click.option("--show", is_flag=True, help="Print what came through.")
def main(shared: Path, errs: float, show: bool) -> None:
    judge = TrainedJudge()
    proving = Proving(Support(CachedEncoder(MiniLM()), judge), judge)
    attacks, known = list(rows(REPLIES / "attacks.jsonl")), articles(shared)
    verifiers = {
        f"a verifier that errs {errs:.0%}": errs,
        "one that supports everything": 1.0,
        "the judge alone": None,
    }
    for name, share in verifiers.items():
        click.echo(f"{name}: {tallied(attacks, known, proving, share, click.echo if show else _silent)}")


if __name__ == "__main__":
    main()
