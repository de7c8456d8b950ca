"""Fits the confidence of answering/confidence.py: python -m qa_bot.evals.calibrate --shared ../shared

On SQuAD 2.0, TimeQA, MTRAG-UN and the latter's questions asked without their passages; each set weighs the
same. Often it is only known that one of some sentences answers: of those with the words of an answer, or of
a reference passage. Each is taken for it as far as its own confidence goes (expectation maximisation of a
noisy or). Prints cross-validated figures, and writes the weights fitted on everything.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from qa_bot.answering.selection.confidence import WEIGHTS
from qa_bot.answering.selection.features import Features, all_features
from qa_bot.evals import catalog
from qa_bot.evals.metrics import span_in
from qa_bot.evals.sets import GoldQuestion, QuestionSet
from qa_bot.evals.workspace import BenchFolder
from qa_bot.query import understand
from qa_bot.responder import Responder
from qa_bot.retrieval.reranking import Sentence
from qa_bot.settings import Settings
from qa_bot.types import Question

# What the weights are before any data: questions written beside the paragraph that answers them share its
# words, and weights fitted to them alone expect that of every question (see LOG.md).
PRIOR = {
    "similarity": 3.0,
    "alignment": 6.0,
    "chunk_alignment": 3.0,
    "retrieved": 0.5,
    "words_shared": 2.0,
    "words_elsewhere": 0.0,
    "kind_met": 0.5,
    "kind_unmet": -0.5,
    "counts_another": -0.5,
    "negation_differs": -0.3,
    "time_met": 4.0,
    "time_unmet": -2.0,
    "asks": -3.0,
}
_FIRMNESS = 0.4  # of the prior, in sets; see LOG.md
_UNANSWERED = 0.5  # weight of a question without an answer among its candidates
_ROUNDS = 100
_FOLDS = 5
_LIMITS = (0.01, 0.02, 0.03, 0.04, 0.05)  # among which min_confidence lies
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates for one part of a question."""

    set: str
    label: str  # the set and whether it can be answered, as far as the set tells
    group: str  # its article or its conversation
    features: Array  # (sentences, features)
    may_answer: Array  # (sentences,) of 0 and 1; one of those with 1 does

    @property
    def answerable(self) -> bool:
        return bool(self.may_answer.any())


@dataclass(frozen=True, slots=True)
class Logistic:
    bias: float
    weights: Array

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> Logistic:
        """By Newton's method, the weights drawn to PRIOR (maximum a posteriori)."""
        x = np.vstack([example.features for example in examples])
        importance = np.repeat(_importance(examples), [len(example.features) for example in examples])
        z = np.column_stack([np.ones(len(x)), x])
        w = np.array([0.0, *(PRIOR[name] for name in Features.names())])
        w[0] = np.log(sum(one.answerable for one in examples) / len(x)) - (x @ w[1:]).mean()
        prior, firmness = w.copy(), np.diag([0.0, *(_FIRMNESS * x.var(axis=0) + 1e-9)])
        for _ in range(_ROUNDS):
            p = 1 / (1 + np.exp(-z @ w))
            slope = z.T @ (importance * (p - _targets(examples, p))) + firmness @ (w - prior)
            curvature = (z * (importance * p * (1 - p))[:, None]).T @ z + firmness
            w -= np.linalg.solve(curvature, slope)
        return cls(bias=float(w[0]), weights=w[1:])

    def __call__(self, x: Array) -> Array:
        probability: Array = 1 / (1 + np.exp(-(self.bias + x @ self.weights)))
        return probability


def _importance(examples: Sequence[Example]) -> Array:
    """Of each example, so that each set has 1 in all."""
    own = np.array([1.0 if example.answerable else _UNANSWERED for example in examples])
    names = np.array([example.set for example in examples])
    return np.array([weight / own[names == name].sum() for weight, name in zip(own, names, strict=True)])


def _targets(examples: Sequence[Example], probabilities: Array) -> Array:
    """Of each sentence the probability that it answers, given that one of those that may answer does."""
    ends = np.cumsum([len(example.features) for example in examples])
    split = zip(examples, np.split(probabilities, ends[:-1]), strict=True)
    return np.concatenate([_responsible(p * example.may_answer) for example, p in split])


def _responsible(probabilities: Array) -> Array:
    """Of each the probability, given that one is true at least."""
    one_is = 1 - float(np.prod(1 - probabilities))
    return probabilities / one_is if one_is else probabilities


