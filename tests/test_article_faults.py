"""A fault that nobody expected costs the one article that raises it, wherever it is raised."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from support.news_folder import FERRY, indexed, run, write
from support.odd_readers import UnsplittableReader

from ingest.executors import local
from ingest.pipeline import ingest
from qa_bot.errors import ModelUnavailable
from qa_bot.models.wordllama import WordLlamaEmbedder
from qa_bot.settings import Settings

pytest_plugins = ["support.news_fixtures"]


class PanicException(BaseException):
    """As libraries written in Rust raise it: no Exception."""


class Choosy(WordLlamaEmbedder):
    """Cannot take a text that says "odd"."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        if any("odd" in text for text in texts):
            raise self.error
        return super().embed(texts)


@pytest.mark.parametrize("error", [TypeError("no text"), MemoryError(), PanicException("index out of range")])
def test_an_article_that_cannot_be_embedded_costs_no_other(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    run(settings, news)
    write(news / "ferry.txt", f"{FERRY} An odd thing was found in the hold.")
    for n in range(9):
        write(news / f"{n}.txt", f"A comet was seen over Ardal. It comes back in {n} years.")
    monkeypatch.setattr(local, "build_embedder", lambda settings: Choosy(error))

    report = run(settings, news)

    assert len(report.added) == 9 and report.removed == ()
    (failure,) = report.failed
    assert failure.doc == "ferry.txt" and type(error).__name__ in failure.reason
    assert failure.reason.startswith("cannot be indexed (") and "tried again" in failure.reason
    assert indexed(settings)["ferry.txt"].text == FERRY


def test_it_is_tried_again_for_the_fault_may_be_ours(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(news / "ferry.txt", f"{FERRY} An odd thing was found in the hold.")
    with monkeypatch.context() as patched:
        patched.setattr(local, "build_embedder", lambda settings: Choosy(TypeError("no text")))
        run(settings, news)

    assert run(settings, news).added == ("ferry.txt",)


def test_an_embedder_that_is_not_there_still_stops_the_run(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(news / "ferry.txt", "odd")
    monkeypatch.setattr(
        local, "build_embedder", lambda settings: Choosy(ModelUnavailable("It is not there."))
    )

    with pytest.raises(ModelUnavailable, match="It is not there"):
        run(settings, news)


def test_ctrl_c_in_the_middle_of_an_article_is_no_fault_of_it(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(news / "ferry.txt", "odd")
    monkeypatch.setattr(local, "build_embedder", lambda settings: Choosy(KeyboardInterrupt()))

    with pytest.raises(KeyboardInterrupt):
        run(settings, news)


def test_the_second_process_goes_on_after_a_fault(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline._MUCH", 0)
    monkeypatch.setattr("ingest.pipeline.Local.transform", lambda *_: pytest.fail("stayed in this process"))
    write(news / "ferry.txt", f"{FERRY} An odd thing was found in the hold.")
    small = Settings.load(index={"path": settings.index.path}, ingest={"batch_chunks": 2})

    report = ingest([news], small, readers={".txt": UnsplittableReader(), ".md": UnsplittableReader()})

    assert set(report.added) == {"trains.txt", "south/olives.md"}
    assert [one.doc for one in report.failed] == ["ferry.txt"]


def test_a_reason_that_quotes_half_a_character_is_kept(
    settings: Settings, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(news / "ferry.txt", "odd")
    monkeypatch.setattr(local, "build_embedder", lambda settings: Choosy(ValueError("\ud83d")))

    assert "ValueError \ufffd" in run(settings, news).failed[0].reason
