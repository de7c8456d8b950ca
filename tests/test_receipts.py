"""What is kept of an answer, what `qa-bot why` shows of it, and what asking again finds."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import indexed, write

from qa_bot.cli import qa_bot
from qa_bot.errors import QaBotError, UsageError
from qa_bot.index import IndexWriter
from qa_bot.receipt_text import receipt_text, replay_text
from qa_bot.receipts import Receipts
from qa_bot.replay import Change, replay
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Citation, DateSource, Feedback, IndexState, Judged, Question, Receipt, Status

FERRY = indexed(
    "ferry.txt",
    "Harbour master Odile Ferrant said the ferry Aurora would carry 400 passengers to Sunray island. "
    "She added that the old pier had to be rebuilt first.",
    "Ticket prices rose because the port raised its fees.",
    title="A new ferry for the island",
    published=date(2023, 4, 2),
)
ELECTION = indexed(
    "election.txt", "Voters in the hill town of Varn elected a new council.", title="Varn votes"
)
ASKED = "How many passengers will the ferry Aurora carry to Sunray island?"
CITATION = Citation(
    1, "a.txt", "A", date(2024, 5, 3), DateSource.BYLINE, None, "The quote.", 3, 13, "abc", "Orrin Post"
)


def receipt(id: str = "one", *, question: str = "Who?", days_ago: float = 0) -> Receipt:
    return Receipt(
        asked_at=datetime.now(UTC) - timedelta(days=days_ago),
        standalone=question,
        answer=Answer(
            id,
            question,
            Status.ANSWERED,
            "The sentence [1].",
            "extractive",
            IndexState(7, 1, date(2024, 5, 3)),
            citations=(CITATION,),
            timings_ms={"total": 12.5},
        ),
        judged=(Judged("The sentence.", "verbatim", 0.9, 1),),
    )


def changed(settings: Settings, **receipts: Any) -> Settings:
    return settings.model_copy(update={"receipts": settings.receipts.model_copy(update=receipts)})


def answered(settings: Settings) -> tuple[Responder, Receipt]:
    """The receipt of a question about the ferry, asked for real."""
    write(settings, FERRY, ELECTION)
    responder = Responder.open(settings)
    answer = responder.ask(Question(ASKED))
    found = Receipts.of(settings).find(answer.id)
    assert found
    return responder, found


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Responder, Receipt]:
    """For what changes no article."""
    return answered(Settings.load(index={"path": tmp_path_factory.mktemp("receipts") / "index"}))


def test_a_receipt_comes_back_as_it_was_kept(settings: Settings) -> None:
    kept = receipt()
    Receipts.of(settings).keep(kept)
    assert Receipts.of(settings).find("one") == kept


def test_an_answer_is_kept_with_all_that_was_read_and_what_was_chosen(
    asked: tuple[Responder, Receipt],
) -> None:
    responder, found = asked
    assert found.answer.citations
    assert found.answer.index == responder.index.state()
    assert found.judged[0].verdict == "verbatim"
    assert 0 < (found.judged[0].confidence or 0) <= 1
    read = {passage.doc: passage for passage in found.read}
    assert read["ferry.txt"].content_hash == FERRY.article.content_hash
    for passage in found.read:
        text = {"ferry.txt": FERRY, "election.txt": ELECTION}[passage.doc].article.text
        for sentence in passage.sentences:
            assert text[sentence.start : sentence.end] == sentence.text
    chosen = [one for passage in found.read for one in passage.sentences if one.citation]
    assert {one.start for one in chosen} <= {citation.start for citation in found.answer.citations}
    assert chosen


def test_an_abstention_is_kept_too(settings: Settings) -> None:
    write(settings, ELECTION)
    answer = Responder.open(settings).ask(Question(ASKED, doc_ids=("election.txt",)))
    found = Receipts.of(settings).find(answer.id)
    assert found and found.answer.status is Status.ABSTAINED
    assert found.doc_ids == ("election.txt",)
    assert found.read


def test_an_id_that_comes_again_replaces_its_receipt(settings: Settings) -> None:
    receipts = Receipts.of(settings)
    receipts.keep(receipt("q1", question="Who?"))
    receipts.keep(receipt("q1", question="When?"))
    assert [one.answer.question for one in receipts.latest(10)] == ["When?"]


def test_the_last_ones_come_newest_first(settings: Settings) -> None:
    receipts = Receipts.of(settings)
    for n in range(12):
        receipts.keep(receipt(f"q{n}", days_ago=12 - n))
    assert [one.id for one in receipts.latest(3)] == ["q11", "q10", "q9"]


def test_no_more_are_kept_than_the_settings_allow(settings: Settings) -> None:
    receipts = Receipts.of(changed(settings, keep=3))
    for n in range(6):
        receipts.keep(receipt(f"q{n}", days_ago=6 - n))
    assert [one.id for one in receipts.latest(10)] == ["q5", "q4", "q3"]


def test_none_is_kept_longer_than_the_settings_allow(settings: Settings) -> None:
    receipts = Receipts.of(changed(settings, days=30))
    receipts.keep(receipt("old", days_ago=31))
    receipts.keep(receipt("new", days_ago=29))
    receipts.keep(receipt("newest"))
    assert [one.id for one in receipts.latest(10)] == ["newest", "new"]


def test_receipts_switched_off_leave_no_file(settings: Settings) -> None:
    receipts = Receipts.of(changed(settings, keep=0))
    receipts.keep(receipt())
    assert receipts.latest(10) == []
    assert not receipts.path.exists()


def test_a_question_left_out_stands_nowhere_in_the_file(settings: Settings) -> None:
    private = changed(settings, questions=False)
    write(private, FERRY)
    answer = Responder.open(private).ask(
        Question("How many passengers will the ferry Aurora secretively carry to Sunray island?")
    )
    receipts = Receipts.of(private)
    found = receipts.find(answer.id)
    assert found and found.answer.question.startswith("sha256:")
    assert b"secretive" not in stored(receipts.path)
    with pytest.raises(UsageError, match="without its question"):
        replay(found, lambda question: answer, Responder.open(private).index)


def test_what_is_forgotten_leaves_no_bytes(settings: Settings) -> None:
    receipts = Receipts.of(settings)
    receipts.keep(receipt("one", question="Who was the forgettable fisherman?"))
    receipts.keep(receipt("two"))
    assert b"forgettable" in stored(receipts.path)
    receipts.forget("one")
    assert receipts.find("one") is None
    assert receipts.find("two")
    assert b"forgettable" not in stored(receipts.path)


def test_threads_share_one_file(settings: Settings) -> None:
    receipts = Receipts.of(changed(settings, keep=500))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: receipts.keep(receipt(f"q{n}")), range(200)))
    assert len(receipts.latest(500)) == 200


def test_processes_share_one_file_from_its_first_moment(settings: Settings, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from dataclasses import replace\n"
        "from pathlib import Path\n"
        "from qa_bot.receipts import Receipts\n"
        "from qa_bot.settings import Settings\n"
        "pattern, shared = (Receipts.of(Settings.load(index={'path': Path(at)})) for at in sys.argv[1:3])\n"
        "one = pattern.find('one')\n"
        "for n in range(50):\n"
        "    shared.keep(replace(one, answer=replace(one.answer, id=f'{sys.argv[3]}-{n}')))\n"
    )
    Receipts.of(settings).keep(receipt())
    shared = settings.model_copy(update={"index": settings.index.model_copy(update={"path": tmp_path / "b"})})
    command = [sys.executable, "-c", code, str(settings.index.path), str(shared.index.path)]
    writers = [
        subprocess.Popen([*command, str(n)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        for n in range(3)
    ]
    assert [writer.communicate()[1] for writer in writers] == [b""] * 3
    assert len(Receipts.of(shared).latest(1000)) == 150


@pytest.mark.parametrize("broken", ["folder", "bytes", "locked"])
def test_a_receipt_that_cannot_be_written_is_told_once_and_never_raised(
    settings: Settings, broken: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa_bot.receipts._BUSY_S", 0.05)
    receipts = Receipts.of(settings)
    receipts.path.parent.mkdir()
    with closing(sqlite3.connect(settings.index.path / "another")) as lock:
        if broken == "folder":
            receipts.path.mkdir()
        elif broken == "bytes":
            receipts.path.write_bytes(b"no database at all" * 100)
        else:
            receipts.keep(receipt())
            lock.execute("ATTACH ? AS receipts", (str(receipts.path),))
            lock.execute("BEGIN IMMEDIATE")

        fresh = Receipts.of(settings)
        with caplog.at_level(logging.WARNING):
            fresh.keep(receipt("two"))
            fresh.keep(receipt("three"))

    assert len(caplog.messages) == 1
    assert str(receipts.path) in caplog.messages[0]


def test_on_the_command_line_that_is_one_line_beside_the_answer(settings: Settings) -> None:
    write(settings, FERRY)
    Receipts.of(settings).path.mkdir()
    code = "from qa_bot.cli import main; main()"
    command = [sys.executable, "-c", code, "ask", ASKED, "--index", str(settings.index.path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "400 passengers" in ended.stdout
    assert ended.stderr.startswith("No receipts are kept in ")
    assert ended.stderr.endswith("make it writable, or set receipts.keep = 0.\n")
    assert len(ended.stderr.splitlines()) == 1


def test_unreadable_receipts_are_one_sentence(settings: Settings) -> None:
    receipts = Receipts.of(settings)
    receipts.path.parent.mkdir(parents=True)
    receipts.path.write_bytes(b"no database at all" * 100)
    with pytest.raises(QaBotError, match="delete the file"):
        receipts.latest(10)


def test_keeping_a_receipt_takes_less_than_five_milliseconds(
    settings: Settings, asked: tuple[Responder, Receipt]
) -> None:
    _, found = asked
    receipts = Receipts.of(settings)
    spent = []
    for n in range(30):
        one = replace(found, answer=replace(found.answer, id=str(n)))
        started = time.perf_counter()
        receipts.keep(one)
        spent.append(time.perf_counter() - started)
    assert sorted(spent)[15] < 0.005


def test_a_person_reads_what_each_sentence_rests_on(asked: tuple[Responder, Receipt]) -> None:
    _, found = asked
    text = receipt_text(
        replace(found, standalone="How many passengers will the ferry carry to Sunray island?")
    )
    assert text.startswith(f"\x1b[1m{ASKED}")
    assert "Searched as: How many passengers will the ferry carry to Sunray island?" in text
    assert f"index revision {found.answer.index.revision}" in text
    assert "verbatim · confidence 0." in text
    assert "[1] A new ferry for the island · 2023-04-02 · ferry.txt" in text
    assert "Also read" in text
    assert "ms" in text


def test_a_sentence_that_was_dropped_is_shown_with_its_verdict() -> None:
    dropped = Judged("The ferry has 900 seats.", "unsupported", None, None)
    text = receipt_text(replace(receipt(), judged=(dropped,)))
    assert "The ferry has 900 seats.\n    left out · unsupported" in text


def test_an_article_cannot_steer_the_terminal_through_a_receipt() -> None:
    hostile = receipt(question="Who\x1b[2J?")
    text = receipt_text(replace(hostile, judged=(Judged("a\x07b", "verbatim", None, None),)))
    assert "\x1b[2J" not in text
    assert "\x07" not in text


def test_the_same_index_gives_the_same_answer_again(asked: tuple[Responder, Receipt]) -> None:
    responder, found = asked
    again = replay(found, responder.ask, responder.index)
    assert again.same
    assert again.gone == again.new == again.changes == ()


def test_a_changed_article_is_named_as_the_cause(settings: Settings) -> None:
    responder, found = answered(settings)
    text = FERRY.article.text.replace("400", "300").split("\n\n")
    write(
        settings, indexed("ferry.txt", *text, title="A new ferry for the island", published=date(2023, 4, 2))
    )

    again = replay(found, responder.ask, responder.index)

    assert not again.same
    assert "400" in again.gone[0].quote
    assert "300" in again.new[0].quote
    assert [(each.doc, each.change) for each in again.changes] == [("ferry.txt", Change.CHANGED)]
    assert "ferry.txt was changed since" in replay_text(again)


def test_a_removed_article_is_named_as_the_cause(settings: Settings) -> None:
    responder, found = answered(settings)
    with IndexWriter.open(settings) as writer:
        writer.delete(["ferry.txt"])

    again = replay(found, responder.ask, responder.index)

    assert again.answer.status is Status.ABSTAINED
    assert [(each.doc, each.change) for each in again.changes] == [("ferry.txt", Change.REMOVED)]
    assert "there is no answer any more" in replay_text(again)


def test_an_article_that_came_in_since_is_named_as_the_cause(settings: Settings) -> None:
    write(settings, ELECTION)
    responder = Responder.open(settings)
    found = Receipts.of(settings).find(responder.ask(Question(ASKED)).id)
    assert found
    came = datetime.now(UTC).isoformat(timespec="seconds")
    write(settings, replace(FERRY, article=replace(FERRY.article, ingested_at=came)))

    again = replay(found, responder.ask, responder.index)

    assert [(each.doc, each.change) for each in again.changes] == [("ferry.txt", Change.ADDED)]
    assert "there is an answer now" in replay_text(again)


def test_another_answer_without_a_changed_article_blames_the_settings(
    asked: tuple[Responder, Receipt],
) -> None:
    responder, found = asked
    before = replace(found, answer=replace(found.answer, text="Something else."))
    assert "No article behind it has changed" in replay_text(replay(before, responder.ask, responder.index))


@pytest.fixture
def why(settings: Settings) -> Callable[..., Result]:
    def run(*args: str) -> Result:
        return CliRunner().invoke(qa_bot, ["why", *args, "--index", str(settings.index.path)])

    return run


def test_why_lists_shows_replays_and_forgets(settings: Settings, why: Callable[..., Result]) -> None:
    _, found = answered(settings)

    assert f"{found.id} · " in why().output
    assert ASKED in why(found.id).output
    shown = json.loads(why(found.id, "--json").output)
    assert shown["answer"]["citations"][0]["doc"] == "ferry.txt"
    assert shown["sentences"][0]["verdict"] == "verbatim"
    assert why(found.id, "--replay").output == "Asked again, the answer is the same.\n"
    again = json.loads(why(found.id, "--replay", "--json").output)
    assert (again["same"], again["changes"]) == (True, [])
    assert len(json.loads(why("--json").output)) == 1  # a replay leaves no receipt of its own
    assert why(found.id, "--forget").exit_code == 0
    assert isinstance(why(found.id).exception, UsageError)


def test_why_before_the_first_answer_says_so_and_makes_no_file(
    settings: Settings, why: Callable[..., Result]
) -> None:
    assert "No answers are kept yet." in why().output
    assert json.loads(why("--json").output) == []
    assert not settings.index.path.exists()


@pytest.mark.parametrize("args", [["nobody"], ["--replay"], ["--forget"], ["one", "--replay", "--forget"]])
def test_why_refuses_what_names_no_answer(why: Callable[..., Result], args: list[str]) -> None:
    assert isinstance(why(*args).exception, UsageError)


def stored(path: Path) -> bytes:
    """The file with its write-ahead log."""
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*") if each.is_file())


def test_what_a_person_thinks_of_an_answer_is_kept_with_it_and_forgotten_with_it(
    settings: Settings, why: Callable[..., Result]
) -> None:
    receipts = Receipts.of(settings)
    receipts.keep(receipt())
    receipts.judge("one", Feedback("alice", helpful=False))
    receipts.judge("one", Feedback("alice", helpful=False, why="It names no date."))
    receipts.judge("one", Feedback("bob", helpful=True))
    assert [(each.user, each.helpful) for each in receipts.feedback("one")] == [
        ("alice", False),
        ("bob", True),
    ]
    assert "Feedback\nnot helpful · It names no date. · alice\nhelpful · bob" in why("one").output
    assert json.loads(why("one", "--json").output)["feedback"][1]["helpful"] is True
    receipts.forget("one")
    assert receipts.feedback("one") == []
