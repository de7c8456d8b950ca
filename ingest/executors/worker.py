"""The transformations in a second process, at work on the next batch while this one writes.

A thread would not do: Chroma lets no other run while it writes. Not multiprocessing either, which would run
the caller's own script again. Knows nothing of the index.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import IO

from ingest.executors.batches import Incoming, Outcome
from qa_bot.errors import QaBotError
from qa_bot.models import build_embedder
from qa_bot.settings import Settings

_COMMAND = [sys.executable, "-m", "ingest.executors.worker"]


def transform(batches: Iterator[Sequence[Incoming]], settings: Settings) -> Generator[Outcome, None, None]:
    """One outcome a batch, in order. The process ends with the iterator, and when this process dies.

    Raises what the transformations raise, and QaBotError where the process is ended from outside.
    """
    try:
        with subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin and process.stdout
            _send(settings, process.stdin)
            for batch in batches:
                _send(batch, process.stdin)
                for following in batches:
                    outcome = _received(process.stdout)
                    _send(following, process.stdin)  # only now: both ends sending would wait for each other
                    yield outcome
                yield _received(process.stdout)
    except (EOFError, ConnectionError, pickle.UnpicklingError):
        raise QaBotError(
            "The process that parses and embeds was ended from outside; ingest again, and lower "
            "ingest.batch_chunks if memory ran out."
        ) from None


def _send(what: object, pipe: IO[bytes]) -> None:
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _received(pipe: IO[bytes]) -> Outcome:
    outcome = pickle.load(pipe)
    if isinstance(outcome, QaBotError):
        raise outcome
    assert isinstance(outcome, Outcome)
    return outcome


def _work() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # they come to the whole group; the other process decides
    sys.stdout = sys.stderr  # what a library prints must not come between the outcomes
    with suppress(EOFError, ConnectionError), os.fdopen(0, "rb") as asked, os.fdopen(os.dup(1), "wb") as done:
        settings = pickle.load(asked)
        from ingest.transformations import Transformations

        batch = pickle.load(asked)
        try:
            transformations = Transformations(settings.ingest.chunk_words, build_embedder(settings))
            while True:
                _send(transformations.run(batch), done)
                batch = pickle.load(asked)
        except QaBotError as error:
            _send(error, done)


if __name__ == "__main__":
    _work()
