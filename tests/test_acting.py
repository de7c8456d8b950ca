"""What the last answer is asked for comes from what it rested on, without a search."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pytest
from support.indexed import indexed, without_models, write

from qa_bot import Answer, QABot, Question, Settings, Status, Turn
from qa_bot.cli.main import main
from qa_bot.receipts import Receipts
from qa_bot.types import Form

MILL = indexed(
    "mill.txt",
    "The paper mill of Tarnbeck will close in March. Its owner Halden Board says the river is too low.",
    "The mill employs 85 people from the valley. It has made newsprint since 1911.",
    title="Tarnbeck loses its mill",
    published=date(2024, 2, 9),
)
CHOIR = indexed("choir.txt", "The choir of Ostermoor sang in the old chapel.", title="A choir sings")
ASKED = "When will the paper mill of Tarnbeck close?"


@pytest.fixture
def bot(settings: Settings) -> QABot:
    return opened(settings)


def opened(settings: Settings) -> QABot:
    write(settings, MILL, CHOIR)
    return QABot.open(settings=without_models(settings))


class Talk:
    """A conversation; what is said brings what was said before, with the ids of the answers if `by_id`."""

    def __init__(self, bot: QABot, *, by_id: bool = True) -> None:
        self._bot, self._by_id = bot, by_id
        self._turns: tuple[Turn, ...] = ()

    def __call__(self, text: str) -> Answer:
        answer = self._bot.ask(Question(text, history=self._turns, asker="ada"))
        known = answer.receipt_id if self._by_id else ""
        self._turns += (Turn("user", text), Turn("assistant", answer.text, known))
        return answer


@pytest.fixture(params=[True, False], ids=["by id", "by words"])
def talk(bot: QABot, request: pytest.FixtureRequest) -> Talk:
    return Talk(bot, by_id=request.param)


def test_shorter_is_the_first_line_with_its_citation(talk: Talk) -> None:
    whole, short = talk(ASKED), talk("Shorter, please.")
    assert whole.text.startswith(short.text)
    assert short.text == "The paper mill of Tarnbeck will close in March [1]."
    assert [citation.n for citation in short.citations] == [1]
    assert short.question == "Shorter, please."


def test_sources_are_the_articles_it_cites(talk: Talk) -> None:
    whole, told = talk(ASKED), talk("Where does that come from?")
    assert told.text.startswith("The answer rests on one article [1]")
    assert told.citations == whole.citations


def test_evidence_is_each_quote_in_its_paragraph(talk: Talk) -> None:
    whole, told = talk(ASKED), talk("show me the passage")
    assert "“The paper mill of Tarnbeck will close in March.”" in told.text
    assert "the river is too low" in told.text
    assert told.citations == whole.citations


def test_why_says_how_each_sentence_is_proven_and_how_sure_it_is(talk: Talk) -> None:
    talk(ASKED)
    assert re.search(
        r"will close in March.” \(word for word, \d+% sure that it answers\) \[1\]",
        talk("Are you sure?").text,
    )


def test_more_goes_on_and_says_when_there_is_nothing_left(talk: Talk) -> None:
    talk(ASKED)
    more = talk("Tell me more")
    assert "85 people" in more.text
    for citation in more.citations:
        assert MILL.article.text[citation.start : citation.end] == citation.quote
    assert talk("more").text.startswith("There is nothing more")


def test_acts_follow_each_other_on_the_same_answer(bot: QABot) -> None:
    talk = Talk(bot)
    whole = talk(ASKED)
    told = [talk(text) for text in ("sources?", "Thanks!", "in one sentence", "go on")]
    assert [one.about for one in told] == [whole.id, "", whole.id, whole.id]
    assert len({one.id for one in told}) == len(told)


def test_that_it_is_wrong_is_noted_with_the_answer(bot: QABot, settings: Settings) -> None:
    talk = Talk(bot)
    whole, told = talk(ASKED), talk("No, that's not right.")
    (noted,) = Receipts.of(settings).feedback(whole.id)
    assert (noted.user, noted.helpful) == ("ada", False)
    assert f"`qa-bot why {whole.id}`" in told.text
    assert "“The paper mill of Tarnbeck will close in March.”" in told.text


def test_a_follow_up_after_an_act_is_understood_by_the_question_before(bot: QABot) -> None:
    talk = Talk(bot)
    talk(ASKED)
    talk("sources?")
    assert "Tarnbeck" in talk("And who owns it?").standalone


def test_without_an_answer_an_act_asks_for_a_question(bot: QABot) -> None:
    told = bot.ask("tl;dr")
    assert told.text == "There is no answer yet; ask a question first."
    assert (told.form, told.status) == (Form.TALK, Status.ABSTAINED)


def test_after_an_abstention_nothing_is_shown_that_does_not_answer(talk: Talk) -> None:
    talk("Who painted the ceiling of the Grand Hotel in Quillport?")
    for text in ("more", "prove it", "sources?", "why do you say that?"):
        told = talk(text)
        assert told.text.startswith("The last answer cites nothing")
        assert told.status is Status.ABSTAINED


def test_a_quote_whose_article_was_changed_since_stands_alone(bot: QABot, settings: Settings) -> None:
    talk = Talk(bot)
    talk(ASKED)
    write(settings, indexed("mill.txt", "The paper mill stays.", title="Tarnbeck keeps its mill"))
    told = talk("exact words?").text
    assert (
        "“The paper mill of Tarnbeck will close in March.” (the article was changed or removed since)" in told
    )
    assert talk("more").text.startswith("There is nothing more")


def test_of_articles_that_may_not_answer_no_more_is_shown(bot: QABot) -> None:
    whole = bot.ask(ASKED)
    history = (Turn("user", ASKED), Turn("assistant", whole.text, whole.id))
    told = bot.ask("more", history=history, doc_ids=["choir.txt"])
    assert told.text.startswith("There is nothing more")


@pytest.mark.parametrize(
    "kept", [{"keep": 0}, {"questions": False}], ids=["nothing kept", "no questions kept"]
)
def test_acts_need_neither_receipts_nor_the_words_of_the_question(
    settings: Settings, kept: dict[str, object]
) -> None:
    receipts = settings.receipts.model_copy(update=kept)
    talk = Talk(opened(settings.model_copy(update={"receipts": receipts})))
    talk(ASKED)
    assert talk("shorter").text == "The paper mill of Tarnbeck will close in March [1]."
    assert "85 people" in talk("more").text
    assert ("It is not noted" in talk("wrong").text) == ("keep" in kept)


def test_the_command_line_s_conversation_takes_acts(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(settings, MILL, CHOIR)
    monkeypatch.chdir(tmp_path)
    typed = ["sources?", ASKED, "in one sentence", "prove it", "that's wrong", "/help"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(typed)))
    with pytest.raises(SystemExit):
        main(["chat", "--index", str(settings.index.path)])
    _, *told = re.split(r"\n\n(?=The paper|“The paper|Noted|Type)", capsys.readouterr().out)
    assert told[1].splitlines()[0] == "The paper mill of Tarnbeck will close in March [1]."
    assert told[2].startswith("“The paper mill of Tarnbeck will close in March.”")
    assert told[3].startswith("Noted: answer ")
    assert "that it is wrong" in told[4]
