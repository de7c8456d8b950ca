"""The transformations in this process: for a few changes, and for dry runs.

LlamaIndex and the embedder are loaded with the first batch, and stay.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ingest.executors.batches import Transformed
from ingest.formats import Readers
from ingest.sandbox import Limits, Sandbox
from ingest.sandbox.process import can_send
from ingest.scan.source_file import Incoming
from qa_bot.models import Embedder, build_embedder
from qa_bot.settings import Settings

if TYPE_CHECKING:
    from ingest.transformations import Transformations


class Local:
    def __init__(self, settings: Settings, readers: Readers, embedder: Embedder | None = None) -> None:
        """Without an `embedder`, the one that the settings name."""
        self._settings, self._readers, self._embedder = settings, readers, embedder

    def transform(self, batches: Iterator[Sequence[Incoming]]) -> Generator[Transformed, None, None]:
        for batch in batches:
            yield self._transformations.run(batch)

    def connect(self) -> None:
        """Loads ahead what the first batch would wait for. Raises ModelUnavailable."""
        _ = self._transformations

    @cached_property
    def _transformations(self) -> Transformations:
        ingest = self._settings.ingest
        sandbox = Sandbox(Limits.of(ingest)) if can_send(self._readers) else None
        from ingest.transformations import Transformations  # while the sandbox starts

        embedder = self._embedder or build_embedder(self._settings)
        return Transformations(ingest.chunk_words, embedder, self._readers, sandbox)
