"""What is kept of an answer, for how long, and what happens where nothing can be kept."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support import form_answers as forms
from support.ferry_receipts import ASKED, ELECTION, FERRY, receipt
from support.indexed import write

from qa_bot.errors import QABotError, UsageError
from qa_bot.receipts import Receipt
from qa_bot.receipts.replay import replay
from qa_bot.receipts.store import Receipts
from qa_bot.rendering import disagreement_heading
from qa_bot.rendering.receipts import receipt_text
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Disagreement, Form, Question, Side, Status

pytest_plugins = ["support.receipt_fixtures"]


def changed(settings: Settings, **receipts: Any) -> Settings:
    return settings.model_copy(update={"receipts": settings.receipts.model_copy(update=receipts)})


def file_of(settings: Settings) -> Path:
    return settings.index.path / "receipts.sqlite"


def test_a_receipt_comes_back_as_it_was_kept(settings: Settings) -> None:
    kept = receipt()
    Receipts.of(settings).keep(kept)
    assert Receipts.of(settings).find("one") == kept


@pytest.mark.parametrize("answer", forms.ALL, ids=lambda answer: answer.form)
def test_a_receipt_keeps_an_answer_of_every_form_whole(settings: Settings, answer: Answer) -> None:
    kept = replace(receipt(answer.id), answer=answer)
    Receipts.of(settings).keep(kept)
    assert Receipts.of(settings).find(answer.id) == kept


def test_a_receipt_from_before_answers_had_forms_is_still_read(settings: Settings) -> None:
    kept = replace(receipt(), answer=replace(forms.SIDES, id="one"))
    Receipts.of(settings).keep(kept)
    with closing(sqlite3.connect(file_of(settings))) as db, db:
        ((row,),) = db.execute("SELECT receipt FROM receipts").fetchall()
        old = json.loads(row)
        for name in ("form", "lines"):
            del old["answer"][name]
        for side in old["answer"]["disagreements"][0]["sides"]:
            for name in ("who", "date", "voices"):
                del side[name]
        db.execute("UPDATE receipts SET receipt = ?", (json.dumps(old),))
    found = Receipts.of(settings).find("one")
    assert found and (found.answer.form, found.answer.lines) == (Form.FACT, ())
    assert found.answer.text == kept.answer.text
    assert found.answer.disagreements[0].sides[0] == Side(forms.BROKE, (2,))
    assert forms.BROKE in receipt_text(found)


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
    assert not file_of(settings).exists()


def test_a_question_left_out_stands_nowhere_in_the_file(settings: Settings) -> None:
    private = changed(settings, questions=False)
    write(private, FERRY)
    answer = Responder.open(private).ask(
        Question("How many passengers will the ferry Aurora secretively carry to Sunray island?")
    )
    receipts = Receipts.of(private)
    found = receipts.find(answer.id)
    assert found and found.answer.question.startswith("sha256:")
    assert b"secretive" not in stored(file_of(settings))
    with pytest.raises(UsageError, match="without its question"):
        replay(found, lambda question: answer, Responder.open(private).index)


def test_what_is_forgotten_leaves_no_bytes(settings: Settings) -> None:
    receipts = Receipts.of(settings)
    receipts.keep(receipt("one", question="Who was the forgettable fisherman?"))
    receipts.keep(receipt("two"))
    assert b"forgettable" in stored(file_of(settings))
    receipts.forget("one")
    assert receipts.find("one") is None
    assert receipts.find("two")
    assert b"forgettable" not in stored(file_of(settings))


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
        "from qa_bot.receipts.store import Receipts\n"
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
    monkeypatch.setattr("qa_bot.receipts.sqlite._BUSY_S", 0.05)
    receipts = Receipts.of(settings)
    file_of(settings).parent.mkdir()
    with closing(sqlite3.connect(settings.index.path / "another")) as lock:
        if broken == "folder":
            file_of(settings).mkdir()
        elif broken == "bytes":
            file_of(settings).write_bytes(b"no database at all" * 100)
        else:
            receipts.keep(receipt())
            lock.execute("ATTACH ? AS receipts", (str(file_of(settings)),))
            lock.execute("BEGIN IMMEDIATE")

        fresh = Receipts.of(settings)
        with caplog.at_level(logging.WARNING):
            fresh.keep(receipt("two"))
            fresh.keep(receipt("three"))

    assert len(caplog.messages) == 1
    assert str(file_of(settings)) in caplog.messages[0]


def test_on_the_command_line_that_is_one_line_beside_the_answer(settings: Settings) -> None:
    write(settings, FERRY)
    file_of(settings).mkdir()
    code = "from qa_bot.cli.main import main; main()"
    command = [sys.executable, "-c", code, "ask", ASKED, "--index", str(settings.index.path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "400 passengers" in ended.stdout
    assert ended.stderr.startswith("No receipts are kept in ")
    assert ended.stderr.endswith("make it writable, or set receipts.keep = 0.\n")
    assert len(ended.stderr.splitlines()) == 1


def test_unreadable_receipts_are_one_sentence(settings: Settings) -> None:
    receipts = Receipts.of(settings)
    file_of(settings).parent.mkdir(parents=True)
    file_of(settings).write_bytes(b"no database at all" * 100)
    with pytest.raises(QABotError, match="delete the file"):
        receipts.latest(10)


def stored(path: Path) -> bytes:
    """The file with its write-ahead log."""
    return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*") if each.is_file())


def test_what_repeats_a_question_that_is_not_kept_is_left_out_too(settings: Settings) -> None:
    given = receipt(question="Was the pier sold as of 31.31.2024?")
    dispute = Disagreement("Was the pier sold", (Side("It was.", (1,)), Side("It was not.", (1,))), "denied")
    notice = "The date in “as of 31.31.2024” was not understood; the answer uses articles of every date."
    receipts = Receipts.of(changed(settings, questions=False))
    receipts.keep(replace(given, answer=replace(given.answer, disagreements=(dispute,), notice=notice)))
    kept = receipts.find("one")
    assert kept and "pier" not in str(kept) and "31.31" not in str(kept)
    assert [side.says for side in kept.answer.disagreements[0].sides] == ["It was.", "It was not."]
    assert disagreement_heading(kept.answer.disagreements[0]) == "The articles disagree (denied)"


def test_a_notice_in_other_words_is_kept_without_the_question(settings: Settings) -> None:
    given = receipt()
    notice = "What the question takes for granted is denied in “A pier is sold” [1]."
    receipts = Receipts.of(changed(settings, questions=False))
    receipts.keep(replace(given, answer=replace(given.answer, notice=notice)))
    kept = receipts.find("one")
    assert kept and kept.answer.notice == notice
