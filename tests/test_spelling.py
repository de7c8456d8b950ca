"""Questions as people type them: slips of the keys, no capitals or nothing else, keywords."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from support.indexed import indexed, write

from qa_bot.index import Index
from qa_bot.index.written import written_words
from qa_bot.responder import Responder
from qa_bot.retrieval import as_spelled
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question, Turn

MAYOR = indexed(
    "mayor.txt",
    "The hill town of Varn has a new mayor. Ada Quillon, a beekeeper, won the election in May 2024. "
    "Her predecessor, Tomas Brandt, led the town for twelve years.",
    "The government promised to repair the bridge. The bridges of the town are old, Ada Quillon said.",
    title="Varn elects a beekeeper",
    published=date(2024, 5, 20),
)
FERRY = indexed(
    "ferry.txt",
    "The ferry between Varn and Sunray costs 14 crowns since January, the Larkhaven Port Authority said. "
    "The old price was 11 crowns. In Marrow the ferry leaves from the quay.",
    title="The ferry becomes dearer",
    published=date(2024, 1, 10),
)

Spelled = Callable[[str], tuple[str, str]]
Ask = Callable[[str], Answer]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Responder:
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("spelling") / "index"})
    write(settings, MAYOR, FERRY)
    return Responder.open(settings)


@pytest.fixture
def spelled(bot: Responder) -> Spelled:
    def spell(text: str) -> tuple[str, str]:
        question, notice = as_spelled(Question(text), bot.index.latest)
        return question.text, notice

    return spell


@pytest.fixture
def ask(bot: Responder) -> Ask:
    return lambda text: bot.ask(Question(text))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Who won the electoin?", "Who won the election?"),
        ("Who won the elecion?", "Who won the election?"),
        ("Who won the electtion?", "Who won the election?"),
        ("Who won the elevtion?", "Who won the election?"),
        ("What did the govrenmennt say?", "What did the government say?"),
        ("Who promissed to repiar the brigde?", "Who promised to repair the bridge?"),
        ("Who is teh mayor?", "Who is the mayor?"),
        ("Did Quilon win?", "Did Quillon win?"),
        ("Goverment of Varn: what did it promise?", "Government of Varn: what did it promise?"),
        ("who led varnn", "who led Varn"),
        ("when did ada quilon win", "when did Ada Quillon win"),
    ],
)
def test_a_word_that_no_article_has_is_read_as_the_nearest_that_one_has(
    spelled: Spelled, typed: str, read: str
) -> None:
    assert spelled(typed) == (read, f"Read as: “{read}”.")


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Varn?",
        "Which bridge is old?",
        "Who elects the mayors?",
        "Who paid for the brand?",
        "Who penned the farewell?",
        "Who lives in Farrow?",
        "Did Vern vote?",
        "What is on https://quillom.example/electoin or ada@quilon.example?",
        "Wer hat die Electoin gewonnen und ist jetzt der Mayer von Varn?",
        "Кто мэр?",
        "¿Quién ganó la electoin de Varn?",
        "14 crowns?",
    ],
)
def test_other_words_stay_as_they_are(spelled: Spelled, question: str) -> None:
    assert spelled(question) == (question, "")


def test_a_name_that_an_article_has_is_never_read_as_another(settings: Settings) -> None:
    write(settings, indexed("a", "In Marrow lives Ida Brandt. In Marrow she works. In Morrow lives nobody."))
    for text in ("Who lives in Morrow?", "Who lives in Marrow?"):
        assert as_spelled(Question(text), Index.open(settings).latest) == (Question(text), "")


def test_the_most_frequent_of_words_that_are_equally_near_is_read(settings: Settings) -> None:
    write(
        settings, indexed("a", "The ferries sail.", "Ferrits bite.", "Two ferries sank.", "All ferries sank.")
    )
    question, _ = as_spelled(Question("When did the ferriis sail?"), Index.open(settings).latest)
    assert question.text == "When did the ferries sail?"


def test_letters_that_changed_places_are_likelier_than_others(settings: Settings) -> None:
    write(settings, indexed("a", "A frog sat there.", "A fork lay here.", "The fork fell.", "One fork."))
    question, _ = as_spelled(Question("where was the forg"), Index.open(settings).latest)
    assert question.text == "where was the frog"


def test_words_are_kept_as_they_are_written_inside_a_sentence() -> None:
    text = (
        "Ferries sail. “Varn is far,” said Ida of NATO. The port of Varn opens: Ships come. Ida Orrin waits."
    )
    assert written_words(text) == {
        *("ferries", "sail", "Varn", "is", "far", "said", "Ida", "of", "NATO", "the", "port", "opens"),
        *("ships", "come", "Orrin", "waits"),
    }


def test_an_answer_says_how_its_question_was_read(ask: Ask) -> None:
    answer = ask("who won the electoin")
    assert "Ada Quillon" in answer.text
    assert answer.notice.startswith("Read as: “who won the election”.")
    assert answer.question == "who won the electoin"
    assert not ask("who won the election").notice.startswith("Read as")


def test_a_claim_and_a_search_are_read_so_too(bot: Responder) -> None:
    found = bot.search(Question("govermnent brigde"))
    assert found[0].article.id == "mayor.txt"


def test_what_was_said_before_is_read_so_too(bot: Responder) -> None:
    history = (Turn("user", "who is ada quilon"), Turn("assistant", "I do not know quilon."))
    question, notice = as_spelled(Question("When did she win?", history=history), bot.index.latest)
    assert [turn.content for turn in question.history] == ["who is Ada Quillon", "I do not know quilon."]
    assert not notice


def test_a_pasted_text_is_not_corrected(spelled: Spelled) -> None:
    text = "Who won the electoin? " + "It was said in the town. " * 10
    assert spelled(text) == (text, "")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("who is ada quillon", "who is Ada Quillon"),
        ("larkhaven port authority ferry", "Larkhaven Port Authority ferry"),
        ("WHO IS THE MAYOR OF VARN", "who is the mayor of Varn"),
        ("is the ferry of the town old", "is the ferry of the town old"),
    ],
)
def test_names_get_their_capitals_without_a_word_on_it(spelled: Spelled, typed: str, read: str) -> None:
    assert spelled(typed) == (read, "")


def test_where_a_question_has_capitals_they_are_meant(spelled: Spelled) -> None:
    assert spelled("Where does the varn ferry leave?") == ("Where does the varn ferry leave?", "")


@pytest.mark.parametrize(
    "typed",
    [
        "who is the mayor of varn",
        "WHO IS THE MAYOR OF VARN",
        "WHO IS THE MAYOR OF VARN?",
        "Who is the mayor of Varn",
        "who is the mayor of varn ?",
        "Who Is The Mayor Of Varn?",
        "Who is the may\u00ador of Va\u200brn?",
        "  ¿Who is the mayor of Varn?",
        "Ｗｈｏ is the mayor of Varn?",
        "who is teh mayor of varnn",
    ],
)
def test_a_question_is_answered_alike_however_it_is_typed(ask: Ask, typed: str) -> None:
    assert ask(typed).citations == ask("Who is the mayor of Varn?").citations


@pytest.mark.parametrize(
    "keywords",
    [
        "varn ferry price 2024",
        "VARN FERRY PRICE",
        "Varn ferry price",
        "price of the varn ferry",
        "fery varn prise crowns",
    ],
)
def test_keywords_find_what_the_whole_question_finds(ask: Ask, keywords: str) -> None:
    price = ask("How much does the ferry from Varn cost?").citations[0]
    assert price.quote in [citation.quote for citation in ask(keywords).citations]


def test_no_receipt_keeps_the_words_of_a_mended_question_that_is_not_to_be_kept(settings: Settings) -> None:
    write(settings, MAYOR)
    receipts = settings.receipts.model_copy(update={"questions": False})
    bot = Responder.open(settings.model_copy(update={"receipts": receipts}))
    answer = bot.ask(Question("who won the electoin"))
    assert "election" in answer.notice
    kept = bot._receipts.find(answer.id)
    assert kept
    assert replace(kept.answer, text="", citations=()).notice == ""
