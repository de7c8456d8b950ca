"""Models from outside take the places of ours: each by one method, handed in."""

from __future__ import annotations

import zlib
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import ingest
from qa_bot import OwnModels, QABot, Settings, Status
from qa_bot.cli.demo.__main__ import PACKAGED
from qa_bot.errors import IndexMismatch, IndexMissing, ModelUnavailable, UsageError
from qa_bot.models import Entailment, Excerpt, Opinion, Prompt, Span

ARTICLES = PACKAGED / "articles"
OWNS = "Who owns the port of Larkhaven?"
STAYS = "The port of Larkhaven stays the property of the town"


class LetterEmbedder:
    """Which words a text has, by their hashes: enough to tell a port from a mine."""

    name = "letters-64"
    dimension = 64

    def __init__(self) -> None:
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                vector[zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


class FindsWords:
    """A reader that answers every question with the same words."""

    def __init__(self, words: str, score: float = 0.9) -> None:
        self.words, self.score = words, score
        self.asked: list[str] = []

    def read(self, question: str, passages: Sequence[Excerpt]) -> list[list[Span]]:
        self.asked.append(question)
        found = [passage.text.find(self.words) for passage in passages]
        return [[Span(at, at + len(self.words), self.score)] if at >= 0 else [] for at in found]


class Says:
    """A chat model that writes the same to everybody, in small pieces."""

    name = "parrot"

    def __init__(self, reply: str, fails: bool = False) -> None:
        self.reply, self.fails = reply, fails
        self.prompts: list[Prompt] = []

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        self.prompts.append(prompt)
        yield from (self.reply[at : at + 3] for at in range(0, len(self.reply), 3))
        if self.fails:
            raise ModelUnavailable("The parrot flew away.")


class Decides:
    """A judge that has made up its mind."""

    def __init__(self, verdict: Entailment) -> None:
        self.opinion = Opinion(
            float(verdict is Entailment.ENTAILED), float(verdict is Entailment.CONTRADICTED)
        )
        self.asked: list[tuple[Excerpt, str]] = []

    def judge(self, evidence: Excerpt, sentence: str) -> Opinion:
        self.asked.append((evidence, sentence))
        return self.opinion


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "index"
    ingest(ARTICLES, index=path)
    return path


def test_an_embedder_from_outside_builds_an_index_and_searches_it(tmp_path: Path) -> None:
    embedder = LetterEmbedder()
    assert len(ingest(ARTICLES, index=tmp_path, embedder=embedder).added) == 7
    assert embedder.embedded > 7
    bot = QABot.open(tmp_path, models=OwnModels(embedder=embedder))
    assert bot.search(OWNS, top=1)[0].article.id == "larkhaven-port.md"
    assert STAYS in bot.ask(OWNS).text


def test_an_index_of_an_embedder_from_outside_is_not_searched_with_another(tmp_path: Path) -> None:
    ingest(ARTICLES, index=tmp_path, embedder=LetterEmbedder())
    with pytest.raises(IndexMismatch, match="letters-64"):
        QABot.open(tmp_path)


def test_an_embedder_that_only_a_setting_names_is_unknown_to_every_command(
    tmp_path: Path, index: Path
) -> None:
    settings = Settings.load(models={"embedder": "letters-64"}, index={"path": tmp_path / "index"})
    with pytest.raises(UsageError, match="'letters-64' is unknown"):
        QABot.open(index, settings=settings)
    with pytest.raises(UsageError, match="'letters-64' is unknown"):
        ingest(ARTICLES, settings=settings)
    with pytest.raises(IndexMissing):  # nothing was begun under that name
        QABot.open(tmp_path / "index")


def test_a_reader_from_outside_chooses_the_sentences(index: Path) -> None:
    reader = FindsWords("212 people")
    bot = QABot.open(index, models=OwnModels(reader=reader))
    answer = bot.ask(OWNS)
    assert reader.asked == [OWNS.rstrip("?")]
    first = answer.citations[0]
    assert first.quote == "The port employs 212 people and earned 2.6 million crowns for the town last year."


def test_where_the_reader_finds_nothing_the_bot_says_nothing(index: Path) -> None:
    bot = QABot.open(index, models=OwnModels(reader=FindsWords("no such words")))
    assert bot.ask(OWNS).status is Status.ABSTAINED


def test_what_the_reader_is_not_sure_of_is_not_said(index: Path) -> None:
    bot = QABot.open(index, models=OwnModels(reader=FindsWords("212 people", score=0.001)))
    assert bot.ask(OWNS).status is Status.ABSTAINED


def test_a_chat_model_from_outside_writes_the_answer(index: Path) -> None:
    chat = Says(f"{STAYS} [1]. The moon is made of cheese [1].")
    answer = QABot.open(index, models=OwnModels(chat=chat)).ask(OWNS)
    assert answer.text == f"{STAYS} [1]."
    assert STAYS in chat.prompts[0].user


def test_a_chat_model_that_fails_costs_nobody_an_answer(index: Path) -> None:
    answer = QABot.open(index, models=OwnModels(chat=Says("", fails=True))).ask(OWNS)
    assert STAYS in answer.text
    assert answer.notice.startswith("The parrot flew away.")


@pytest.mark.parametrize(
    ("verdict", "said"),
    [(Entailment.ENTAILED, True), (Entailment.NEITHER, False), (Entailment.CONTRADICTED, False)],
)
def test_a_judge_from_outside_decides_what_a_model_may_say(
    index: Path, verdict: Entailment, said: bool
) -> None:
    written = "The town goes on owning the port of Larkhaven"
    judge = Decides(verdict)
    bot = QABot.open(index, models=OwnModels(chat=Says(f"{written} [1]."), judge=judge))
    answer = bot.ask(OWNS)
    assert (answer.answerer == "openai") is said  # else the articles' own sentences take its place
    assert STAYS in answer.text and written not in answer.text
    assert any(STAYS in evidence.text and sentence == f"{written}." for evidence, sentence in judge.asked)


def test_no_judge_is_asked_about_another_figure(index: Path) -> None:
    judge = Decides(Entailment.ENTAILED)
    chat = Says("The port employs 213 people and earned 2.6 million crowns [1].")
    answer = QABot.open(index, models=OwnModels(chat=chat, judge=judge)).ask(OWNS)
    assert "213" not in answer.text
    assert judge.asked == []
