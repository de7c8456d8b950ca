"""Several questions in one message: each is answered under its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from support.indexed import indexed, write

from qa_bot import QABot
from qa_bot.query import Numbered, numbered
from qa_bot.receipts import Judged, Receipt, joined
from qa_bot.rendering.json import answer_object
from qa_bot.rendering.text import answer_text
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.text import running_text
from qa_bot.types import (
    Answer,
    Citation,
    DateSource,
    Disagreement,
    IndexState,
    Line,
    Nearest,
    Question,
    Side,
    Status,
    Turn,
)

KILN = indexed(
    "kiln.txt",
    "Ida Orrin sold the kiln of Marrow to Brisling Lines for 3 million. She was born in Sennet in 1971.",
    title="The kiln of Marrow is sold",
    published=date(2024, 5, 20),
)
CANAL = indexed(
    "canal.txt",
    "The canal of Lapworth was dug in 1812. It is 40 kilometres long.",
    title="The canal of Lapworth",
    published=date(2023, 2, 1),
)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Responder:
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("numbered") / "index"})
    write(settings, KILN, CANAL)
    return Responder.open(settings)


def parted(text: str) -> list[tuple[str, str]]:
    found = numbered(Question(text))
    return list(found.answered) if found else []


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("1. Who sold it? 2. When was it sold?", ["1.", "2."]),
        ("1) Who sold it? 2) When was it sold?", ["1)", "2)"]),
        ("(1) Who sold it? (2) When was it sold?", ["(1)", "(2)"]),
        ("a) Who sold it? b) When was it sold?", ["a)", "b)"]),
        ("3. Who sold it?\n4. When was it sold?", ["3.", "4."]),
        ("- Who sold it?\n- When was it sold?", ["1.", "2."]),
        ("- Who sold it? - When was it sold?", ["1.", "2."]),
        ("• Who sold it? • When was it sold?", ["1.", "2."]),
        ("• Who sold it?\n\n  • When was it sold?", ["1.", "2."]),
        ("Two questions, please: 1. Who sold it? 2. When was it sold?", ["1.", "2."]),
    ],
)
def test_each_question_has_its_mark(text: str, labels: list[str]) -> None:
    assert [label for label, _ in parted(text)] == labels
    assert [asked for _, asked in parted(text)] == ["Who sold it?", "When was it sold?"]


def test_a_question_needs_no_question_mark_where_its_words_ask() -> None:
    assert parted("1. who sold the kiln 2. list the ports") == [
        ("1.", "who sold the kiln"),
        ("2.", "list the ports"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1. Who sold the kiln?",
        "Who sold the kiln? When was it sold?",
        "Is it true that 1) the kiln was sold and 2) the canal was dug?",
        "Which is right: a) was it sold? b) was it burnt?",
        "What happened between 1. May and 2. June?",
        "- Who sold the kiln?",
        "Who scored 1. Marrow or 3. Sennet?",
        "1. 2. 3.",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert not parted(text)


def test_each_is_answered_under_its_number_from_its_own_evidence(bot: Responder) -> None:
    answer = bot.ask(Question("1. Who sold the kiln of Marrow? 2. When was the canal of Lapworth dug?", "q"))
    first, second = answer.text.splitlines()
    assert first.startswith("1. ") and "Ida Orrin" in first
    assert second.startswith("2. ") and "1812" in second
    assert [one.n for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    cited = {one.n: one.doc for one in answer.citations}
    assert {cited[n] for n in markers(first)} == {"kiln.txt"}
    assert cited[markers(second)[0]] == "canal.txt"
    assert answer.id == "q"


def markers(line: str) -> list[int]:
    return [int(n) for n in re.findall(r"\[(\d+)\]", line)]


def test_what_is_not_answered_says_so_under_its_number(bot: Responder) -> None:
    answer = bot.ask(Question("a) Who owns the moon of Zorblax? b) When was the canal of Lapworth dug?"))
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("a) The articles do not answer this question.\nb) ")
    nothing = bot.ask(Question("1. Who owns the moon of Zorblax? 2. Who rules Xanadu?"))
    assert nothing.status is Status.ABSTAINED


def test_a_question_may_lean_on_the_one_before(bot: Responder) -> None:
    answer = bot.ask(Question("1. Who sold the kiln of Marrow? 2. When was she born?"))
    assert "1971" in answer.text.splitlines()[1]


def test_a_question_that_stands_alone_does_not_lean() -> None:
    asked = numbered(
        Question("1. Who sold the kiln? 2. How long is the canal?", history=(Turn("user", "Hi"),))
    )
    assert asked
    assert asked.question(asked.texts[1], [one_answer()]).history == (Turn("user", "Hi"),)


def test_ten_are_answered_and_the_rest_is_told(bot: Responder) -> None:
    answer = bot.ask(Question(" ".join(f"{n}. When was the canal dug?" for n in range(1, 13))))
    assert [line.partition(" ")[0] for line in answer.text.splitlines()] == [f"{n}." for n in range(1, 11)]
    assert "These are 12 questions; the first 10 are answered." in answer.notice


@pytest.mark.parametrize(
    "first", ["Who sold the kiln of Marrow?", "Give me a timeline of the canal of Lapworth"]
)
def test_the_sentences_shown_are_how_the_answer_begins(bot: Responder, first: str) -> None:
    shown: list[Line] = []
    text = f"1. {first} 2. When was the canal of Lapworth dug?"
    answer = bot.ask(Question(text), lambda line, form: shown.append(line))
    assert shown
    assert answer.text.startswith(running_text(shown))
    told = list(QABot(bot).stream(text))
    assert " ".join(" ".join(told).split()) == " ".join(answer.text.split())


def test_a_batch_line_stays_one_object_and_a_terminal_shows_a_line_each(bot: Responder) -> None:
    answer = bot.ask(Question("1. Who sold the kiln of Marrow? 2. When was the canal of Lapworth dug?", "7"))
    line = answer_object(answer)
    assert line["id"] == "7" and line["answer"] == answer.text
    assert line["standalone"] == "1. Who sold the kiln of Marrow?\n2. When was the canal of Lapworth dug?"
    shown = answer_text(answer, 60).splitlines()
    assert [row[:3] for row in shown if row.startswith(("1. ", "2. "))] == ["1. ", "2. "]


def test_a_slip_is_told_under_the_number_of_its_question(bot: Responder) -> None:
    answer = bot.ask(Question("1. Who sold the kiln of Marrow? 2. When was the cannal of Lapworth dug?"))
    assert "2. Read as: “When was the canal of Lapworth dug?”." in answer.notice


def test_one_receipt_explains_them_all(bot: Responder) -> None:
    answer = bot.ask(
        Question("1. Who sold the kiln of Marrow? 2. When was the canal of Lapworth dug?", "both")
    )
    receipt = bot._receipts.find("both")
    assert receipt and receipt.answer == answer
    assert [one.citation for one in receipt.judged] == [one.n for one in answer.citations]
    assert {passage.doc for passage in receipt.read} == {"kiln.txt", "canal.txt"}
    assert bot.ask(Question(receipt.standalone)).text == answer.text


def one_answer(citations: Sequence[Citation] = (), notice: str = "") -> Answer:
    texts = " ".join(f"Sold in [7] 2019 [{one.n}]." for one in citations)
    return Answer(
        id="x",
        question="Who?",
        status=Status.ANSWERED if citations else Status.ABSTAINED,
        text=texts or "Not stated.",
        answerer="extractive",
        index=IndexState(1, 2, None),
        lines=tuple(Line("Sold.", (one.n,)) for one in citations),
        citations=tuple(citations),
        disagreements=tuple(
            Disagreement("sale", (Side("Yes.", (one.n,)), Side("No.", (one.n,)))) for one in citations
        ),
        nearest=() if citations else (Nearest("d", "D", None),),
        notice=notice,
        timings_ms={"total": 1.5},
    )


def test_all_that_has_numbers_is_numbered_through() -> None:
    def cite(n: int) -> Citation:
        return Citation(n, "d", "D", None, DateSource.UNKNOWN, None, "Sold.", 0, 5, "hash")

    answers = [one_answer([cite(1), cite(2)]), one_answer(), one_answer([cite(1)], "Denied [1].")]
    receipts = [
        Receipt(datetime.now(UTC), "Who?", answer, judged=(Judged("Sold.", "verbatim", None, 1),))
        for answer in answers
    ]
    asked = Numbered(Question("1. Who? 2. Why? 3. When?"), "", ("1.", "2.", "3."), ("Who?", "Why?", "When?"))
    receipt = joined(asked, receipts)
    answer = receipt.answer
    assert answer.text.splitlines() == [
        "1. Sold in [7] 2019 [1]. Sold in [7] 2019 [2].",
        "2. Not stated.",
        "3. Sold in [7] 2019 [3].",
    ]
    assert [one.n for one in answer.citations] == [1, 2, 3]
    assert [line.citations for line in answer.lines] == [(1,), (2,), (3,)]
    assert [one.sides[1].citations for one in answer.disagreements] == [(1,), (2,), (3,)]
    assert answer.notice == "3. Denied [3]."
    assert [near.doc for near in answer.nearest] == ["d"]
    assert answer.timings_ms == {"total": 4.5}
    assert [one.citation for one in receipt.judged] == [1, 3, 3]
