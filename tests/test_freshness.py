"""Running bots after another process wrote: nothing stale, nothing mixed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from support.editions import (
    NAMES,
    about,
    another_process,
    asked_meanwhile,
    editions,
    in_another_process,
    report,
)
from support.indexed import without_models, write
from support.waiting import eventually

from qa_bot.errors import IndexUnavailable
from qa_bot.index import Index
from qa_bot.index.connection import connect
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Scope

# Seconds within which every running bot shows a commit; more where others keep the machine busy.
FRESH = 2.0 if os.environ.get("QA_BOT_SOAK") else 20.0


def test_the_trap_an_open_chroma_client_never_sees_what_another_process_wrote(tmp_path: Path) -> None:
    vectors = np.eye(32, dtype=np.float32)
    collection = chromadb.PersistentClient(tmp_path).create_collection("plain", embedding_function=None)
    collection.add(ids=[str(n) for n in range(16)], embeddings=vectors[:16])
    assert nearest(collection, vectors[3]) == "3"

    in_another_process(replace_a_vector, tmp_path, vectors)

    assert collection.get(["3", "30"], include=[])["ids"] == ["30"]
    assert nearest(collection, vectors[30]) != "30"


def test_articles_are_answerable_or_gone_in_a_running_bot_soon_after_their_commit(either: Settings) -> None:
    write(either, *(report(name, 0) for name in NAMES))
    responder = Responder.open(either)
    with asked_meanwhile(responder) as failures, another_process(either) as writer:
        changed, new, gone = report("Esker", 1), report("Varnholt", 0), "Garrow.txt"
        writer.send(([changed, new], [gone]))
        writer.recv()
        eventually(lambda: editions(responder.ask(about("Esker"))) == {1}, FRESH)
        answers = {name: responder.ask(about(name)) for name in ("Esker", "Varnholt", "Garrow")}
    assert failures == []
    assert [one.content_hash for one in answers["Esker"].citations] == [changed.article.content_hash]
    assert [one.content_hash for one in answers["Varnholt"].citations] == [new.article.content_hash]
    assert gone not in {citation.doc for citation in answers["Garrow"].citations}


def test_an_idle_bot_knows_at_the_first_question(either: Settings) -> None:
    write(either, report("Esker", 0))
    responder = Responder.open(either)
    with another_process(either) as writer:
        time.sleep(1.1)  # its snapshot was new enough until now
        writer.send(([report("Esker", 1)], []))
        writer.recv()
    assert editions(responder.ask(about("Esker"))) == {1}


def test_an_index_made_anew_in_the_same_place_is_noticed(either: Settings) -> None:
    write(either, report("Esker", 0))
    responder = Responder.open(without_models(either))
    assert editions(responder.ask(about("Esker"))) == {0}
    remove(either)
    with pytest.raises(IndexUnavailable):
        soon(lambda: responder.ask(about("Esker")))
    write(either, report("Esker", 1))
    assert editions(soon(lambda: responder.ask(about("Esker")))) == {1}


def test_an_index_made_anew_between_two_questions_is_noticed(either: Settings) -> None:
    write(either, report("Esker", 0))
    index = Index.open(either)
    assert index.articles(["Esker.txt"])
    remove(either)
    write(either, report("Garrow", 0))
    time.sleep(1.1)
    index.refresh()
    assert [article.id for article in index.list_articles()] == ["Garrow.txt"]


def test_a_question_under_way_keeps_its_snapshot(either: Settings) -> None:
    write(either, report("Esker", 0), report("Garrow", 0))
    index = Index.open(either)
    snapshot = index.latest
    hits = snapshot.lexical.search("Which gulls did keeper Esker count?", 9, Scope())
    write(either, report("Esker", 1))
    while not index.latest.is_current():
        index.refresh()
    assert snapshot.lexical.search("Which gulls did keeper Esker count?", 9, Scope()) == hits
    assert snapshot.state().revision < index.state().revision


def test_a_hit_of_a_version_replaced_meanwhile_stands_for_the_new_one(either: Settings) -> None:
    write(either, report("Esker", 0), report("Garrow", 0))
    snapshot = Index.open(either).latest
    old = report("Esker", 0)
    lexical = snapshot.lexical.search("keeper Esker", 9, Scope())
    near = snapshot.nearest(old.vectors[0], 9, Scope())
    with another_process(either) as writer:
        writer.send(([report("Esker", 1)], []))
        writer.recv()
    for hits in (lexical, near, snapshot.nearest(old.vectors[0], 9, Scope())):
        shown = [passage for passage in snapshot.passages(hits, Scope()) if passage.article.id == "Esker.txt"]
        assert {passage.chunk for passage in shown} == set(report("Esker", 1).chunks)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory as Linux shows it")
def test_renewing_for_long_takes_no_more_memory(settings: Settings) -> None:
    write(settings, *(report(f"{name}{n}", 0) for name in NAMES for n in range(30)))
    index = Index.open(settings)
    sizes = []
    for _ in range(12):
        write(settings, report("Esker", len(sizes)))
        while not index.latest.is_current():
            index.refresh()
        sizes.append(memory())
    assert min(sizes[9:]) < max(sizes[2:5]) + 20_000_000


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


def replace_a_vector(folder: Path, vectors: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    collection = chromadb.PersistentClient(folder).get_collection("plain", embedding_function=None)
    collection.delete(["3"])
    collection.add(ids=["30"], embeddings=vectors[30:31])


def nearest(collection: chromadb.Collection, vector: np.ndarray[Any, np.dtype[np.float32]]) -> str:
    return collection.query(query_embeddings=[vector], n_results=1)["ids"][0][0]
