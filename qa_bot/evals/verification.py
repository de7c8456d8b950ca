"""What of a model's sentences reaches the reader: python -m qa_bot.evals.verification --shared ../shared

On the sentences of bench/support/dev, sound and wrong ones, each against the sentences that it cites: shown
as written, shown as the quote (the article's own words), or dropped. `--show` prints the wrong ones that are
shown as written and the sound ones that are dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from qa_bot.answering.verification.support import PROVEN, Support
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.models.trained import TrainedJudge
from qa_bot.types import Article, Chunk, Passage

_ROWS = ("support_numbers_and_units", "support_numbers_and_units_true", "support_one_word_changed")


class Shown(StrEnum):
    AS_WRITTEN = "as written"
    AS_QUOTE = "as the quote"
    NOT = "dropped"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, the passage that it cites, and whether that proves it."""

    source: str
    text: str
    cited: Passage
    sound: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    pair: Pair
    shown: Shown


def pairs(folder: Path) -> Iterator[Pair]:
    articles = {row["id"]: row for row in _rows(folder / "documents.jsonl")}
    for row in _rows(folder / "pairs.jsonl"):
        article = articles[row["doc"]["id"]]
        sound = row["label"] == "supported"
        yield Pair("pairs", row["sentence"], _cited(article, row["evidence"]), sound)
    for name in _ROWS:
        for row in _rows(folder / f"{name}.jsonl"):
            quote = Passage(Article("a", row["quote"], ""), Chunk("a", "", 0, 0, len(row["quote"])), 1.0)
            yield Pair(name, row["said"], quote, row["expected"] == "supported")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _cited(row: dict[str, Any], evidence: Sequence[str]) -> Passage:
    """The article's text from the first of the sentences cited to the last one."""
    text = row["text"]
    published = date.fromisoformat(row["date"]) if row["date"] else None
    starts = [text.index(sentence) for sentence in evidence]
    end = max(start + len(sentence) for start, sentence in zip(starts, evidence, strict=True))
    return Passage(
        Article(row["id"], text, row["title"], published), Chunk(row["id"], "", 0, min(starts), end), 1.0
    )


def outcome(support: Support, pair: Pair) -> Outcome:
    checked = support.check(pair.text, [pair.cited])
    if checked.verdict not in PROVEN:
        return Outcome(pair, Shown.NOT)
    return Outcome(pair, Shown.AS_WRITTEN if checked.text == pair.text else Shown.AS_QUOTE)


def table(found: Sequence[Outcome]) -> Iterator[str]:
    for source in dict.fromkeys(one.pair.source for one in found):
        for sound in (True, False):
            of_sort = [one for one in found if one.pair.source == source and one.pair.sound is sound]
            if of_sort:
                shares = (f"{how} {_share(of_sort, how)}" for how in Shown)
                yield f"{source}, {'sound' if sound else 'wrong'} ({len(of_sort)}): {', '.join(shares)}"


def _share(found: Sequence[Outcome], how: Shown) -> str:
    count = sum(one.shown is how for one in found)
    return f"{count} ({count / len(found):.1%})"


@click.command(help=__doc__)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--show", is_flag=True, help="Print the wrong ones shown as written, the sound ones dropped.")
@click.option("--judge/--no-judge", default=True, help="With the trained judge, or by words.")
def main(shared: Path, show: bool, judge: bool) -> None:
    support = Support(CachedEncoder(MiniLM()), TrainedJudge() if judge else None)
    found = [outcome(support, pair) for pair in pairs(shared / "bench" / "support" / "dev")]
    click.echo("\n".join(table(found)))
    amiss = {(True, Shown.NOT), (False, Shown.AS_WRITTEN)}
    for one in (one for one in found if show and (one.pair.sound, one.shown) in amiss):
        click.echo(f"- {one.shown}: {one.pair.text}\n  {one.pair.cited.text}")


if __name__ == "__main__":
    main()
