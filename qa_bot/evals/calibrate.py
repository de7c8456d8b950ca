"""Fits the confidence of answering/confidence.py: python -m qa_bot.evals.calibrate INDEX QUERIES.jsonl

INDEX holds the documents of a question set such as ../shared/bench/squad2 (ingested as JSON lines); QUERIES
has `question`, `answerable`, `evidence_doc_ids` and `spans` ([[start, answer], …] in the document). A
sentence is positive if an answer's span lies in it. Every answerable question is also asked without its
document: that is what an index without the answer looks like. Prints cross-validated figures, folds split by
document title, and writes the weights fitted on everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.confidence import WEIGHTS
from qa_bot.answering.features import Features, all_features
from qa_bot.reranking import Sentence
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question

# What the weights are before any data, and how firmly: questions written beside the paragraph that answers
# them share its words, and weights fitted to them alone expect that of every question (see LOG.md).
PRIOR = {
    "similarity": 3.0,
    "alignment": 6.0,
    "chunk_alignment": 3.0,
    "retrieved": 0.5,
    "words_shared": 2.0,
    "asked_shared": 1.0,
    "names_around": 0.5,
    "kind_met": 0.5,
    "kind_unmet": -0.5,
    "counts_another": -0.5,
    "negation_differs": -0.3,
    "time_met": 4.0,
    "time_unmet": -2.0,
    "asks": -3.0,
}
_FIRMNESS = 10_000.0
_FOLDS = 5
Array = NDArray[np.float64]


class Case(StrEnum):
    ANSWERED = "answerable"
    NEAR_MISS = "unanswerable, near miss"
    ABSENT = "answer not in the index"


_WEIGHT = {Case.ANSWERED: 1.0, Case.NEAR_MISS: 0.35, Case.ABSENT: 1.0}


@dataclass(frozen=True, slots=True)
class Example:
    """One question's candidates."""

    title: str
    case: Case
    features: Array  # (sentences, features)
    holds_answer: Array  # (sentences,) of 0 and 1


@dataclass(frozen=True, slots=True)
class Logistic:
    bias: float
    weights: Array

    @classmethod
    def fit(cls, examples: Sequence[Example], rounds: int = 30) -> Logistic:
        """Logistic regression by Newton's method, its weights drawn to PRIOR (maximum a posteriori)."""
        x = np.vstack([example.features for example in examples])
        y = np.concatenate([example.holds_answer for example in examples])
        importance = np.concatenate([np.full(len(e.holds_answer), _WEIGHT[e.case]) for e in examples])
        z = np.column_stack([np.ones(len(x)), x])
        prior = np.array([0.0, *(PRIOR[name] for name in Features.names())])
        firmness = np.diag([0.0, *(_FIRMNESS * (x.var(axis=0) + 1e-6))])
        w = prior.copy()
        w[0] = np.log(y.mean()) - (x @ w[1:]).mean()
        for _ in range(rounds):
            p = 1 / (1 + np.exp(-z @ w))
            hessian = (z * (importance * p * (1 - p))[:, None]).T @ z + firmness
            w -= np.linalg.solve(hessian, z.T @ (importance * (p - y)) + firmness @ (w - prior))
        return cls(bias=float(w[0]), weights=w[1:])

    def __call__(self, x: Array) -> Array:
        probability: Array = 1 / (1 + np.exp(-(self.bias + x @ self.weights)))
        return probability


def examples(index: Path, queries: Path, limit: int) -> Iterator[Example]:
    responder = Responder.open(Settings.load(index={"path": index}))
    with queries.open(encoding="utf-8") as lines:
        for line in list(lines)[:limit]:
            query = json.loads(line)
            evidence = responder.retriever.retrieve(Question(query["question"]))
            document = query["evidence_doc_ids"][0]
            title = responder.index.articles([document])[document].title
            for case, sentences in _cases(query, evidence.sentences):
                rows = [f.values() for f in all_features(0, evidence.parts[0], sentences)]
                holds = [float(_holds(query, sentence)) for sentence in sentences]
                yield Example(title, case, np.array(rows), np.array(holds))


def _cases(query: dict[str, Any], sentences: Sequence[Sentence]) -> Iterator[tuple[Case, Sequence[Sentence]]]:
    elsewhere = [one for one in sentences if one.passage.article.id not in query["evidence_doc_ids"]]
    if sentences:
        yield Case.ANSWERED if query["answerable"] else Case.NEAR_MISS, sentences
    if elsewhere and query["answerable"]:
        yield Case.ABSENT, elsewhere


def _holds(query: dict[str, Any], sentence: Sentence) -> bool:
    spans = query.get("spans") or []
    gold = sentence.passage.article.id in query["evidence_doc_ids"]
    return gold and any(sentence.start <= start < sentence.end for start, _ in spans)


def cross_validated(data: Sequence[Example]) -> list[Array]:
    """Each example's probabilities by a model that saw no question on the same document."""
    titles = sorted({example.title for example in data})
    fold = {title: i % _FOLDS for i, title in enumerate(titles)}
    models = [Logistic.fit([e for e in data if fold[e.title] != k]) for k in range(_FOLDS)]
    return [models[fold[example.title]](example.features) for example in data]


def report(data: Sequence[Example], probabilities: Sequence[Array]) -> Iterator[str]:
    pairs = list(zip(data, probabilities, strict=True))
    answered = [(e, p) for e, p in pairs if e.case is Case.ANSWERED]
    for n in (1, 2, 3):
        found = np.mean([np.max(e.holds_answer[np.argsort(-p)[:n]]) for e, p in answered])
        yield f"answer in the best {n}: {found:.3f} of {len(answered)}"
    for limit in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2):
        under = {case: np.mean([np.max(p) < limit for e, p in pairs if e.case is case]) for case in Case}
        yield f"best under {limit}: " + ", ".join(f"{case} {share:.3f}" for case, share in under.items())


@click.command(help=__doc__)
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.argument("queries", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", default=1000, show_default=True, help="Questions to use.")
@click.option("--dry-run", is_flag=True, help="Print the figures, keep the weights.")
def main(index: Path, queries: Path, limit: int, dry_run: bool) -> None:
    data = list(examples(index, queries, limit))
    for line in report(data, cross_validated(data)):
        click.echo(line)
    model = Logistic.fit(data)
    weights = {name: round(float(w), 4) for name, w in zip(Features.names(), model.weights, strict=True)}
    click.echo(json.dumps(weights, indent=1))
    if not dry_run:
        WEIGHTS.write_text(json.dumps({"bias": round(model.bias, 4), "weights": weights}, indent=2) + "\n")


if __name__ == "__main__":
    main()
