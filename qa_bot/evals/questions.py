"""How good retrieval and answers are, on questions with known answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from qa_bot.evals import metrics, sets
from qa_bot.evals.product import Answered, Found, run_process
from qa_bot.evals.report import Measurement, Target, single
from qa_bot.evals.sets import GoldQuestion
from qa_bot.evals.workspace import BenchFolder

_PLAIN_TYPES = ("fact", "paraphrase", "multi", "spelling")
_CHUNKS_A_DOCUMENT = 3  # so many more hits than documents are asked for: several may be of one document


def squad2(work: BenchFolder) -> list[Measurement]:
    """Retrieval and answers on 900 paragraphs, answerable and unanswerable questions."""
    data = sets.squad2(work.bench)
    answerable = data.answerable(work.sample(400))
    unanswerable = data.unanswerable(work.sample(200))
    product = work.ingested("squad2", data.documents)
    work.say(f"squad2: {len(answerable)} searches")
    found = product.search(answerable, top=10 * _CHUNKS_A_DOCUMENT)
    work.say(f"squad2: {len(answerable)} + {len(unanswerable)} questions")
    answers = product.ask(answerable)
    refusals = product.ask(unanswerable)
    return [
        _hits(1, answerable, found, Target(0.88)),
        _hits(4, answerable, found, Target(0.975)),
        _hits(10, answerable, found),
        *_answers(answerable, answers),
        Measurement("abstains, unanswerable", metrics.rate([not each.answered for each in refusals])),
        single(
            "answers, median ms", metrics.percentile([each.total_ms for each in answers], 0.5), n=len(answers)
        ),
    ]


def _hits(
    k: int, queries: Sequence[GoldQuestion], found: Sequence[Found], target: Target | None = None
) -> Measurement:
    hits = [metrics.hit_at(k, each.docs, query.relevant) for query, each in zip(queries, found, strict=True)]
    return Measurement(f"hit@{k}", metrics.rate(hits), target)


def _answers(queries: Sequence[GoldQuestion], answers: Sequence[Answered]) -> list[Measurement]:
    spans = [
        each.answered and metrics.span_in(each.text, query.answers)
        for query, each in zip(queries, answers, strict=True)
    ]
    words = [metrics.word_count(each.text) for each in answers if each.answered]
    return [
        Measurement("gold span in the answer", metrics.rate(spans), Target(0.88)),
        Measurement("words an answer", metrics.mean(words), Target(50, at_least=False)),
        Measurement("abstains, answerable", metrics.rate([not each.answered for each in answers])),
    ]


def scifact(work: BenchFolder) -> list[Measurement]:
    """Retrieval of abstracts by claims, at document level."""
    data = sets.scifact(work.bench)
    claims = data.answerable(work.sample(len(data.queries)))
    product = work.ingested("scifact", data.documents)
    work.say(f"scifact: {len(claims)} searches")
    found = product.search(claims, top=10 * _CHUNKS_A_DOCUMENT)
    gains = [
        metrics.ndcg_at(10, each.docs, claim.relevant) for claim, each in zip(claims, found, strict=True)
    ]
    return [Measurement("nDCG@10", metrics.mean(gains), Target(0.73)), _hits(10, claims, found)]


def seeds(work: BenchFolder) -> list[Measurement]:
    """The seed questions, scored by the scorer that comes with them."""
    questions, scorer = work.shared / "questions" / "dev.jsonl", work.shared / "questions" / "score.py"
    product = work.ingested_seeds()
    work.say("seeds: asking")
    answers = product.index.parent / "answers.jsonl"
    answers.write_text(product.ask_file(questions).stdout, encoding="utf-8")
    scores = json.loads(
        run_process([sys.executable, str(scorer), str(questions), str(answers), "--json"]).stdout
    )
    return _seed_scores(scores["types"], scores["total"])


def _seed_scores(types: dict[str, Any], total: dict[str, Any]) -> list[Measurement]:
    plain = [types[kind] for kind in _PLAIN_TYPES]
    return [
        _pooled("correct (fact, paraphrase, multi, spelling)", plain, "correct", "answerable", Target(0.8)),
        _pooled("right document cited", [total], "cit_doc", "answered", Target(0.95)),
        _pooled("quotes verbatim", [total], "quote_verb", "quotes", Target(1)),
        _pooled("boilerplate leaked", [total], "leak", "unanswerable", Target(0, at_least=False)),
        _pooled("abstains when it should", [total], "right_abst", "unanswerable", Target(0.5)),
        _pooled(
            "abstains when it should not", [total], "wrong_abst", "answerable", Target(0.08, at_least=False)
        ),
        _pooled("full", [total], "full", "n"),
        *(_pooled(f"full, {kind}", [score], "full", "n") for kind, score in types.items()),
    ]


def _pooled(
    name: str, scores: Iterable[dict[str, Any]], key: str, of: str, target: Target | None = None
) -> Measurement:
    """One rate over several types; the scorer gives each as a rounded share of `of` items."""
    counts = [(round((score[key] or 0) * score[of]), score[of]) for score in scores]
    return Measurement(
        name, metrics.share(sum(hits for hits, _ in counts), sum(n for _, n in counts)), target
    )
