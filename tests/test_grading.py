"""Replies are kept, graded and compared as one would by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from qa_bot.answering.verification.support import Support
from qa_bot.errors import UsageError
from qa_bot.evals import evaluation, grading, metrics, runs
from qa_bot.evals.asking import Kept, RecordedAnswer
from qa_bot.evals.citing import Proof, proof
from qa_bot.evals.grading import Item, Metric
from qa_bot.evals.runs import Run, SetRun
from qa_bot.evals.sets import GoldQuestion
from qa_bot.types import Answer, Article, Citation, DateSource, Form, IndexState, Status

PORT = "Mara Orrin runs the port of Larkhaven. It has four cranes and belongs to the town."
PROVEN = Proof(recall=1.0, precision=1.0, verbatim=True)
REPLY = RecordedAnswer(
    key="k",
    answered=True,
    text="Mara Orrin runs it [1].",
    answerer="extractive",
    cited=("port.txt",),
    found=(),
    proof=PROVEN,
    confidence=0.9,
    disagreements=0,
    total_ms=20.0,
    form=Form.FACT,
    lines=(),
    quotes=(),
    sides=(),
)
RUNS = GoldQuestion("runs", "Who runs the port?", ("Mara Orrin",), frozenset({"port.txt"}), True)
RUNS = replace(RUNS, must_include=(("Mara Orrin",),))


def test_half_a_line_of_a_killed_run_costs_that_reply_alone(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    Kept(path).add(REPLY)
    with path.open("ab") as lines:
        lines.write(b'\n{"key": "torn", "answ')
    Kept(path).add(replace(REPLY, key="next"))
    kept = Kept(path)
    assert kept.find("k") == REPLY
    assert kept.find("next")
    assert kept.find("torn") is None


def test_a_gold_span_is_no_part_of_a_longer_number_or_word() -> None:
    assert not metrics.span_in("It opened on October 19 [1].", ["October 1"])
    assert not metrics.span_in("There are 4.5 cranes.", ["4"])
    assert not metrics.span_in("The seaport grew.", ["port"])
    assert metrics.span_in("Four ports grew.", ["port"])
    assert metrics.span_in("There are 4.", ["4"])


def test_token_f1_is_that_of_the_best_gold_without_articles() -> None:
    assert metrics.token_f1("The port [1].", ["a port"]) == 1
    assert metrics.token_f1("Mara Orrin runs it", ["Tem Orrin", "Mara Orrin"]) == pytest.approx(2 / 3)
    assert metrics.token_f1("nobody", ["Mara"]) == 0


def test_the_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert metrics.reciprocal_rank(["a", "b", "c"], {"b", "c"}) == 0.5
    assert metrics.reciprocal_rank(["a"], {"b"}) == 0


def test_a_sentence_its_quotes_do_not_prove_costs_recall_and_a_needless_quote_precision() -> None:
    first, second = PORT.split(". ")
    cited = [_citation(1, f"{first}."), _citation(2, second)]
    full = _proof(f"{first} [1]. {second[:-1]} [2].", cited)
    assert full == Proof(recall=1.0, precision=1.0, verbatim=True)
    needless = _proof(f"{first} [1][2].", cited)
    assert needless == Proof(recall=1.0, precision=0.5, verbatim=True)
    uncited = _proof(f"{first} [1]. The town is proud.", cited)
    assert uncited == Proof(recall=0.5, precision=1.0, verbatim=True)


def test_a_quote_that_is_not_the_articles_words_proves_nothing() -> None:
    invented = replace(_citation(1, PORT), quote="The port is sold.")
    assert _proof("The port is sold [1].", [invented]) == Proof(0.0, 0.0, verbatim=False)


def test_a_wrong_answer_with_the_right_words_too_is_wrong() -> None:
    query = replace(RUNS, must_not_include=("Tem Orrin",))
    both = grading.item(query, replace(REPLY, text="Mara Orrin or Tem Orrin runs it [1]."))
    assert (both.scores[Metric.CORRECT], both.scores[Metric.REPEATS], both.scores[Metric.WRONG]) == (0, 1, 1)
    assert not both.passed


def test_questions_on_given_articles_say_nothing_about_retrieval() -> None:
    assert Metric.HIT_1 in grading.item(RUNS, REPLY).scores
    assert Metric.HIT_1 not in grading.item(replace(RUNS, doc_ids=("port.txt",)), REPLY).scores


def test_risk_grows_along_the_curve_where_unsure_answers_are_wrong() -> None:
    sure = grading.item(RUNS, REPLY)
    unsure = grading.item(RUNS, replace(REPLY, text="Tem Vale runs it [1].", confidence=0.1))
    silent = grading.item(RUNS, replace(REPLY, answered=False, proof=None, confidence=None))
    curve = grading.risk_coverage([unsure, sure, silent, silent])
    assert [(point.coverage, point.risk) for point in curve] == [(0.25, 0.0), (0.5, 0.5)]


def test_two_runs_are_compared_on_the_questions_both_have() -> None:
    right = grading.item(RUNS, REPLY)
    wrong = grading.item(RUNS, replace(REPLY, text="Tem Vale runs it [1]."))
    before = _run(right, replace(wrong, id="b"), replace(right, id="gone"))
    comparison = runs.compare(before, _run(right, replace(right, id="b"), replace(right, id="new")))
    (change,) = [each for each in comparison.changes if each.metric is Metric.CORRECT]
    assert (change.before, change.after, change.better, change.worse) == (0.5, 1.0, 1, 0)
    assert change.difference.n == 2
    assert [flip.after.id for flip in comparison.flips] == ["b"]


def test_fewer_wrong_answers_are_better() -> None:
    wrong = grading.item(RUNS, replace(REPLY, text="Tem Vale runs it [1]."))
    comparison = runs.compare(_run(wrong), _run(grading.item(RUNS, REPLY)))
    (change,) = [each for each in comparison.changes if each.metric is Metric.WRONG]
    assert (change.better, change.worse) == (1, 0)


def test_a_file_that_is_no_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("[]")
    with pytest.raises(UsageError, match="no run"):
        Run.load(path)


def test_a_smaller_sample_is_part_of_a_larger_one() -> None:
    queries = [replace(RUNS, id=str(n), question=f"Who owns crane {n}?") for n in range(50)]
    small, large = evaluation.sample(queries, 5), evaluation.sample(queries, 20)
    assert len(small) == 5
    assert {query.id for query in small} < {query.id for query in large}
    assert evaluation.sample(queries, None) == queries


def _citation(n: int, quote: str) -> Citation:
    start = PORT.index(quote)
    end = start + len(quote)
    return Citation(n, "port.txt", "Port", None, DateSource.UNKNOWN, None, quote, start, end, "")


def _proof(text: str, citations: list[Citation]) -> Proof | None:
    state = IndexState(1, 1, None)
    answer = Answer("a", "?", Status.ANSWERED, text, "extractive", state, citations=tuple(citations))
    return proof(answer, {"port.txt": Article("port.txt", PORT, "Port")}, Support(None))


def _run(*items: Item) -> Run:
    return Run(datetime.now(UTC), "extractive", (SetRun("own", 1, items),))
