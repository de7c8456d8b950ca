"""The library, as a script of somebody else uses it."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

import qa_bot
from ingest import ingest
from qa_bot import Answer, QABot, Question, Settings, Status, Turn, api
from qa_bot.cli.demo.__main__ import PACKAGED
from qa_bot.errors import IndexMissing, UsageError

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
OWNS = "Who owns the port of Larkhaven?"
REPAIRS = "How much do the repairs of the market hall cost?"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's articles in `articles`, and the index of them in `news`."""
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(PACKAGED / "articles", folder / "articles")
    ingest(folder / "articles", index=folder / "news")
    return folder


@pytest.fixture
def bot(news: Path) -> QABot:
    return QABot.open(news / "news")


def test_the_example_of_the_module_holds(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(news)
    assert doctest.testmod(api).failed == 0


def test_the_example_of_the_readme_holds(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(news)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    parsed = doctest.DocTestParser().get_doctest(example, {}, "README", None, 0)
    assert parsed.examples
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_a_stream_gives_the_sentences_of_the_answer_one_by_one(bot: QABot) -> None:
    stream = bot.stream(OWNS)
    sentences = list(stream)
    assert len(sentences) > 1
    assert " ".join(sentences) == stream.answer.text
    assert stream.answer.text == bot.ask(OWNS).text


def test_a_stream_of_what_is_not_answered_says_so(bot: QABot) -> None:
    stream = bot.stream("Who won the sailing cup of Varn?")
    assert list(stream) == ["The articles do not answer this question."]
    assert stream.answer.status is Status.ABSTAINED


def test_a_stream_raises_what_asking_raises(bot: QABot) -> None:
    with pytest.raises(UsageError, match="empty"):
        list(bot.stream("?"))
    with pytest.raises(UsageError, match="empty"):
        _ = bot.stream("?").answer


def test_a_closed_stream_costs_nobody_an_answer(bot: QABot) -> None:
    stream = bot.stream(OWNS)
    next(stream)
    stream.close()
    assert list(stream) == []
    with pytest.raises(UsageError, match="closed"):
        _ = stream.answer
    assert bot.ask(OWNS).citations


def test_limits_beside_a_question_take_the_place_of_its_own(bot: QABot) -> None:
    asked = Question(REPAIRS, as_of=date(2020, 1, 1), doc_ids=("larkhaven-port.md",))
    assert bot.ask(asked).as_of == date(2020, 1, 1)
    assert bot.ask(asked, as_of=date(2024, 1, 1)).as_of == date(2024, 1, 1)
    hall = bot.ask(asked, as_of=date(2026, 1, 1), doc_ids="larkhaven-market-hall.txt")
    assert {one.doc for one in hall.citations} == {"larkhaven-market-hall.txt"}


def test_a_time_limits_a_question_by_its_day_and_what_is_no_date_is_refused(bot: QABot) -> None:
    assert bot.ask(OWNS, as_of=datetime(2026, 1, 1, 12)).as_of == date(2026, 1, 1)
    with pytest.raises(UsageError, match="as_of is a date, not '2026-01-01'"):
        bot.ask(OWNS, as_of="2026-01-01")  # type: ignore[arg-type]


@pytest.mark.parametrize("top", [-1, 0, 51])
def test_a_search_for_no_number_of_passages_is_refused(bot: QABot, top: int) -> None:
    with pytest.raises(UsageError, match="at most 50"):
        bot.search(OWNS, top=top)


def test_a_question_brings_its_history_and_its_limits(bot: QABot) -> None:
    said = (Turn("user", OWNS), Turn("assistant", "The town."))
    assert bot.ask("How many people work there?", history=said).standalone != "How many people work there?"
    assert bot.ask(OWNS, as_of=date(2024, 1, 1)).as_of == date(2024, 1, 1)
    only = bot.ask(REPAIRS, doc_ids=["larkhaven-market-hall.txt"])
    assert {one.doc for one in only.citations} == {"larkhaven-market-hall.txt"}
    assert not bot.ask(REPAIRS, doc_ids=["larkhaven-port.md"]).citations
    assert bot.ask(Question(OWNS, id="mine")).id == "mine"


def test_a_search_gives_passages_that_stand_in_their_articles(bot: QABot) -> None:
    found = bot.search(OWNS, top=3)
    assert len(found) == 3
    assert all(one.article.text[one.chunk.start : one.chunk.end] == one.text for one in found)


def test_a_folder_without_an_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="qa-ingest"):
        QABot.open(tmp_path)


def test_settings_of_ones_own_are_used(news: Path) -> None:
    short = Settings.load(answer={"sentences": 1})
    assert len(QABot.open(news / "news", settings=short).ask(OWNS).citations) == 1


def test_every_public_name_is_there_and_no_other_is_promised() -> None:
    assert all(hasattr(qa_bot, name) for name in qa_bot.__all__)
    assert set(qa_bot.__all__) <= set(dir(qa_bot))
    assert qa_bot.Answer is Answer
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", qa_bot.__version__)
    with pytest.raises(AttributeError, match="oracle"):
        _ = qa_bot.oracle


def test_importing_the_package_loads_no_library_of_others() -> None:
    code = "import sys, qa_bot; print({'chromadb', 'numpy', 'pydantic', 'click'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
