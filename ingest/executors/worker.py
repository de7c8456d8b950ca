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
from pathlib import Path
from typing import IO

from ingest.executors.batches import Incoming, Transformed
from ingest.faults import in_words
from ingest.formats import Readers
from qa_bot.errors import QABotError
from qa_bot.models import build_embedder
from qa_bot.settings import Settings

_COMMAND = [sys.executable, "-P", "-m", "ingest.executors.worker"]


class Worker:
    def __init__(self, settings: Settings, readers: Readers) -> None:
        self._settings, self._readers = settings, readers

    def transform(self, batches: Iterator[Sequence[Incoming]]) -> Generator[Transformed, None, None]:
        """The process ends with the iterator, and when this process dies.

        Raises QABotError also where the process is ended from outside.
        """
        pipe, environment = subprocess.PIPE, _same_path()
        try:
            with subprocess.Popen(_COMMAND, stdin=pipe, stdout=pipe, env=environment) as process:
                assert process.stdin and process.stdout
                _send(pickle.dumps((self._settings, self._readers)), process.stdin)
                for batch in batches:
                    _send(batch, process.stdin)
                    for following in batches:
                        done = _received(process.stdout)
                        # Only now: both ends sending would wait for each other.
                        _send(following, process.stdin)
                        yield done
                    yield _received(process.stdout)
        except (EOFError, ConnectionError, pickle.UnpicklingError):
            raise QABotError(
                "The process that parses and embeds was ended from outside; ingest again, and lower "
                "ingest.batch_chunks if memory ran out."
            ) from None


def can_send(readers: Readers) -> bool:
    """Whether another process can have the readers: not those of a script or notebook that is running."""
    try:
        pickle.dumps(readers)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return all(type(reader).__module__ != "__main__" for reader in readers.values())


def _same_path() -> dict[str, str]:
    """The environment of a process that finds the modules that are found here."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}


def _send(what: object, pipe: IO[bytes]) -> None:
    pickle.dump(what, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def _received(pipe: IO[bytes]) -> Transformed:
    done = pickle.load(pipe)
    if isinstance(done, QABotError):
        raise done
    assert isinstance(done, Transformed)
    return done


def _work() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # they come to the whole group; the other process decides
    sys.stdout = sys.stderr  # what a library prints must not come between the results
    with suppress(EOFError, ConnectionError), os.fdopen(0, "rb") as asked, os.fdopen(os.dup(1), "wb") as done:
        try:
            _serve(asked, done)
        except QABotError as error:
            _send(error, done)
        except (EOFError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 — the other process is the one that has somebody to tell
            _send(QABotError(f"The process that parses and embeds failed ({in_words(error)})."), done)


def _serve(asked: IO[bytes], done: IO[bytes]) -> None:
    task = pickle.load(asked)
    from ingest.transformations import Transformations  # while the first batch is made

    batch = pickle.load(asked)
    settings, readers = pickle.loads(task)  # only now may it fail: nobody is sending any more
    transformations = Transformations(settings.ingest.chunk_words, build_embedder(settings), readers)
    while True:
        _send(transformations.run(batch), done)
        batch = pickle.load(asked)


if __name__ == "__main__":
    _work()
