"""Questions in other languages."""

from __future__ import annotations

import pytest
from support.indexed import indexed, write

from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.text.language import LANGUAGES, is_foreign, language_of, shares_script
from qa_bot.types import Question, Status


@pytest.mark.parametrize(
    "question",
    [
        "Wer ist der Hafenmeister von Larkhaven?",
        "Qui a acheté la ferme ?",
        "¿Quién compró el faro?",
        "Chi ha comprato il faro?",
        "Quem comprou o farol da ilha?",
        "Wie kocht er das in Orrin?",
        "Кто купил маяк?",
        "灯台を買ったのは誰ですか",
    ],
)
def test_small_words_and_scripts_tell_another_language(question: str) -> None:
    assert is_foreign(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who bought the lighthouse of Larkhaven?",
        "larkhaven lighthouse sale",
        "What did the Café de la Gare say?",
        "Was Die Fähre sold in 2019?",
        "2019?",
    ],
)
def test_names_and_keywords_do_not(question: str) -> None:
    assert not is_foreign(question)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Die Wahl in Orrin findet nach dem Fest statt, so der Rat.", "nach"),
        ("Wahl am 9. Juni", "nach"),
        ("Le maire dit que la ferme est à lui depuis mai.", "depuis"),
        ("El muelle de Orrin cierra en octubre, dijo el alcalde.", "desde"),
        ("Il sindaco dice che la torre della città è chiusa.", "dopo"),
        ("O porto da cidade não abre em março.", "desde"),
        ("De sluis van Orrin is in mei niet open.", "sinds"),
    ],
)
def test_a_text_is_of_the_language_that_has_most_of_its_words(text: str, known: str) -> None:
    language = language_of(text)
    assert language
    assert known in language.small


@pytest.mark.parametrize(
    "text",
    ["The mayor of Rio de Janeiro met Die Linke in June.", "Orrin 2025", "La Paz on a map of Orrin, in red"],
)
def test_an_english_text_is_of_no_other_language(text: str) -> None:
    assert language_of(text) is None


def test_the_words_of_a_language_are_in_lower_case_and_each_has_all_tables() -> None:
    for language in LANGUAGES:
        tables = (language.asked, language.small, language.months, language.leading, language.behind)
        assert all(tables)
        assert [word for table in tables for word in table if word != word.lower()] == []
        assert not language.leading & language.behind


@pytest.mark.parametrize(
    ("question", "text", "shared"),
    [
        ("When does the pit close?", "The pit closes in May – “at last”.", True),
        ("When does the pit close?", "Шахту закроют в мае.", False),
        ("Когда закроют шахту?", "The pit closes in May.", False),
        ("Когда закроют шахту Orrin?", "Шахту закроют в мае.", True),
        ("Who is Иван Лесков?", "Ivan Leskov (Иван Лесков) is the mayor.", True),
        ("เหมืองจะปิดเมื่อไร", "광산은 5월에 문을 닫는다.", False),
        ("炭鉱はいつ閉鎖されますか", "炭鉱は５月に閉鎖される。", True),
        ("Когда закроют шахту?", "12 | 2027", True),
    ],
)
def test_a_text_in_another_script_is_told(question: str, text: str, shared: bool) -> None:
    assert shares_script(question, text) is shared


def test_a_question_is_not_answered_from_articles_in_another_script(settings: Settings) -> None:
    write(
        settings,
        indexed("ru", "Совет города Ледовск решил закрыть угольную шахту к концу 2029 года."),
        indexed("ko", "오린 시의회는 석탄 항구를 2027년 말까지 폐쇄하기로 결정했다."),
    )
    bot = Responder.open(settings)
    assert bot.ask(Question("ท่าเรือถ่านหินจะปิดเมื่อไร")).status is Status.ABSTAINED
    assert bot.ask(Question("When does the coal pit close?")).status is Status.ABSTAINED
    assert [one.doc for one in bot.ask(Question("Когда закроют угольную шахту?")).citations] == ["ru"]


def test_an_answer_from_an_article_in_the_language_of_the_question_needs_no_notice(
    settings: Settings,
) -> None:
    write(settings, indexed("es", "El Sr. Ramón Ibáñez, alcalde de Puerto Lamar, dijo que el muelle cierra."))
    answer = Responder.open(settings).ask(Question("¿Quién es el alcalde de Puerto Lamar?"))
    assert answer.status is Status.ANSWERED
    assert answer.notice == ""


def test_an_abstention_says_that_english_is_expected(settings: Settings) -> None:
    write(settings, indexed("farm", "Ida Orrin sold the lighthouse in May."))
    answer = Responder.open(settings).ask(Question("Wer verkaufte die Fähre an die Stadt?"))
    assert answer.status is Status.ABSTAINED
    assert (
        answer.notice == "The question does not look like English, the one language that is understood well."
    )
