"""The bench's own arithmetic and readers, checked against values worked out by hand."""

import gzip
import json
import math
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa_bot.errors import QABotError, UsageError
from qa_bot.evals import metrics, report, sets, speed
from qa_bot.evals.bench import bench
from qa_bot.evals.product import Product, run_process
from qa_bot.evals.sets import Document, GoldQuestion, Page
from qa_bot.evals.workspace import BenchFolder

PARAGRAPH = {
    "id": "lighthouse-1",
    "title": "Lighthouse",
    "text": "The lamp burns whale oil.",
    "date": "",
    "url": "",
    "source": "Almanac",
}
TOWN = [
    Document(
        "mill",
        "The old mill",
        "The old mill by the river grinds barley for the bakers of three villages. It turns all winter.",
        "2021-03-04",
    ),
    Document("well", "The well", "The well in the square was dug by hand and is forty metres deep."),
]


def test_a_rate_has_wilsons_interval():
    estimate = metrics.rate([True] * 81 + [False] * 182)
    assert estimate.value == pytest.approx(0.308, abs=1e-3)
    assert (estimate.low, estimate.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert estimate.n == 263


def test_a_rate_of_one_is_not_certain():
    estimate = metrics.rate([True] * 20)
    assert estimate.high == 1
    assert 0.8 < estimate.low < 0.9


def test_a_rate_of_nothing_is_not_a_number():
    assert math.isnan(metrics.rate([]).value)


def test_a_mean_lies_in_its_interval_and_is_the_same_every_time():
    values = [float(n % 7) for n in range(200)]
    estimate = metrics.mean(values)
    assert estimate.low < estimate.value < estimate.high
    assert estimate == metrics.mean(values)


def test_percentiles_are_values_that_occurred():
    assert metrics.percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert metrics.percentile(list(range(1, 101)), 0.95) == 95
    assert metrics.percentile([7], 0.95) == 7


def test_a_hit_counts_within_the_first_k_documents():
    assert metrics.hit_at(2, ["b", "a"], {"a"})
    assert not metrics.hit_at(1, ["b", "a"], {"a"})
    assert not metrics.hit_at(10, [], {"a"})


def test_ndcg_discounts_by_rank_and_is_one_for_the_ideal_order():
    assert metrics.ndcg_at(10, ["a", "b", "x"], {"a", "b"}) == 1
    assert metrics.ndcg_at(10, ["x", "a"], {"a"}) == pytest.approx(1 / math.log2(3))
    assert metrics.ndcg_at(1, ["x", "a"], {"a"}) == 0


def test_ndcg_of_more_relevant_documents_than_places_can_reach_one():
    assert metrics.ndcg_at(2, ["a", "b"], {"a", "b", "c"}) == 1


def test_a_gold_span_is_found_across_case_spacing_marks_and_markers():
    assert metrics.span_in("The keeper said “it’s a whale\u00a0oil lamp” [1].", ["It's a Whale oil lamp"])
    assert metrics.span_in("First [1]. Second [2].", ["first. second"])
    assert not metrics.span_in("The lamp burns oil [1].", ["whale oil"])


def test_citation_markers_are_no_words():
    assert metrics.word_count("The lamp burns oil [1]. It is old [2].") == 7


def test_shingles_count_repetitions():
    assert metrics.shingle_overlap("a b c d e", "a b c d e") == metrics.Overlap(1, 1)
    assert metrics.shingle_overlap("a b c d a b c d", "a b c d") == metrics.Overlap(0.2, 1)
    assert metrics.shingle_overlap("w x y z", "a b c d") == metrics.Overlap(0, 0)


def test_texts_shorter_than_a_shingle_are_compared_whole():
    assert metrics.shingle_overlap("a b", "a b") == metrics.Overlap(1, 1)
    assert metrics.shingle_overlap("", "") == metrics.Overlap(1, 1)
    assert metrics.shingle_overlap("", "a b") == metrics.Overlap(0, 0)


def test_f1_is_the_harmonic_mean_of_mean_precision_and_mean_recall():
    overlaps = [metrics.Overlap(1, 0.5), metrics.Overlap(0.5, 0.5)]
    assert metrics.f1(overlaps) == pytest.approx(2 * 0.75 * 0.5 / 1.25)
    assert metrics.f1([metrics.Overlap(0, 0)]) == 0


def test_distractors_fill_a_set_up_to_its_size(tmp_path):
    folder = tmp_path / "squad2"
    _write_lines(folder / "dev" / "documents.jsonl", [PARAGRAPH])
    _write_lines(folder / "dev" / "queries.jsonl", [_query("q1", True), _query("q2", False)])
    _write_lines(folder / "distractors.jsonl", [{**PARAGRAPH, "id": f"other-{n}"} for n in range(5)])
    data = sets.squad2(tmp_path, size=3)
    assert [document.id for document in data.documents] == ["lighthouse-1", "other-0", "other-1"]
    assert [query.id for query in data.answerable(10)] == ["q1"]
    assert [query.id for query in data.unanswerable()] == ["q2"]


def test_compressed_documents_are_read_like_plain_ones(tmp_path):
    folder = tmp_path / "scifact"
    _write_lines(folder / "dev" / "queries.jsonl", [_query("q1", True)])
    line = json.dumps(PARAGRAPH).encode()
    (folder / "documents.jsonl.gz").write_bytes(gzip.compress(line))
    assert sets.scifact(tmp_path).documents[0].outlet == "Almanac"


def test_missing_data_says_how_to_name_the_folder(tmp_path):
    with pytest.raises(UsageError, match="--shared"):
        sets.scifact(tmp_path)


def test_documents_become_the_lines_an_ingest_reads(tmp_path):
    path = tmp_path / "articles.jsonl"
    sets.write_articles([Document("a", "Tide", "High\u2028water.", "2020-05-01", outlet="Harbour")], path)
    (line,) = path.read_text(encoding="utf-8").split("\n")[:-1]
    assert json.loads(line) == {
        "id": "a",
        "title": "Tide",
        "text": "High\u2028water.",
        "date": "2020-05-01",
        "url": "",
        "outlet": "Harbour",
    }


def test_pages_are_written_as_the_bytes_they_were(tmp_path):
    sets.write_pages([Page("p1", b"<p>\xe4</p>")], tmp_path / "pages")
    assert (tmp_path / "pages" / "p1.html").read_bytes() == b"<p>\xe4</p>"


def test_a_process_is_measured_alone():
    run = run_process(
        [sys.executable, "-c", "import time; time.sleep(0.1); held = bytearray(60_000_000); print('é')"]
    )
    assert run.stdout == "é\n"
    assert run.seconds >= 0.1
    assert run.peak_mb > 60  # of what forks it, if that is larger


def test_a_failing_command_is_reported_with_its_last_words():
    with pytest.raises(QABotError, match="ended with 4: no index here"):
        run_process(
            [sys.executable, "-c", "import sys; sys.stderr.write('a\\nno index here\\n'); sys.exit(4)"]
        )


def test_an_abstention_is_no_failure():
    assert run_process([sys.executable, "-c", "import sys; sys.exit(3)"]).code == 3


def test_a_target_says_whether_it_is_a_floor_or_a_ceiling():
    assert report.Target(0.88).met(0.88)
    assert not report.Target(300, at_least=False).met(301)
    assert str(report.Target(0.05, at_least=False)) == "≤ 0.050"


def test_numbers_without_an_interval_are_null_in_json():
    results = report.as_json({"speed": [report.single("cold, s", 1.25, report.Target(1.5, at_least=False))]})
    (row,) = results["speed"]
    assert row["low"] is None
    assert row["met"] is True
    assert row["value"] == 1.25


def test_quick_takes_a_tenth_and_never_nothing(tmp_path):
    quick = BenchFolder(tmp_path, tmp_path, quick=True)
    assert (quick.sample(400), quick.sample(3)) == (40, 1)
    assert BenchFolder(tmp_path, tmp_path).sample(400) == 400


def test_an_earlier_index_is_not_measured_again(tmp_path):
    work = BenchFolder(tmp_path, tmp_path / "work")
    (work.fresh("squad2") / "index").touch()
    assert list(work.fresh("squad2").iterdir()) == []


def test_an_unknown_set_is_a_usage_error_that_lists_the_sets():
    result = CliRunner().invoke(bench, ["squad3"])
    assert result.exit_code == 2
    assert "scifact" in result.output


def test_the_installed_commands_say_what_the_bench_reads(tmp_path):
    source = tmp_path / "articles.jsonl"
    sets.write_articles(TOWN, source)
    product = Product(tmp_path / "index")
    first, second = product.ingest(source), product.ingest(source)
    assert (first.added, first.failed, second.unchanged, second.chunks) == (2, 0, 2, 0)
    assert first.chunks == 2
    assert product.dates() == {"mill": "2021-03-04", "well": None}
    assert product.body("well").strip() == TOWN[1].text

    queries = [GoldQuestion("q1", "What does the mill grind?", ("barley",), frozenset({"mill"}), True)]
    (found,), (answered,) = product.search(queries, top=5), product.ask(queries)
    assert (found.id, found.docs[0]) == ("q1", "mill")
    assert answered.answered
    assert metrics.span_in(answered.text, ["barley"])
    assert answered.total_ms > 0


def test_the_bare_baseline_reports_the_seconds_of_each_part(tmp_path):
    source = tmp_path / "articles.jsonl"
    sets.write_articles(TOWN, source)
    run = run_process(
        [sys.executable, str(speed.BASELINES / "bare_chroma.py"), str(source), str(tmp_path / "bare")]
    )
    assert speed.Bare(**json.loads(run.stdout)).chunks == 2


def _query(identifier: str, answerable: bool) -> dict[str, object]:
    return {
        "id": identifier,
        "question": "What does the lamp burn?",
        "answers": ["whale oil"] if answerable else [],
        "answerable": answerable,
        "evidence_doc_ids": ["lighthouse-1"],
    }


def _write_lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
