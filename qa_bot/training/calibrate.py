"""Fits the confidence of answering/selection: python -m qa_bot.training.calibrate

On the questions of the articles kept for choosing, asked of an index of all of ours: no set that the bot is
measured on is looked at. Two models, with the reader and without it; each is a logistic one over the
candidates of every question whose answer is among them, or that nothing answers.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.selection.confidence import WEIGHTS
from qa_bot.answering.selection.features import Features, all_features
from qa_bot.cli.options import example
from qa_bot.evals import stories
from qa_bot.evals.sets import Document
from qa_bot.evals.stories import Article
from qa_bot.evals.workspace import BenchFolder
from qa_bot.query import understand
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.training import examples
from qa_bot.types import Question

# Few of our questions ask about a time, so these weights are set, not fitted; see evals/LOG.md.
_KNOWN = {"time_met": 3.0, "time_unmet": -4.0, "of_another_kind": -1.0, "published_then": 2.0}
_SEED = 1
_FIRMNESS = 1.0  # of the prior, in candidates: weights near nothing
_ROUNDS = 50
_LIMITS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
TODAY = date(2026, 3, 1)
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates for a question; `right` are those that answer it."""

    features: Array  # (sentences, features)
    right: Array  # (sentences,) of 0 and 1
    answerable: bool


@dataclass(frozen=True, slots=True)
class Logistic:
    bias: float
    weights: Array

    @classmethod
    def fit(cls, data: Sequence[Example]) -> Logistic:
        """By Newton's method, over features of one size."""
        x = np.vstack([one.features for one in data])
        y = np.concatenate([one.right for one in data])
        known = np.array([_KNOWN.get(name, 0.0) for name in Features.names()])
        fitted = np.array([name not in _KNOWN for name in Features.names()])
        offset, x = x @ known, x[:, fitted]
        mean, size = x.mean(axis=0), x.std(axis=0) + 1e-9
        z = np.column_stack([np.ones(len(x)), (x - mean) / size])
        firmness = np.diag([0.0, *([_FIRMNESS] * x.shape[1])])
        w = np.zeros(z.shape[1])
        for _ in range(_ROUNDS):
            p = 1 / (1 + np.exp(-(z @ w + offset)))
            curvature = (z * (p * (1 - p))[:, None]).T @ z + firmness
            w -= np.linalg.solve(curvature, z.T @ (p - y) + firmness @ w)
        weights = known.copy()
        weights[fitted] = w[1:] / size
        return cls(float(w[0] - weights[fitted] @ mean), weights)

    def __call__(self, features: Array) -> Array:
        probability: Array = 1 / (1 + np.exp(-(self.bias + features @ self.weights)))
        return probability

    def row(self) -> dict[str, Any]:
        weights = zip(Features.names(), self.weights, strict=True)
        return {"bias": round(self.bias, 4), "weights": {name: round(float(w), 4) for name, w in weights}}


def collected(articles: Sequence[Article], work: BenchFolder, reader: str, most: int) -> Iterator[Example]:
    documents = [
        Document(f"own-{n}", one.title, one.text, one.published.isoformat()) for n, one in enumerate(articles)
    ]
    index = work.ingested("own", documents).index
    responder = Responder.open(Settings.load(index={"path": index, "url": ""}, models={"reader": reader}))
    asked = [(one, question) for one in articles if one.kept for question in one.questions]
    for article, question in random.Random(_SEED).sample(asked, min(most, len(asked))):
        gold = {article.text[slice(*article.sentences[n])] for n in examples.gold(article, question)}
        query = understand(Question(question["question"]), TODAY)
        evidence = responder.retriever.retrieve(query)
        right = np.array([float(one.text in gold) for one in evidence.sentences])
        if len(query.parts) != 1 or query.reply or question["answerable"] != bool(right.any()):
            continue  # its answer was not found, so that nothing can be learnt of it
        features = [one.values() for one in all_features(0, query.parts[0], evidence)]
        yield Example(np.array(features), right, question["answerable"])


def report(data: Sequence[Example], model: Logistic) -> Iterator[str]:
    stated = [one for one in data if one.answerable]
    best = [np.argsort(-model(one.features)) for one in stated]
    for n in (1, 2, 3):
        share = np.mean([one.right[order[:n]].any() for one, order in zip(stated, best, strict=True)])
        yield f"  {len(stated)} stated: one of the best {n} answers in {share:.3f}"
    for limit in _LIMITS:
        refused = [
            np.mean([model(one.features).max() < limit for one in data if one.answerable is answerable])
            for answerable in (True, False)
        ]
        yield f"  under {limit:.2f}: {refused[0]:.3f} of the stated, {refused[1]:.3f} of the others"


@click.command(help=__doc__, epilog=example("python -m qa_bot.training.calibrate --shared ../shared"))
@click.option("--shared", type=click.Path(exists=True, path_type=Path), default=Path("../shared"))
@click.option("--most", default=1_200, show_default=True, help="Questions to ask.")
@click.option("--dry-run", is_flag=True, help="Print the figures, keep the weights.")
def main(shared: Path, most: int, dry_run: bool) -> None:
    articles = stories.articles((shared / "train" / "news", stories.OWN))
    models: dict[str, Any] = {}
    for name, reader in (("read", "trained"), ("unread", "none")):
        with tempfile.TemporaryDirectory() as folder:
            data = list(collected(articles, BenchFolder(shared.resolve(), Path(folder)), reader, most))
        model = Logistic.fit(data)
        models[name] = model.row()
        click.echo("\n".join([f"{name}: {json.dumps(models[name])}", *report(data, model)]))
    if not dry_run:
        WEIGHTS.write_text(json.dumps(models, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
