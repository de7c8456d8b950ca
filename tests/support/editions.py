"""Reports in numbered editions, and the bots and writers that read and replace them at the same time."""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from qa_bot.index import Indexed, IndexWriter
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Answer, Question
from support.indexed import indexed

NAMES = "Aldane Brovick Corlett Dorvane Esker Fenwold Garrow Hestley Ingram Jessop".split()
PROCESSES = multiprocessing.get_context("spawn")


def report(name: str, edition: int) -> Indexed:
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
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=obey, args=(theirs, settings), daemon=True)
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


def in_another_process(work: Callable[..., None], *args: object) -> None:
    process = PROCESSES.Process(target=work, args=args)
    process.start()
    process.join()
    assert process.exitcode == 0
