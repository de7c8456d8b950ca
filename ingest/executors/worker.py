"""The transformations in a second process, at work on the next batch while this one writes.

A thread would not do: Chroma lets no other run while it writes. Knows nothing of the index.
"""

from __future__ import annotations

import pickle
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from typing import IO

from ingest.executors.batches import Transformed
from ingest.formats import Readers
from ingest.formats.faults import in_words
from ingest.sandbox import Limits, Sandbox
from ingest.sandbox.process import obey_parent_alone, pipes, send, started
from ingest.scan.source_file import Incoming
from qa_bot.errors import QABotError
from qa_bot.models import build_embedder
from qa_bot.settings import Settings

_MODULE = "ingest.executors.worker"


class Worker:
    def __init__(self, settings: Settings, readers: Readers) -> None:
        self._settings, self._readers = settings, readers

    def transform(self, batches: Iterator[Sequence[Incoming]]) -> Generator[Transformed, None, None]:
        """The process ends with the iterator, and when this process dies.

        Raises QABotError also where the process is ended from outside.
        """
        try:
            with started(_MODULE) as process:
                assert process.stdin and process.stdout
                task = pickle.dumps((self._settings, self._readers))
                send((Limits.of(self._settings.ingest), task), process.stdin)
                try:
                    for batch in batches:
                        send(batch, process.stdin)
                        for following in batches:
                            done = _received(process.stdout)
                            # Only now: both ends sending would wait for each other.
                            send(following, process.stdin)
                            yield done
                        yield _received(process.stdout)
                finally:
                    process.kill()  # what it is still at is wanted by nobody
        except (EOFError, ConnectionError, pickle.UnpicklingError):
            raise QABotError(
                "The process that parses and embeds was ended from outside; ingest again, and lower "
                "ingest.batch_chunks if memory ran out."
            ) from None


def _received(pipe: IO[bytes]) -> Transformed:
    done = pickle.load(pipe)
    if isinstance(done, QABotError):
        raise done
    assert isinstance(done, Transformed)
    return done


def _work() -> None:
    obey_parent_alone()
    asked, done = pipes()
    with suppress(EOFError, ConnectionError), done:
        try:
            _serve(asked, done)
        except QABotError as error:
            send(error, done)
        except (EOFError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 — the other process is the one that has somebody to tell
            send(QABotError(f"The process that parses and embeds failed ({in_words(error)})."), done)


def _serve(asked: IO[bytes], done: IO[bytes]) -> None:
    limits, task = pickle.load(asked)
    sandbox = Sandbox(limits)
    from ingest.transformations import Transformations  # while the first batch is made

    batch = pickle.load(asked)
    settings, readers = pickle.loads(task)  # only now may it fail: nobody is sending any more
    transformations = Transformations(settings.ingest.chunk_words, build_embedder(settings), readers, sandbox)
    while True:
        send(transformations.run(batch), done)
        batch = pickle.load(asked)


if __name__ == "__main__":
    _work()
