"""The confidence of a sentence: its features, and how their weights are fitted."""

import json
from datetime import date

import numpy as np
import pytest

from qa_bot.answering.selection.confidence import WEIGHTS, confidence
from qa_bot.answering.selection.features import Features, all_features
from qa_bot.query import understand
from qa_bot.retrieval.reranking import Closeness, Sentence
from qa_bot.retrieval.retriever import Evidence
from qa_bot.training.calibrate import Example, Logistic, report
from qa_bot.types import Article, Chunk, IndexState, Passage, Question

KNOWN = Features.names().index("alignment")


def features_of(text: str, question: str, answers: float = 0.0) -> list[Features]:
    """Of each sentence of an article, all as close to the question."""
    close = Closeness(0.5, 0.5, distinctive=0.5, weakest=0.5, chunk=0.5, answers=answers)
    article = Article("dam.txt", text, "The dam")
    passage = Passage(article, Chunk(article.id, "", 0, 0, len(text)), 1.0)
    starts = [0, *(at + 2 for at in range(len(text) - 1) if text[at : at + 2] == ". ")]
    spans = zip(starts, [*(start - 1 for start in starts[1:]), len(text)], strict=True)
    sentences = [Sentence(passage, *span, n, closeness=(close,)) for n, span in enumerate(spans)]
    evidence = Evidence((passage,), tuple(sentences), True, 0.0, 0.0, IndexState(0, 0, None))
    asked = understand(Question(question), date(2026, 3, 1))
    return all_features(0, asked.parts[0], evidence)


def test_what_a_reader_is_sure_of_and_what_fits_the_time_is_likelier() -> None:
    (likely,), (unlikely,) = (features_of("The sluice flooded.", "What flooded?", p) for p in (0.9, 0.0))
    assert confidence(likely, read=True) > confidence(unlikely, read=True)
    then, later = features_of("In 2019 it flooded. In 2023 it flooded.", "What flooded in 2019?")
    assert (then.time_unmet, later.time_unmet) == (0.0, 1.0)
    for read in (True, False):
        assert confidence(then, read) > confidence(later, read)


def test_the_kept_weights_are_those_of_the_features() -> None:
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert set(kept) == {"read", "unread"}
    assert all(tuple(model["weights"]) == Features.names() for model in kept.values())


def examples(count: int) -> list[Example]:
    """Questions with one sentence of four that is aligned best, and others whose sentences are not."""
    random = np.random.default_rng(7)
    found = []
    for _ in range(count):
        features = random.uniform(0, 0.3, (4, len(Features.names())))
        features[:, KNOWN] = [0.9, *random.uniform(0, 0.7, 3)]
        found.append(Example(features, np.array([1.0, 0.0, 0.0, 0.0]), answerable=True))
        found.append(Example(features[1:], np.zeros(3), answerable=False))
    return found


def test_the_fit_finds_the_sentence_that_answers() -> None:
    data = examples(60)
    model = Logistic.fit(data)
    sure = model(data[0].features)
    assert sure[0] > 0.5 > sure[1:].max()
    assert model.weights[KNOWN] == pytest.approx(max(model.weights))
    assert model.row()["weights"].keys() == set(Features.names())


def test_the_report_tells_how_many_are_found_and_refused() -> None:
    data = examples(30)
    lines = list(report(data, Logistic.fit(data)))
    assert lines[0] == "  30 stated: one of the best 1 answers in 1.000"
    assert lines[-1].startswith("  under 0.30: 0.000 of the stated, ")
