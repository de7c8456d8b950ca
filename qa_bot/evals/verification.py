"""What of a model's sentences reaches the reader: python -m qa_bot.evals.verification --shared ../shared

Each sentence against the sentences that it cites: shown as written, shown as the quote (the article's own
words), or dropped. Those of bench/support/dev, sound and wrong ones; sentences of news, encyclopedia and the
seeds made false, or said otherwise (mutations.py). Then SciFact's claims with their rationales, as `qa-bot
check` judges them. `--show` prints the sound ones that are dropped.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from qa_bot.answering.verification.checking import Stated, check
from qa_bot.answering.verification.support import PROVEN, Support
from qa_bot.evals import mutations
from qa_bot.evals.mutations import Rewritten
from qa_bot.models import Judge
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.models.trained import TrainedJudge
from qa_bot.retrieval import Sentence
from qa_bot.types import Article, Chunk, Passage, Question

_ROWS = ("support_numbers_and_units", "support_numbers_and_units_true", "support_one_word_changed")
_EACH = 2_000  # sentences of each source, of which some are rewritten


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


@dataclass(frozen=True, slots=True)
class SciFactClaim:
    """A claim with the quotes that may prove it, and what people judged."""

    text: str
    label: str  # SUPPORT, CONTRADICT or NOINFO
    quotes: tuple[Passage, ...]


def pairs(bench: Path) -> Iterator[Pair]:
    """Those of bench/support/dev, written by hand."""
    folder = bench / "support" / "dev"
    articles = {row["id"]: row for row in _rows(folder / "documents.jsonl")}
    for row in _rows(folder / "pairs.jsonl"):
        article = articles[row["doc"]["id"]]
        sound = row["label"] == "supported"
        yield Pair("pairs", row["sentence"], _cited(article, row["evidence"]), sound)
    for name in _ROWS:
        for row in _rows(folder / f"{name}.jsonl"):
            quote = Passage(Article("a", row["quote"], ""), Chunk("a", "", 0, 0, len(row["quote"])), 1.0)
            yield Pair(name, row["said"], quote, row["expected"] == "supported")


def rewritten(shared: Path, size: int) -> Iterator[Pair]:
    """Sentences of articles made false, and said otherwise: `size` of either."""
    found = originals(shared)
    yield from (_rewritten(one, sound=False) for one in mutations.false(found, size))
    yield from (_rewritten(one, sound=True) for one in mutations.sound(found, size))


def _rewritten(one: Rewritten, *, sound: bool) -> Pair:
    return Pair(one.kind, one.text, one.cited, sound)


def originals(shared: Path) -> list[Sentence]:
    """Sentences of the seeds, of news and of an encyclopedia."""
    sources = [
        [
            Article(path.name, path.read_text(encoding="utf-8"), "")
            for path in sorted((shared / "seeds").glob("*.txt"))
        ],
        *(
            [Article(row["id"], row["text"], "") for row in _rows(shared / "bench" / name)]
            for name in ("multihop_rag/passages.jsonl", "squad2/dev/documents.jsonl")
        ),
    ]
    return [one for source in sources for one in mutations.sentences(source)[:_EACH]]


def claims(scifact: Path) -> Iterator[SciFactClaim]:
    """Each with its rationales; one without any (NOINFO) with the whole cited abstracts."""
    abstracts = {row["id"]: row["sentences"] for row in _rows(scifact / "documents.jsonl.gz")}
    for row in _rows(scifact / "dev" / "queries.jsonl"):
        yield SciFactClaim(row["question"], row["label"], tuple(_quotes(row, abstracts)))


def _quotes(row: dict[str, Any], abstracts: dict[str, list[str]]) -> Iterator[Passage]:
    for rationale in row["rationales"]:
        abstract = abstracts[rationale["doc_id"]]
        quote = " ".join(abstract[n] for n in rationale["sentences"])
        # Below the quote what an article has around it: abbreviations and names are introduced there.
        article = Article(rationale["doc_id"], "\n".join([quote, *abstract]), "")
        yield mutations.passages(article)[0]
    if not row["rationales"]:
        for doc in row["evidence_doc_ids"]:
            yield from mutations.passages(Article(doc, " ".join(abstracts[doc]), ""))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
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
    for source, sound in dict.fromkeys((one.pair.source, one.pair.sound) for one in found):
        of_sort = [one for one in found if (one.pair.source, one.pair.sound) == (source, sound)]
        shares = (f"{how} {_share(of_sort, how)}" for how in Shown)
        yield f"{source}, {'sound' if sound else 'wrong'} ({len(of_sort)}): {', '.join(shares)}"


def _share(found: Sequence[Outcome], how: Shown) -> str:
    count = sum(one.shown is how for one in found)
    return f"{count} ({count / len(found):.1%})"


def f1(judge: Judge, found: Sequence[SciFactClaim]) -> str:
    """Of supported against the rest."""
    told = [check(Question(one.text), one.quotes, judge).verdict is Stated.SUPPORTED for one in found]
    supported = [one.label == "SUPPORT" for one in found]
    right = sum(a and b for a, b in zip(told, supported, strict=True))
    precision, recall = right / max(1, sum(told)), right / max(1, sum(supported))
    score = 2 * precision * recall / ((precision + recall) or 1)
    return f"F1 {score:.3f}, precision {precision:.3f}, recall {recall:.3f} of {len(found)}"


@click.command(help=__doc__)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--size", default=500, show_default=True, help="Sentences rewritten of either sort.")
@click.option("--show", is_flag=True, help="Print the sound ones that are dropped.")
@click.option("--judge/--no-judge", default=True, help="With the trained judge, or by words.")
def main(shared: Path, size: int, show: bool, judge: bool) -> None:
    trained, bench = TrainedJudge(), shared / "bench"
    support = Support(CachedEncoder(MiniLM()), trained if judge else None)
    found = [outcome(support, pair) for pair in (*pairs(bench), *rewritten(shared, size))]
    click.echo("\n".join(table(found)))
    for one in (one for one in found if show and one.pair.sound and one.shown is Shown.NOT):
        click.echo(f"- {one.pair.text}\n  {one.pair.cited.text}")
    everything = list(claims(bench / "scifact"))
    judged = [claim for claim in everything if claim.label != "NOINFO"]
    click.echo(f"scifact, with rationales: {f1(trained, judged)}; with NOINFO: {f1(trained, everything)}")


if __name__ == "__main__":
    main()
