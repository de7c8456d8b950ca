"""What goes into the transformations and what comes out of them, a batch at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.scan.source_file import Incoming
from qa_bot.index import FailedSource, Indexed
from qa_bot.settings import IngestSettings
from qa_bot.types import Article

_BYTES_A_WORD = 6  # of plain text; other kinds are overestimated, which makes a batch smaller


@dataclass(frozen=True, slots=True)
class Transformed:
    """What became of a batch."""

    indexed: tuple[Indexed, ...] = ()
    # Other bytes, the content of the index: only the record's source_hash is new.
    same: tuple[Article, ...] = ()
    failed: tuple[FailedSource, ...] = ()

    def __add__(self, other: Transformed) -> Transformed:
        return Transformed(self.indexed + other.indexed, self.same + other.same, self.failed + other.failed)


class Executor(Protocol):
    """Somewhere to run the transformations."""

    def transform(self, batches: Iterator[Sequence[Incoming]]) -> Generator[Transformed, None, None]:
        """One result a batch, in order; a source that fails is among the results.

        Raises QABotError where the run cannot go on: ModelUnavailable if there is no embedder.
        """


def batches(changes: Iterable[Incoming], settings: IngestSettings) -> Iterator[list[Incoming]]:
    """Lists of sources that make about `batch_chunks` chunks: what is in memory at a time."""
    batch: list[Incoming] = []
    size = 0
    for incoming in changes:
        batch.append(incoming)
        size += 1 + len(incoming.raw) // (_BYTES_A_WORD * settings.chunk_words)
        if size >= settings.batch_chunks:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
