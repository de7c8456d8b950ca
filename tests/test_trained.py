"""The reader and the judge that come with the package."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qa_bot.errors import ModelUnavailable
from qa_bot.models import Excerpt, Opinion, about_article, trained
from qa_bot.models.pieces import MOST_PIECES, evidence_and_sentence, question_and_passage
from qa_bot.models.protocols import Entailment
from qa_bot.models.trained import TrainedJudge, TrainedReader, tokenizer

HARBOUR = Excerpt(
    "Harbour of Skerrin sold (Tuesday 4 March 2025)",
    "The harbour of Skerrin was sold on Monday. The buyer is Ida Orrin, a shipbuilder from Varn, who paid 3 "
    "million crowns. Fishermen stayed away from the signing because the fees will double.",
)


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return TrainedReader()


@pytest.fixture(scope="module")
def judge() -> TrainedJudge:
    return TrainedJudge()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who bought the harbour of Skerrin?", "Ida Orrin"),
        ("Why did the fishermen stay away?", "the fees will double"),
    ],
)
def test_the_reader_finds_the_sentence_that_answers(reader: TrainedReader, question: str, words: str) -> None:
    (spans,) = reader.read(question, [HARBOUR])
    best = spans[0]
    start = max(0, HARBOUR.text.rfind(". ", 0, best.start))
    assert words in HARBOUR.text[start : HARBOUR.text.index(".", best.end)]
    assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)
    assert all(0 < span.score <= 1 and span.start < span.end <= len(HARBOUR.text) for span in spans)


def test_the_reader_is_surer_of_a_passage_that_answers(reader: TrainedReader) -> None:
    away = Excerpt(
        "Snow in Brenn (Friday 7 March 2025)", "It snowed in Brenn. Schools stayed closed until noon."
    )
    here, elsewhere = reader.read("Who bought the harbour of Skerrin?", [HARBOUR, away])
    assert here[0].score > max((span.score for span in elsewhere), default=0)


def test_texts_read_together_are_read_as_alone(reader: TrainedReader) -> None:
    passages = [HARBOUR, Excerpt("", "A short one."), Excerpt("", HARBOUR.text * 2)]
    together = reader.read("Who paid 3 million crowns?", passages)
    alone = [reader.read("Who paid 3 million crowns?", [passage])[0] for passage in passages]
    for some, others in zip(together, alone, strict=True):
        assert [span.score for span in some] == pytest.approx([span.score for span in others])


def test_nothing_to_read_is_read_as_nothing(reader: TrainedReader) -> None:
    assert reader.read("Who?", []) == []
    assert reader.read("Who?", [Excerpt("", "")]) == [[]]


def test_the_judge_tells_what_follows_from_what_is_not_spoken_of(judge: TrainedJudge) -> None:
    sound = judge.judge(HARBOUR, "Ida Orrin, a shipbuilder, bought the harbour of Skerrin.")
    wrong = judge.judge(HARBOUR, "It snowed in Brenn, and the schools stayed closed.")
    assert sound.entailed > wrong.entailed
    assert 0 <= sound.contradicted <= 1 - sound.entailed


@pytest.mark.parametrize(
    ("entailed", "contradicted", "verdict"),
    [
        (0.5, 0.3, Entailment.ENTAILED),
        (0.2, 0.5, Entailment.CONTRADICTED),
        (0.3, 0.3, Entailment.NEITHER),
    ],
)
def test_an_opinion_is_its_likeliest_verdict(
    entailed: float, contradicted: float, verdict: Entailment
) -> None:
    assert Opinion(entailed, contradicted).verdict is verdict


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(trained.DATA, tmp_path / "data")
    (tmp_path / "data" / trained.READER).write_bytes(b"other weights")
    monkeypatch.setattr(trained, "DATA", tmp_path / "data")
    with pytest.raises(ModelUnavailable, match=r"reader\.onnx were altered .* reinstall qa-bot"):
        TrainedReader()
    (tmp_path / "data" / trained.READER).unlink()
    with pytest.raises(ModelUnavailable, match=r"reader\.onnx cannot be read .* reinstall qa-bot"):
        TrainedReader()


def test_long_texts_are_cut_and_marked() -> None:
    row = question_and_passage(
        tokenizer(), "Who sold it? " * 100, Excerpt("A title " * 50, "It was sold. " * 200)
    )
    assert len(row.ids) == len(row.segments) == MOST_PIECES
    assert row.within(*row.offsets[0]) == range(row.start, row.start + 1)
    assert not row.within(10_000, 10_010)
    judged = evidence_and_sentence(tokenizer(), Excerpt("", "It was sold. " * 200), "A mayor sold it.")
    assert len(judged.ids) <= MOST_PIECES
    assert judged.offsets[-1][1] == len("A mayor sold it.")


def test_pieces_of_both_texts_are_marked() -> None:
    row = question_and_passage(tokenizer(), "sold?", Excerpt("", "sold here"))
    marks = dict(zip(row.ids, row.segments, strict=True))
    sold, here = (tokenizer().encode(word, add_special_tokens=False).ids[0] for word in ("sold", "here"))
    assert (marks[sold], marks[here]) == (3, 1)


def test_an_article_is_named_with_its_day() -> None:
    from datetime import date

    assert about_article("Harbour sold", date(2025, 3, 4)) == "Harbour sold (Tuesday 4 March 2025)"
    assert about_article("Harbour sold", None) == "Harbour sold"
