"""Fits the confidence of answering/confidence.py: python -m qa_bot.evals.calibrate INDEX QUERIES.jsonl

INDEX holds the documents of a question set such as ../shared/bench/squad2 (ingested as JSON lines); QUERIES
has `question`, `answerable`, `evidence_doc_ids` and `spans` ([[start, answer], …] in the document). A
sentence is positive if an answer's span lies in it. Prints cross-validated figures, folds split by document
title, and writes the weights fitted on everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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

_FOLDS = 5
_RIDGE = 1.0
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """One question's candidates."""

    title: str
    answerable: bool
    features: Array  # (sentences, features)
    holds_answer: Array  # (sentences,) of 0 and 1


@dataclass(frozen=True, slots=True)
class Logistic:
    bias: float
    weights: Array

    @classmethod
    def fit(cls, x: Array, y: Array, rounds: int = 30) -> Logistic:
        """Ridge-regularised logistic regression by Newton's method on standardised features."""
        mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
        z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
        penalty = _RIDGE * np.diag([0.0, *np.ones(x.shape[1])])
        w = np.zeros(z.shape[1])
        for _ in range(rounds):
            p = 1 / (1 + np.exp(-z @ w))
            hessian = (z * (p * (1 - p))[:, None]).T @ z + penalty
            w -= np.linalg.solve(hessian, z.T @ (p - y) + penalty @ w)
        return cls(bias=float(w[0] - (w[1:] * mean / scale).sum()), weights=w[1:] / scale)

    def __call__(self, x: Array) -> Array:
        probability: Array = 1 / (1 + np.exp(-(self.bias + x @ self.weights)))
        return probability


def examples(index: Path, queries: Path, limit: int) -> Iterator[Example]:
    responder = Responder.open(Settings.load(index={"path": index}))
    with queries.open(encoding="utf-8") as lines:
        for line in list(lines)[:limit]:
            query = json.loads(line)
            evidence = responder.retriever.retrieve(Question(query["question"]))
            if evidence.sentences:
                rows = [f.values() for f in all_features(0, evidence.parts[0], evidence.sentences)]
                holds = [float(_holds(query, sentence)) for sentence in evidence.sentences]
                document = query["evidence_doc_ids"][0]
                title = responder.index.articles([document])[document].title
                yield Example(title, query["answerable"], np.array(rows), np.array(holds))


def _holds(query: dict[str, Any], sentence: Sentence) -> bool:
    spans = query.get("spans") or []
    gold = sentence.passage.article.id in query["evidence_doc_ids"]
    return gold and any(sentence.start <= start < sentence.end for start, _ in spans)


def cross_validated(data: Sequence[Example]) -> list[Array]:
    """Each example's probabilities by a model that saw no question on the same document."""
    titles = sorted({example.title for example in data})
    fold = {title: i % _FOLDS for i, title in enumerate(titles)}
    models = [_fitted([e for e in data if fold[e.title] != k]) for k in range(_FOLDS)]
    return [models[fold[example.title]](example.features) for example in data]


def _fitted(data: Sequence[Example]) -> Logistic:
    return Logistic.fit(np.vstack([e.features for e in data]), np.concatenate([e.holds_answer for e in data]))


def report(data: Sequence[Example], probabilities: Sequence[Array]) -> Iterator[str]:
    pairs = list(zip(data, probabilities, strict=True))
    answerable = [(e, p) for e, p in pairs if e.answerable]
    for n in (1, 2, 3):
        found = np.mean([e.holds_answer[np.argsort(-p)[:n]].max() for e, p in answerable])
        yield f"answer in the best {n}: {found:.3f} of {len(answerable)}"
    best = np.array([p.max() for _, p in pairs])
    labels = np.array([e.answerable for e, _ in pairs])
    for limit in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        wrongly, rightly = (best[labels] < limit).mean(), (best[~labels] < limit).mean()
        yield f"abstaining under {limit:.2f}: wrongly {wrongly:.3f}, rightly {rightly:.3f}"


@click.command(help=__doc__)
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.argument("queries", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", default=2000, show_default=True, help="Questions to use.")
@click.option("--dry-run", is_flag=True, help="Print the figures, keep the weights.")
def main(index: Path, queries: Path, limit: int, dry_run: bool) -> None:
    data = list(examples(index, queries, limit))
    for line in report(data, cross_validated(data)):
        click.echo(line)
    model = _fitted(data)
    weights = {name: round(float(w), 4) for name, w in zip(Features.names(), model.weights, strict=True)}
    click.echo(json.dumps(weights, indent=1))
    if not dry_run:
        WEIGHTS.write_text(json.dumps({"bias": round(model.bias, 4), "weights": weights}, indent=2) + "\n")


if __name__ == "__main__":
    main()
