"""What the models learn from, and that they can be trained at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from qa_bot.evals import stories, written
from qa_bot.evals.stories import Article
from qa_bot.models.trained import DATA, JUDGE, READER
from qa_bot.training import examples, mutations
from qa_bot.training.examples import NOT_ENTAILED, gold, judgements, readings
from qa_bot.training.mutations import mutated

TEXT = "The ferry of Varn sank on Monday. Mayor Ida Orrin said 14 people were saved. The cause is not known."
ARTICLE = f"""\
@@ s01 | wire report | transport | Ferry sinks off Varn | 2025-03-04 | Varn Post
{TEXT}

Q how_many | How many were rescued? | 14 people
Q yes_no | Did the ferry go down? | sank on Monday | yes
N why | Why did it sink? | The cause is not known | the cause
S paraphrase | 14 people were saved | Fourteen people got off alive, Orrin said.
C number | 14 people | Orrin said 40 people were saved.
"""


def test_an_article_is_read_with_its_questions(tmp_path: Path) -> None:
    (tmp_path / "fer01.txt").write_text(ARTICLE)
    (row,) = written.read(tmp_path / "fer01.txt")
    assert (row["story"], row["title"], row["date"], row["text"]) == (
        "fer-s01",
        "Ferry sinks off Varn",
        "2025-03-04",
        TEXT,
    )
    many, down, why = row["questions"]
    assert many["sentence"] == ["Mayor Ida Orrin said 14 people were saved."]
    assert (down["verdict"], why["nearest"]) == ("yes", "The cause is not known.")
    sound, wrong = row["pairs"]
    assert (sound["label"], wrong["label"], sound["context"]) == ("supported", "contradicted", TEXT)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Q who | Who drowned? | nobody at all", "line 4: the text does not hold 'nobody at all'"),
        ("Q yes_no | Did it? | sank | perhaps", "line 4: 'perhaps' is neither yes nor no"),
        ("N why | Why? | sank", "line 4: 2 fields, 3 are needed"),
    ],
)
def test_what_is_not_in_the_form_is_named(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(f"@@ s | g | t | T | 2025-03-04 | O\n{TEXT}\n\n{line}\n")
    with pytest.raises(ValueError, match=reason):
        list(written.read(path))


def test_a_line_between_the_questions_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(f"{ARTICLE}Something else\n")
    with pytest.raises(ValueError, match="line 9: 'Something else' is neither a question nor a sentence"):
        list(written.read(tmp_path / "bad.txt"))


@pytest.fixture(scope="module")
def own() -> list[Article]:
    return stories.articles([stories.OWN])


def test_our_own_articles_are_in_the_form(own: list[Article]) -> None:
    assert len(own) > 1_000
    kept = sum(article.kept for article in own)
    assert 0.05 < kept / len(own) < 0.15
    assert all(
        gold(article, question) for article in own for question in article.questions if question["answerable"]
    )


def test_a_reading_holds_the_sentences_that_answer(own: list[Article]) -> None:
    some = readings(own[:60], seed=1)
    assert some == readings(own[:60], seed=1)
    assert any(one.answers for one in some)
    assert any(not one.answers for one in some)
    for one in some:
        assert all(n < len(one.sentences) for n in one.answers)
        assert all(start < end <= len(one.passage.text) for start, end in one.spans)
        assert len(one.passage.text) < 2_000


def test_a_sentence_is_made_false_or_stands_beside_other_evidence(own: list[Article]) -> None:
    made = mutated(own[:200], seed=1)
    assert made == mutated(own[:200], seed=1)
    sound = {one.sentence for one in made if one.label == 0}
    wrong = [one for one in made if one.label == NOT_ENTAILED]
    assert len(sound) > 100
    assert len(wrong) > 100
    assert not any(one.sentence in one.evidence.text for one in wrong)
    told = {
        pair["sentence"] for article in own[:200] for pair in article.pairs if pair["label"] == "supported"
    }
    assert sound & told  # not only what an article says itself


@pytest.mark.parametrize(
    ("exchange", "sentence", "false"),
    [
        (
            mutations.swapped,
            "The lawyers of Ida Orrin sued Jan Varn.",
            "The lawyers of Jan Varn sued Ida Orrin.",
        ),
        (mutations.swapped, "It was 14, not 40.", "It was 40, not 14."),
        (mutations.denied, "The ferry was found.", "The ferry was not found."),
        (mutations.denied, "The ferry was not found.", "The ferry was found."),
        (mutations.denied, "They didn't sell it.", "They did sell it."),
        (mutations.opposed, "The price rose.", "The price fell."),
        (mutations.opposed, "Most were saved.", ""),  # "all" does not stand for "Most" with its capital
        (mutations.opposed, "He may leave.", "He will leave."),
        (mutations.opposed, "He will stay here.", ""),  # what is certain may well be
    ],
)
def test_an_exchange_turns_the_sentence_round(
    exchange: mutations.Exchange, sentence: str, false: str
) -> None:
    assert exchange(sentence, sentence, random.Random(1)) == false


def public(folder: Path, **rows: list[dict[str, object]]) -> None:
    """The public sets, with these rows alone."""
    for name in ("reader", "reader2", "reader3", "judge"):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows.get(name, []))


def test_public_pairs_become_passages(tmp_path: Path) -> None:
    first, second = "Varn lies in the north.", "It has a harbour."
    rows = [
        {"q": "Where does Varn lie?", "t": "Varn", "p": "", "s": first, "y": 1, "src": "squad1", "k": "1"},
        {
            "q": "Where does Varn lie?",
            "t": "Varn",
            "p": first,
            "s": second,
            "y": 0,
            "src": "squad1",
            "k": "1",
        },
        {"q": "What may not be shipped?", "t": "", "p": "", "s": "This.", "y": 1, "src": "xnli", "k": "2"},
    ]
    public(tmp_path, reader=rows)
    whole = examples.public_readings(tmp_path, seed=1)[0]
    assert whole.passage.text == f"{first} {second}"
    assert [whole.passage.text[slice(*whole.sentences[n])] for n in whole.answers] == [first]
    assert {one.question for one in examples.public_readings(tmp_path, seed=1)} == {"Where does Varn lie?"}


def test_a_few_steps_lower_the_loss_and_are_resumed(own: list[Article], tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from qa_bot.models.trained import tokenizer
    from qa_bot.training.encoder import Encoder, Judge, Shape
    from qa_bot.training.learning import Plan, Source, Words, batches, judge_loss, learn

    torch.set_num_threads(1)
    torch.manual_seed(1)
    words = Words(tokenizer(), torch.randn(tokenizer().get_vocab_size(), 48) / 7)
    some = judgements(own[:30])

    def model() -> Judge:
        torch.manual_seed(1)
        return Judge(Encoder(Shape(hidden=48, layers=1, heads=4, inner=96)))

    def trained(steps: int, checkpoint: Path) -> Judge:
        drawn = batches([Source(1.0, lambda _: list(some))], lambda one: len(one.evidence.text), 8, seed=1)
        made = model()
        learn(made, judge_loss, words, drawn, Plan(steps, 3e-3, checkpoint, said.append))
        return made

    said: list[str] = []
    fixed = random.Random(1).sample(some, 32)
    before = judge_loss(model(), words, fixed).item()
    whole = trained(60, tmp_path / "whole.pt")
    assert judge_loss(whole, words, fixed).item() < before
    assert said[0].startswith("step 50 of 60, loss ")
    again = trained(60, tmp_path / "whole.pt")
    assert len(said) == 1  # nothing was left to do
    assert all(torch.equal(a, b) for a, b in zip(whole.parameters(), again.parameters(), strict=True))


def test_the_command_trains_on_from_files_to_files(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (tmp_path / "train" / "news").mkdir(parents=True)
    (tmp_path / "train" / "public").mkdir()
    asked = {"q": "Where is it?", "t": "Varn", "p": "", "s": "In Varn.", "y": 1, "src": "squad1", "k": "1"}
    judged = {"p": "It is in Varn.", "h": "It is not.", "y": 2, "src": "snli"}
    public(tmp_path / "train" / "public", reader=[asked], judge=[judged])
    command = [sys.executable, "-m", "qa_bot.training", "--shared", tmp_path, "--work", tmp_path / "work"]
    command += ["--to", tmp_path / "new", "--start", DATA, "--reader-steps", "1", "--judge-steps", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    sums = json.loads((tmp_path / "new" / "sha256.json").read_text())
    for name in (READER, JUDGE):
        assert sums[name] == hashlib.sha256((tmp_path / "new" / name).read_bytes()).hexdigest()
        assert (DATA / name).stat().st_size == pytest.approx(
            (tmp_path / "new" / name).stat().st_size, rel=0.01
        )
