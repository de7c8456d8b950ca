"""The transformations in a second process, at work on the next batch while this one writes.

A thread would not do: Chroma lets no other run while it writes. Knows nothing of the index.
"""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from ingest.batches import Incoming, Outcome
from qa_bot.errors import QaBotError
from qa_bot.models import build_embedder
from qa_bot.settings import Settings


def transform(batches: Iterator[Sequence[Incoming]], settings: Settings) -> Generator[Outcome, None, None]:
    """One outcome a batch, in order. The process ends with the iterator, and when this process dies.

    Raises what the transformations raise, and QaBotError where the process is ended from outside.
    """
    context = get_context("spawn")  # a fork would inherit the locks of Chroma's threads
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there, settings), name="transformations")
    process.start()
    there.close()
    try:
        for batch in batches:
            here.send(batch)
            for following in batches:
                outcome = _received(here)
                here.send(following)  # only now: both ends sending would wait for each other
                yield outcome
            yield _received(here)
    except (EOFError, ConnectionError):
        raise QaBotError(
            "The process that parses and embeds was ended from outside; ingest again, and lower "
            "ingest.batch_chunks if memory ran out."
        ) from None
    finally:
        here.close()
        process.join()


def _received(connection: Connection) -> Outcome:
    outcome = connection.recv()
    if isinstance(outcome, Exception):
        raise outcome
    assert isinstance(outcome, Outcome)
    return outcome


def _work(parent: Connection, settings: Settings) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # they come to the whole group; the parent says when it ends
    from ingest.transformations import Transformations

    with suppress(EOFError, ConnectionError):  # the parent wants no more, or is gone
        batch = parent.recv()
        try:
            transformations = Transformations(settings.ingest.chunk_words, build_embedder(settings))
            while True:
                parent.send(transformations.run(batch))
                batch = parent.recv()
        except QaBotError as error:
            parent.send(error)
