"""Running bots while another process writes: nothing stale, nothing mixed, nothing stopped."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from conftest import indexed, write

from qa_bot.errors import IndexUnavailable
from qa_bot.index import Index, Indexed, IndexWriter
from qa_bot.index.connection import connect
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question, Scope, Status

SECONDS = 60 if os.environ.get("QA_BOT_SOAK") else 6
ASKING = 20
FRESH = 2.0  # seconds within which every running bot shows a commit
KEEPERS = "Aldane Brovick Corlett Dorvane Esker Fenwold Garrow Hestley Ingram Jessop".split()
_PROCESSES = multiprocessing.get_context("spawn")


def test_the_trap_an_open_chroma_client_never_sees_what_another_process_wrote(tmp_path: Path) -> None:
    vectors = np.eye(32, dtype=np.float32)
    collection = chromadb.PersistentClient(tmp_path).create_collection("plain", embedding_function=None)
    collection.add(ids=[str(n) for n in range(16)], embeddings=vectors[:16])
    assert nearest(collection, vectors[3]) == "3"

    in_another_process(replace_a_vector, tmp_path, vectors)

    assert collection.get(["3", "30"], include=[])["ids"] == ["30"]
    assert nearest(collection, vectors[30]) != "30"


def test_articles_are_answerable_or_gone_in_a_running_bot_soon_after_their_commit(either: Settings) -> None:
    write(either, *(light(name, 0) for name in KEEPERS))
    responder = Responder.open(either)
    with asked_meanwhile(responder) as failures, another_process(either) as writer:
        changed, new, gone = light("Esker", 1), light("Varnholt", 0), "Garrow.txt"
        writer.send(([changed, new], [gone]))
        writer.recv()
        time.sleep(FRESH)  # of which a bot that is asked all the time needs a part, and an idle one none
        answers = {name: responder.ask(about(name)) for name in ("Esker", "Varnholt", "Garrow")}
    assert failures == []
    assert [one.content_hash for one in answers["Esker"].citations] == [changed.article.content_hash]
    assert [one.content_hash for one in answers["Varnholt"].citations] == [new.article.content_hash]
    assert gone not in {citation.doc for citation in answers["Garrow"].citations}


def test_an_idle_bot_knows_at_the_first_question(either: Settings) -> None:
    write(either, light("Esker", 0))
    responder = Responder.open(either)
    with another_process(either) as writer:
        time.sleep(1.1)  # its snapshot was new enough until now
        writer.send(([light("Esker", 1)], []))
        writer.recv()
    assert editions(responder.ask(about("Esker"))) == {1}


def test_an_index_made_anew_in_the_same_place_is_noticed(either: Settings) -> None:
    write(either, light("Esker", 0))
    responder = Responder.open(without_reranker(either))
    assert editions(responder.ask(about("Esker"))) == {0}
    remove(either)
    with pytest.raises(IndexUnavailable):
        soon(lambda: responder.ask(about("Esker")))
    write(either, light("Esker", 1))
    assert editions(soon(lambda: responder.ask(about("Esker")))) == {1}


def test_an_index_made_anew_between_two_questions_is_noticed(either: Settings) -> None:
    write(either, light("Esker", 0))
    index = Index.open(either)
    assert index.articles(["Esker.txt"])
    remove(either)
    write(either, light("Garrow", 0))
    time.sleep(1.1)
    index.refresh()
    assert [article.id for article in index.list_articles()] == ["Garrow.txt"]


def test_a_question_under_way_keeps_its_snapshot(either: Settings) -> None:
    write(either, light("Esker", 0), light("Garrow", 0))
    index = Index.open(either)
    snapshot = index.latest
    hits = snapshot.lexical.search("Which gulls did keeper Esker count?", 9, Scope())
    write(either, light("Esker", 1))
    while not index.latest.is_current():
        index.refresh()
    assert snapshot.lexical.search("Which gulls did keeper Esker count?", 9, Scope()) == hits
    assert snapshot.state().revision < index.state().revision


def test_a_hit_of_a_version_replaced_meanwhile_stands_for_the_new_one(either: Settings) -> None:
    write(either, light("Esker", 0), light("Garrow", 0))
    snapshot = Index.open(either).latest
    old = light("Esker", 0)
    lexical = snapshot.lexical.search("keeper Esker", 9, Scope())
    near = snapshot.nearest(old.vectors[0], 9, Scope())
    with another_process(either) as writer:
        writer.send(([light("Esker", 1)], []))
        writer.recv()
    for hits in (lexical, near, snapshot.nearest(old.vectors[0], 9, Scope())):
        shown = [passage for passage in snapshot.passages(hits, Scope()) if passage.article.id == "Esker.txt"]
        assert {passage.chunk for passage in shown} == set(light("Esker", 1).chunks)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory as Linux shows it")
def test_renewing_for_long_takes_no_more_memory(settings: Settings) -> None:
    write(settings, *(light(f"{name}{n}", 0) for name in KEEPERS for n in range(30)))
    index = Index.open(settings)
    sizes = []
    for _ in range(12):
        write(settings, light("Esker", len(sizes)))
        while not index.latest.is_current():
            index.refresh()
        sizes.append(memory())
    assert sizes[-1] < sizes[3] + 20_000_000


def test_many_threads_ask_while_articles_are_rewritten(either: Settings) -> None:
    write(either, *(light(name, 0) for name in KEEPERS))
    responder = Responder.open(without_reranker(either))  # more questions, and time for the writer
    process = _PROCESSES.Process(target=rewrite_for_ever, args=(either,), daemon=True)
    process.start()
    end, over = time.monotonic() + SECONDS, threading.Event()
    try:
        with ThreadPoolExecutor(ASKING) as threads:
            runs = [threads.submit(ask_until, over, responder, first) for first in range(ASKING)]
            while not any(run.done() for run in runs):  # by an error
                if time.monotonic() > end and responder.index.state().revision >= 4:
                    break
                time.sleep(0.1)
            over.set()
            seen = set[int]().union(*(run.result() for run in runs))
    finally:
        over.set()
        process.kill()
        process.join()
    assert len(seen) > 1  # they did see it change


def test_many_threads_ask_while_the_index_is_rebuilt(either: Settings) -> None:
    write(either, *(light(name, 0) for name in KEEPERS))
    responder = Responder.open(without_reranker(either))
    with asked_meanwhile(responder) as failures:
        in_another_process(rebuild_twice, either)
    assert failures == []


def remove(settings: Settings) -> None:
    """As by hand, or by a server that lost its disk."""
    if not settings.index.url:
        shutil.rmtree(settings.index.path / "chroma")
        return
    client = connect(settings)
    for collection in client.list_collections():
        if collection.name.startswith(settings.index.name):
            client.delete_collection(collection.name)


def soon(ask: Callable[[], Answer]) -> Answer:
    """The answer of a bot that has had time to look."""
    time.sleep(1.1)
    return ask()


def memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def without_reranker(settings: Settings) -> Settings:
    models = settings.models.model_copy(update={"reranker": "none"})
    return settings.model_copy(update={"models": models})


def light(name: str, edition: int) -> Indexed:
    """An article of two chunks, each of which says which edition it is of."""
    return indexed(f"{name}.txt", *paragraphs(name, edition), title=f"Report of keeper {name}")


def paragraphs(name: str, edition: int) -> tuple[str, str]:
    return (
        f"Keeper {name} counted {edition + 100} gulls at the Larkhaven light on Monday.",
        f"The lamp of keeper {name} burned {edition + 100} litres of oil that week.",
    )


def about(name: str) -> Question:
    return Question(f"How many gulls did keeper {name} count at the Larkhaven light?")


def editions(answer: Answer) -> set[int]:
    """Of what is cited; fails where an article is cited in two versions, or a sentence twice."""
    versions = {citation.doc: citation.content_hash for citation in answer.citations}
    places = {(citation.doc, citation.start) for citation in answer.citations}
    assert all(versions[citation.doc] == citation.content_hash for citation in answer.citations)
    assert len(places) == len(answer.citations)
    return {edition_of(citation.doc, citation.quote, citation.content_hash) for citation in answer.citations}


def edition_of(doc: str, quote: str, content_hash: str) -> int:
    (edition,) = (int(word) - 100 for word in quote.split() if word.isdigit())
    name = doc.removesuffix(".txt")
    text = "\n\n".join(paragraphs(name, edition))
    assert hashlib.sha256(f"Report of keeper {name}\n{text}\nNone".encode()).hexdigest() == content_hash
    return edition


def ask_until(over: threading.Event, responder: Responder, first: int) -> set[int]:
    seen: set[int] = set()
    for n in count(first):
        if over.is_set():
            return seen
        name = KEEPERS[n % len(KEEPERS)]
        answer = responder.ask(about(name))
        assert answer.status is Status.ANSWERED, name
        assert f"{name}.txt" in {citation.doc for citation in answer.citations}
        seen |= editions(answer)
    raise AssertionError


@contextmanager
def asked_meanwhile(responder: Responder) -> Iterator[list[Exception]]:
    """Asks without a pause beside the block, and collects what goes wrong."""
    failures: list[Exception] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                assert editions(responder.ask(about("Aldane"))) == {0}
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
                failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield failures
    finally:
        over.set()
        for thread in threads:
            thread.join()


@contextmanager
def another_process(settings: Settings) -> Iterator[Connection]:
    """A writer that commits the articles and deletes the ids it is sent, and says when it has."""
    ours, theirs = _PROCESSES.Pipe()
    process = _PROCESSES.Process(target=obey, args=(theirs, settings), daemon=True)
    process.start()
    ours.recv()
    yield ours
    process.kill()
    process.join()


def obey(orders: Connection, settings: Settings) -> None:
    orders.send("ready")
    while True:
        new, gone = orders.recv()
        with IndexWriter.open(settings) as writer:
            writer.commit(new)
            writer.delete(gone)
        orders.send("done")


def rewrite_for_ever(settings: Settings) -> None:
    for edition in count(1):
        write(settings, *(light(name, edition) for name in KEEPERS))


def rebuild_twice(settings: Settings) -> None:
    for _ in range(2):
        with IndexWriter.open(settings, rebuild=True) as writer:
            writer.commit([light(name, 0) for name in KEEPERS])


def in_another_process(work: Callable[..., None], *args: object) -> None:
    process = _PROCESSES.Process(target=work, args=args)
    process.start()
    process.join()
    assert process.exitcode == 0


def replace_a_vector(folder: Path, vectors: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    collection = chromadb.PersistentClient(folder).get_collection("plain", embedding_function=None)
    collection.delete(["3"])
    collection.add(ids=["30"], embeddings=vectors[30:31])


def nearest(collection: chromadb.Collection, vector: np.ndarray[Any, np.dtype[np.float32]]) -> str:
    return collection.query(query_embeddings=[vector], n_results=1)["ids"][0][0]
