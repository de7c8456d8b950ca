"""The main path of the ingest: find, compare, transform, write, prune, report.

LlamaIndex and the embedder are loaded only when something changed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING

from ingest.dry import DryIndex, NoEmbedder
from ingest.executors import worker
from ingest.executors.batches import Incoming, Outcome, batches
from ingest.executors.ray import Cluster
from ingest.run import IngestReport, Run
from ingest.scan.extent import Extent, Named
from ingest.scan.web.collecting import collect
from qa_bot.index import IndexWriter
from qa_bot.models import Embedder, build_embedder
from qa_bot.settings import Settings

if TYPE_CHECKING:
    from ingest.transformations import Transformations

Progress = Callable[[int], None]  # told how many sources were read since the last call
_MUCH = 250_000  # bytes of the first two batches; less is done before a second process has started


@dataclass(frozen=True, slots=True)
class Options:
    """How one ingest differs from the usual one."""

    prune: bool | None = None  # None: only up to settings.ingest.prune_limit; False: never
    dry_run: bool = False
    rebuild: bool = False


def ingest(
    named: Sequence[Named],
    settings: Settings,
    options: Options = Options(),
    progress: Progress = lambda read: None,
) -> IngestReport:
    """Brings the index to what lies under the paths, and at the addresses, now.

    Raises UsageError for a path that does not exist, before anything is written, and for a rebuild that
    would lose articles, which then changes nothing; IndexUnavailable and its kin; ModelUnavailable when
    the embedder fails: what was committed until then stays.
    """
    return Ingester(settings, options).run(named, progress=progress)


class Ingester:
    """Ingests once or again and again: models stay loaded, and the list of articles while nobody else writes.

    The index is locked during a run only. Once `stop` is set, a run ends after the batches it has begun.
    """

    def __init__(
        self,
        settings: Settings,
        options: Options = Options(),
        stop: Event | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        """With an `embedder` handed in, all is done in this process: another could not load it."""
        self._settings, self._options, self._stop = settings, options, stop or Event()
        self._embedder = embedder
        self._writer: IndexWriter | None = None
        on_cluster = settings.ingest.ray and not (options.dry_run or embedder)
        self._cluster = Cluster(settings) if on_cluster else None

    def run(
        self,
        named: Sequence[Named],
        changed: Sequence[Path] | None = None,
        progress: Progress = lambda read: None,
    ) -> IngestReport:
        """Looks at everything named, or at the paths `changed` alone. Raises as `ingest` does."""
        started = perf_counter()
        extent = Extent.of(named, changed)
        pages = collect(extent.web, self._settings, self._stop, fetch=not self._options.dry_run)
        found = chain(extent.find(self._settings.ingest.max_file_mb), pages.found)
        with self._opened() as index:
            run = Run(index, self._settings, extent, self._stop)
            incoming = batches(run.changes(found, progress), self._settings.ingest)
            with closing(self._outcomes(incoming)) as outcomes:
                for outcome in outcomes:
                    run.write(outcome)
            run.prune(self._options.prune)
            run.conclude(pages.asked)
        self._writer = index if isinstance(index, IndexWriter) else None
        return run.report(perf_counter() - started, dry_run=self._options.dry_run)

    def warm(self) -> None:
        """Loads ahead what the first change would wait for. Raises ModelUnavailable."""
        if self._cluster:
            self._cluster.connect()
        else:
            _ = self._transformations

    def _outcomes(self, incoming: Iterator[list[Incoming]]) -> Generator[Outcome, None, None]:
        """Where there is much to do, a second process does it while this one writes."""
        begun = list(islice(incoming, 2))
        incoming = chain(begun, incoming)
        if self._cluster:
            yield from self._cluster.transform(incoming)
        elif _is_much(begun) and not (self._options.dry_run or self._embedder):
            yield from worker.transform(incoming, self._settings)
        else:
            for batch in incoming:
                yield self._transformations.run(batch)

    def _opened(self) -> IndexWriter | DryIndex:
        last, self._writer = self._writer, None  # one that fails is not used again
        if self._options.dry_run:
            return DryIndex(self._settings, rebuild=self._options.rebuild)
        if last and not self._options.rebuild:
            return last.again()
        return IndexWriter.open(self._settings, rebuild=self._options.rebuild)

    @cached_property
    def _transformations(self) -> Transformations:
        from ingest.transformations import Transformations

        embedder = NoEmbedder() if self._options.dry_run else self._embedder or build_embedder(self._settings)
        return Transformations(self._settings.ingest.chunk_words, embedder)


def _is_much(begun: Sequence[Sequence[Incoming]]) -> bool:
    return len(begun) == 2 and sum(len(incoming.raw) for batch in begun for incoming in batch) >= _MUCH