def collected(shared: Path, work: BenchFolder, limit: int) -> Iterator[Example]:
    """The candidates of every set's first questions."""
    for name in ("squad2", "timeqa", "mtrag_un"):
        data = catalog.SETS[name](shared)
        responder = Responder.open(
            Settings.load(index={"path": work.ingested(name, data.documents).index, "url": ""})
        )
        yield from _examples(name, data, responder, limit)
        if name == "mtrag_un":
            yield from _examples(f"{name} without", _without_answers(data), responder, limit)


def _without_answers(data: QuestionSet) -> QuestionSet:
    """Asked of all documents but those that answer: what an index without the answer looks like."""
    ids = [document.id for document in data.documents]
    queries = (
        replace(each, doc_ids=tuple(id for id in ids if id not in each.relevant), answerable=False)
        for each in data.queries
        if each.relevant
    )
    return replace(data, queries=tuple(queries))


def _examples(name: str, data: QuestionSet, responder: Responder, limit: int) -> Iterator[Example]:
    titles = {document.id: document.title for document in data.documents}
    for query in data.queries[:limit]:
        asked = Question(query.question, query.id, query.history, query.as_of, query.doc_ids)
        understood = understand(asked, date.today())
        evidence = responder.retriever.retrieve(understood)
        may_answer = np.array([float(_may_answer(query, sentence)) for sentence in evidence.sentences])
        for i, part in enumerate(understood.parts if evidence.sentences else ()):
            rows = [one.values() for one in all_features(i, part, evidence.sentences)]
            yield Example(name, _label(name, query), _group(query, titles), np.array(rows), may_answer)


def _label(name: str, query: GoldQuestion) -> str:
    told = query.type if name == "mtrag_un" else "answerable" if query.answerable else "unanswerable"
    return f"{name}, {told}"


def _may_answer(query: GoldQuestion, sentence: Sentence) -> bool:
    """By its article, and by the words of the gold answers where those are short."""
    if not (query.answerable and sentence.passage.article.id in query.relevant):
        return False
    return not query.must_include or span_in(sentence.reading, query.answers)


def _group(query: GoldQuestion, titles: dict[str, str]) -> str:
    if query.history:
        return query.history[0].content
    return titles.get(min(query.relevant, default=""), query.question)


def cross_validated(data: Sequence[Example]) -> list[Array]:
    """Each example's probabilities by a model that saw nothing on its article or of its conversation."""
    groups = list(dict.fromkeys(example.group for example in data))
    fold = {group: i % _FOLDS for i, group in enumerate(groups)}
    models = [Logistic.fit([one for one in data if fold[one.group] != k]) for k in range(_FOLDS)]
    return [models[fold[example.group]](example.features) for example in data]


def report(data: Sequence[Example], probabilities: Sequence[Array]) -> Iterator[str]:
    """Of each label the share with an answer among the best one, two, three, and those above each limit."""
    yield f"{'':28}   n  best 1, 2, 3         over " + "  ".join(f"{limit:.3f}" for limit in _LIMITS)
    for label in dict.fromkeys(example.label for example in data):
        pairs = [(one, p) for one, p in zip(data, probabilities, strict=True) if one.label == label]
        found = [np.mean([np.max(one.may_answer[np.argsort(-p)[:n]]) for one, p in pairs]) for n in (1, 2, 3)]
        over = [np.mean([np.max(p) >= limit for _, p in pairs]) for limit in _LIMITS]
        best, above = ("  ".join(f"{share:.3f}" for share in shares) for shares in (found, over))
        yield f"{label:28} {len(pairs):4}  {best}      {above}"


@click.command(help=__doc__)
@click.option("--shared", type=click.Path(path_type=Path), default=Path("../shared"), show_default=True)
@click.option("--limit", default=800, show_default=True, help="Questions of each set to use.")
@click.option("--dry-run", is_flag=True, help="Print the figures, keep the weights.")
def main(shared: Path, limit: int, dry_run: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = list(collected(shared, BenchFolder(shared.resolve(), Path(folder)), limit))
    for line in report(data, cross_validated(data)):
        click.echo(line)
    model = Logistic.fit(data)
    weights = {name: round(float(w), 4) for name, w in zip(Features.names(), model.weights, strict=True)}
    click.echo(json.dumps(weights, indent=1))
    if not dry_run:
        WEIGHTS.write_text(json.dumps({"bias": round(model.bias, 4), "weights": weights}, indent=2) + "\n")


if __name__ == "__main__":
    main()
