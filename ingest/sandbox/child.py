"""In the process of a sandbox: does what it is asked, each piece within the limits, until nobody asks.

`python -m ingest.sandbox.child CPU_S MEMORY_MB`
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

import ingest.parsing  # noqa: F401 — what is asked for; loaded while the first files are found
from ingest.formats.faults import in_words, is_fault
from ingest.sandbox.limits import NO_MEMORY, Limits, Refusal, has_grown, limit_memory, limited
from ingest.sandbox.messages import BEGUN, DONE, Failed, Result, Task
from ingest.sandbox.process import obey_parent_alone, pipes


def _serve(limits: Limits, asked: IO[bytes], results: IO[bytes]) -> None:
    while request := pickle.load(asked):
        try:
            task: Task = pickle.loads(request)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 — a reader's module may raise anything when it is imported
            results.write(_pickled(Failed(in_words(error))))
            return
        del request
        for message in _messages(task, limits):
            results.write(message)
            results.flush()


def _messages(task: Task, limits: Limits) -> Iterator[bytes]:
    """Pickled here, so that a result that does not pickle is the fault of its piece."""
    yield _pickled(BEGUN)
    pieces = iter(task.function(task.argument))
    while True:
        try:
            with limited(limits):
                message = _pickled(Result(next(pieces)))
        except StopIteration:
            break
        except MemoryError:
            raise
        except BaseException as error:
            if not is_fault(error):
                raise
            message = _pickled(Result(Refusal.of_fault(error)))
        yield message
        if task.is_divisible and has_grown(limits):
            sys.exit()  # the next piece is for a new process: some libraries do not say that memory is short
    yield _pickled(DONE)


def _pickled(message: object) -> bytes:
    return pickle.dumps(message, pickle.HIGHEST_PROTOCOL)


def main() -> None:
    obey_parent_alone()
    limits = Limits(*map(float, sys.argv[1:]))
    limit_memory(limits)
    asked, results = pipes()
    try:
        with suppress(EOFError, ConnectionError), results:
            _serve(limits, asked, results)
    except MemoryError:
        os._exit(NO_MEMORY)  # what is left may be too little for the next piece, and for an orderly end


if __name__ == "__main__":
    main()
