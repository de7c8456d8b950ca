"""Measures the support check: python -m qa_bot.evals.support --shared ../shared

On sentences made false and sentences said otherwise (see mutations.py) from news, encyclopedia and the seeds,
and on SciFact's claims with their rationales. Prints rates, precision and recall, and milliseconds.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from qa_bot.answering.verification.support import Checked, Support, Verdict
from qa_bot.evals import mutations
from qa_bot.evals.metrics import Estimate, rate
from qa_bot.evals.mutations import Rewritten
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.retrieval.reranking import Sentence
from qa_bot.types import Article, Passage

_EACH = 2000  # sentences of each source
_PASSED = (Verdict.SUPPORTED, Verdict.REPAIRED)
_EXPECTED = {
    "number": Verdict.NUMBER_OR_NAME,
    "name": Verdict.NUMBER_OR_NAME,
    "negation dropped": Verdict.UNSUPPORTED,
    "negation added": Verdict.UNSUPPORTED,
    "speaker dropped": Verdict.ATTRIBUTION_LOST,
    "clause invented": Verdict.UNSUPPORTED,
    "citation": Verdict.UNSUPPORTED,
}


@dataclass(frozen=True, slots=True)
class CheckedRewrite:
    item: Rewritten
    checked: Checked

    @property
    def passed(self) -> bool:
        return self.checked.verdict in _PASSED


@dataclass(frozen=True, slots=True)
class SciFactClaim:
    """A claim with the quotes that may prove it, and what people judged."""

    text: str
    label: str  # SUPPORT, CONTRADICT or NOINFO
    quotes: tuple[Passage, ...]


def originals(shared: Path) -> list[Sentence]:
    bench = shared / "bench"
    sources = [
        [
            Article(path.name, path.read_text(encoding="utf-8"), "")
            for path in sorted((shared / "seeds").glob("*.txt"))
        ],
        _articles(bench / "multihop_rag" / "passages.jsonl"),
        _articles(bench / "squad2" / "dev" / "documents.jsonl"),
    ]
    found = [mutations.sentences(source) for source in sources]
    return [s for of_source in found for s in of_source[:_EACH]]


def _articles(path: Path) -> list[Article]:
    return [Article(row["id"], row["text"], "") for row in _rows(path)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def claims(scifact: Path) -> list[SciFactClaim]:
    """Each with its rationales; one without any (NOINFO) with the whole cited abstracts."""
    abstracts = {row["id"]: row["sentences"] for row in _rows(scifact / "documents.jsonl.gz")}
    return [
        SciFactClaim(row["question"], row["label"], tuple(_quotes(row, abstracts)))
        for row in _rows(scifact / "dev" / "queries.jsonl")
    ]


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


def outcomes(support: Support, items: Iterable[Rewritten]) -> list[CheckedRewrite]:
    return [CheckedRewrite(item, support.check(item.text, [item.cited])) for item in items]


def by_kind(found: Sequence[CheckedRewrite]) -> Iterator[str]:
    for kind in dict.fromkeys(one.item.kind for one in found):
        of_kind = [one for one in found if one.item.kind == kind]
        verdicts = Counter(one.checked.verdict.name for one in of_kind)
        shown = ", ".join(f"{name} {count}" for name, count in verdicts.most_common())
        yield f"  {kind}: {sum(one.passed for one in of_kind)} of {len(of_kind)} pass ({shown})"


def verdicts(false: Sequence[CheckedRewrite]) -> Iterator[str]:
    """Precision and recall of each verdict against the kind of change."""
    for verdict in dict.fromkeys(_EXPECTED.values()):
        given = [one for one in false if one.checked.verdict is verdict]
        due = [one for one in false if _EXPECTED[one.item.kind] is verdict]
        right = sum(_EXPECTED[one.item.kind] is verdict for one in given)
        precision, recall = right / max(1, len(given)), right / max(1, len(due))
        yield f"  {verdict.value}: precision {precision:.2f}, recall {recall:.2f} of {len(due)}"


def repaired(support: Support, false: Sequence[CheckedRewrite]) -> Estimate:
    """The share of wrong citations for which the right passage is found among seven others."""
    wrong = [one.item for one in false if one.item.kind == "citation"]
    others = [item.cited for item in wrong]
    return rate(
        [
            support.check(item.text, [item.cited], [*others[n : n + 6], item.original.passage]).verdict
            is Verdict.REPAIRED
            for n, item in enumerate(wrong)
        ]
    )


def f1(support: Support, found: Sequence[SciFactClaim]) -> str:
    verdict = [support.check(claim.text, claim.quotes).verdict is Verdict.SUPPORTED for claim in found]
    right = sum(given and claim.label == "SUPPORT" for given, claim in zip(verdict, found, strict=True))
    precision = right / max(1, sum(verdict))
    recall = right / max(1, sum(claim.label == "SUPPORT" for claim in found))
    score = 2 * precision * recall / ((precision + recall) or 1)
    return f"F1 {score:.3f}, precision {precision:.3f}, recall {recall:.3f} of {len(found)}"


def milliseconds(encoder: MiniLM, items: Sequence[Rewritten]) -> list[float]:
    """Of answers of four sentences, each checked against eight passages, nothing remembered of another."""
    taken = []
    for at in range(0, len(items) - 8, 8):
        support, cited = Support(CachedEncoder(encoder)), [item.cited for item in items[at : at + 8]]
        started = time.process_time()
        for item in items[at : at + 4]:
            support.check(item.text, cited)
        taken.append((time.process_time() - started) * 1000)
    return sorted(taken)


@click.command(help=__doc__)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--size", default=500, show_default=True, help="Sentences of each sort.")
@click.option("--show", is_flag=True, help="Print the false ones let through and the sound ones refused.")
def main(shared: Path, size: int, show: bool) -> None:
    encoder = MiniLM()
    support, sources = Support(CachedEncoder(encoder)), originals(shared)
    false = outcomes(support, mutations.false(sources, size))
    sound = outcomes(support, mutations.sound(sources, size))
    click.echo(f"false ones let through: {sum(one.passed for one in false)} of {len(false)}")
    click.echo("\n".join([*by_kind(false), *verdicts(false)]))
    click.echo(f"sound ones refused: {sum(not one.passed for one in sound)} of {len(sound)}")
    click.echo("\n".join(by_kind(sound)))
    click.echo(f"wrong citations repaired: {repaired(support, false).value:.3f}")
    if show:
        _show([one for one in false if one.passed] + [one for one in sound if not one.passed])
    everything = claims(shared / "bench" / "scifact")
    judged = [claim for claim in everything if claim.label != "NOINFO"]
    click.echo(f"scifact, with rationales: {f1(support, judged)}; with NOINFO: {f1(support, everything)}")
    taken = milliseconds(encoder, [one.item for one in (*sound, *false)][:400])
    click.echo(
        f"a whole answer: {taken[len(taken) // 2]:.0f} ms, p95 {taken[int(len(taken) * 0.95)]:.0f} ms of CPU"
    )


def _show(found: Sequence[CheckedRewrite]) -> None:
    for one in found:
        click.echo(
            f"- {one.item.kind}, {one.checked.verdict.name}\n  {one.item.text}\n  {one.item.original.text}"
        )


if __name__ == "__main__":
    main()
