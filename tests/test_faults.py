"""What goes wrong around an index: each fault ends in a sentence, in waiting or in recovery."""

from __future__ import annotations

import itertools
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.indexed import indexed, run_chroma, write
from support.waiting import eventually

from qa_bot.errors import IndexUnavailable, ModelUnavailable
from qa_bot.index import Index, IndexWriter
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Question, Status

FERRY = indexed("ferry", "The ferry Halvard carried 40 people to Orrin on Monday.", title="Ferry")
FERRY_2 = indexed("ferry", "The ferry Halvard carried 55 people to Orrin on Monday.", title="Ferry")
ASKED = Question("How many people did the ferry Halvard carry to Orrin?")


class Server:
    """A Chroma server that can be killed and started again where it was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.process, self.url = run_chroma(folder)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def start(self) -> None:
        self.process, _ = run_chroma(self._folder, port=int(self.url.rpartition(":")[2]))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "server").mkdir()
    server = Server(tmp_path / "server")
    yield server
    server.kill()


@pytest.fixture
def served(settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("qa_bot.index.lease._SILENCE", 3.0)
    index = settings.index.model_copy(update={"url": server.url})
    ingest = settings.ingest.model_copy(update={"lock_wait_s": 30})
    return settings.model_copy(update={"index": index, "ingest": ingest})


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of ten megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=10m", "tmpfs", folder]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("may not mount")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_bot_whose_server_was_killed_says_so_and_answers_again_when_it_is_back(
    served: Settings, server: Server
) -> None:
    write(served, FERRY)
    responder = Responder.open(served)
    assert "40" in responder.ask(ASKED).text
    server.kill()
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="Chroma server does not answer"):
            responder.ask(ASKED)
    server.start()
    assert "40" in responder.ask(ASKED).text
    write(served, FERRY_2)
    time.sleep(1.1)
    assert "55" in responder.ask(ASKED).text


def test_a_server_killed_while_many_ask_fails_only_with_a_sentence(served: Settings, server: Server) -> None:
    write(served, FERRY)
    responder = Responder.open(served)
    over, failures, answers = threading.Event(), list[Exception](), list[str]()

    def ask() -> None:
        while not over.is_set():
            try:
                answers.append(responder.ask(ASKED).text)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                failures.append(error)
                time.sleep(0.05)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    server.kill()
    time.sleep(0.5)
    server.start()
    before = len(answers)
    try:
        eventually(lambda: len(answers) > before)
    finally:
        over.set()
    for thread in threads:
        thread.join()
    assert {type(error) for error in failures} == {ModelUnavailable}
    assert len(set(answers)) == 1


@pytest.mark.parametrize("moment", [0.05, 0.2, 0.5])
def test_an_ingest_whose_server_was_killed_says_so_and_the_next_completes_it(
    moment: float, served: Settings, server: Server
) -> None:
    articles = [indexed(f"d{n}", f"Ferry {n} sailed.", f"It carried {n} people.") for n in range(300)]
    write(served, FERRY)
    threading.Timer(moment, server.kill).start()
    with pytest.raises(ModelUnavailable, match="Chroma server does not answer"):
        for at in itertools.cycle(range(0, 300, 50)):
            with IndexWriter.open(served) as writer:
                writer.commit(articles[at : at + 50])
    server.start()
    write(served, *articles)
    index = Index.open(served)
    assert index.state().articles == len(index.list_articles()) == 301
    assert index.chunk_count() == 601
    assert Responder.open(served).ask(ASKED).status is Status.ANSWERED


def test_clocks_that_jump_change_nothing(either: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    jumps = itertools.cycle([0.0, 4e9, 1.0, 2e9])
    monkeypatch.setattr("time.time", lambda: next(jumps))
    write(either, FERRY)
    index = Index.open(either)
    for edition in range(3):
        write(either, FERRY_2 if edition % 2 else FERRY)
        while not index.latest.is_current():
            index.refresh()
    assert index.state().articles == 1
    assert index.chunk_count() == 1


def test_a_disk_that_is_full_is_one_sentence_and_loses_nothing(disk: Path, settings: Settings) -> None:
    small = settings.model_copy(update={"index": settings.index.model_copy(update={"path": disk / "index"})})
    write(small, FERRY)
    with pytest.raises(IndexUnavailable, match="disk space") as failure:
        for n in itertools.count():
            write(small, *(indexed(f"d{n}-{i}", f"Rain {n} {i}. " * 400) for i in range(20)))
    assert "\n" not in str(failure.value)
    subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
    assert "40" in Responder.open(small).ask(ASKED).text  # not before: Chroma writes what it reads
    write(small, FERRY_2)
    index = Index.open(small)
    assert index.state().articles == len(index.list_articles())
    assert "55" in Responder.open(small).ask(ASKED).text


def test_an_index_on_a_disk_that_cannot_be_written_is_one_sentence(disk: Path, settings: Settings) -> None:
    fixed = settings.model_copy(update={"index": settings.index.model_copy(update={"path": disk / "index"})})
    write(fixed, FERRY)
    subprocess.run(["mount", "--bind", disk, disk], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", disk], check=True)
    try:
        for opened in (Index.open, IndexWriter.open):
            with pytest.raises(IndexUnavailable, match="permissions") as failure:
                opened(fixed)
            assert "\n" not in str(failure.value)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_bot_that_cannot_write_the_lexical_index_beside_it_says_so(
    disk: Path, server_settings: Settings
) -> None:
    index = server_settings.index.model_copy(update={"path": disk / "index"})
    elsewhere = server_settings.model_copy(update={"index": index})
    write(server_settings, FERRY)
    responder = Responder.open(elsewhere)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert "40" in responder.ask(ASKED).text
    write(server_settings, FERRY_2)
    time.sleep(1.1)
    with pytest.raises(IndexUnavailable, match=r"lexical index in .* cannot be used") as failure:
        responder.ask(ASKED)
    assert "\n" not in str(failure.value)
