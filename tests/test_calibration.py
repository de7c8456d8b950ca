"""The confidence of a sentence: its features, and how their weights are fitted."""

import json

import numpy as np

from qa_bot.answering.selection.confidence import WEIGHTS
from qa_bot.answering.selection.features import Features, all_features
from qa_bot.evals.calibrate import PRIOR, Example, Logistic, cross_validated, report
from qa_bot.query.analysis import parts_of
from qa_bot.retrieval.reranking import Closeness, Sentence
from qa_bot.types import Article, Chunk, Passage

CLOSE = Closeness(similarity=0.5, alignment=0.5, distinctive=0.5, weakest=0.5, chunk=0.5)
KNOWN = Features.names().index("alignment")


def features_of(text: str, question: str) -> list[Features]:
    """Of each sentence of an article, all as close to the question."""
    article = Article("dam.txt", text, "The dam")
    passage = Passage(article, Chunk(article.id, "", 0, 0, len(text)), 1.0)
    starts = [0, *(at + 2 for at in range(len(text) - 1) if text[at : at + 2] == ". ")]
    spans = zip(starts, [*(start - 1 for start in starts[1:]), len(text)], strict=True)
    sentences = [Sentence(passage, *span, n, closeness=(CLOSE,)) for n, span in enumerate(spans)]
    return all_features(0, parts_of(question)[0], sentences)


def test_words_of_the_question_stand_in_the_sentence_elsewhere_in_its_article_or_nowhere() -> None:
    flooded, repaired = features_of("The sluice flooded. Divers came.", "Which sluice flooded?")
    assert (flooded.words_shared, flooded.words_elsewhere) == (1, 0)
    assert (repaired.words_shared, repaired.words_elsewhere) == (0, 1)
    (other,) = features_of("Divers came.", "Which sluice flooded?")
    assert (other.words_shared, other.words_elsewhere) == (0, 0)


def test_the_kept_weights_are_those_of_the_features() -> None:
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    assert tuple(kept) == tuple(PRIOR) == Features.names()


def examples(count: int) -> list[Example]:
    """Questions with one sentence of four that is aligned best; which of two it is, nobody has told."""
    random = np.random.default_rng(7)
    found = []
    for n in range(count):
        features = random.uniform(0, 0.3, (4, len(Features.names())))
        features[:, KNOWN] = [0.9, *random.uniform(0, 0.7, 3)]
        answerable = np.array([1.0, 1.0, 0.0, 0.0])
        found.append(Example("larkhaven", "larkhaven, answerable", f"article {n % 9}", features, answerable))
        unanswered = features[1:]
        found.append(Example("larkhaven", "larkhaven, not", f"article {n % 9}", unanswered, np.zeros(3)))
    return found


def test_of_the_sentences_that_may_answer_the_fit_finds_the_one_that_does() -> None:
    data = examples(60)
    model = Logistic.fit(data)
    sure = model(data[0].features)
    assert sure[0] > 0.5 > sure[1:].max()


def test_the_report_tells_what_is_found_and_what_would_be_answered() -> None:
    data = examples(45)
    heading, answerable, unanswerable = report(data, cross_validated(data))
    assert heading.split()[:3] == ["n", "best", "1,"]
    assert answerable.startswith("larkhaven, answerable") and " 45  1.000  1.000  1.000" in answerable
    assert unanswerable.startswith("larkhaven, not") and " 45  0.000  0.000  0.000" in unanswerable
