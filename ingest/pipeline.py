"""The main path of the ingest: find, compare, transform, write, prune, report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from threading import Event
from time import perf_counter

from ingest.dry import DryIndex, NoEmbedder
from ingest.executors.batches import Executor, batches
from ingest.executors.local import Local
from ingest.executors.ray import Cluster
from ingest.executors.worker import Worker
from ingest.formats import READERS, Readers, check_suffixes
from ingest.run import IngestReport, IngestRun
from ingest.sandbox import Limits
from ingest.sandbox.process import can_send
from ingest.scan.extent import Extent, Named
from ingest.scan.source_file import Incoming
from ingest.scan.splitting import Splitter
from ingest.scan.unread import UnreadFiles
from ingest.scan.web.collecting import collect
from qa_bot.index import IndexWriter, read_failures
from qa_bot.models import Embedder
from qa_bot.settings import Settings

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
    readers: Readers = READERS,
) -> IngestReport:
    """Brings the index to what lies under the paths, and at the addresses, now.

    `readers` say by suffix which files are articles, and read them: `{**READERS, ".fb2": Fb2Reader()}`.

    Raises UsageError for a path that does not exist, before anything is written, and for a rebuild that
    would lose articles, which then changes nothing; IndexUnavailable and its kin; ModelUnavailable when
    the embedder fails: what was committed until then stays.
    """
    return Ingester(settings, options, readers=readers).run(named, progress=progress)


class Ingester:
    """Ingests once or again and again: models stay loaded, and the list of articles while nobody else writes.

    The index is locked during a run only. Once `stop` is set, a run ends after the batches it has begun.
    """

    def __init__(
        self,
        settings: Settings,
        options: Options = Options(),
        stop: Event | None = None,
        readers: Readers = READERS,
        embedder: Embedder | None = None,
    ) -> None:
        """With an `embedder` handed in, all is done in this process: another could not load it."""
        check_suffixes(readers)
        self._settings, self._options, self._readers = settings, options, readers
        self._stop = stop or Event()
        self._writer: IndexWriter | None = None
        self._counting = NoEmbedder() if options.dry_run else None
        given = self._counting or embedder
        self._local = Local(settings, readers, given)
        self._may_leave = given is None and can_send(readers)
        self._cluster = Cluster(settings, readers) if settings.ingest.ray and given is None else None

    def run(
        self,
        named: Sequence[Named],
        changed: Sequence[Path] | None = None,
        progress: Progress = lambda read: None,
    ) -> IngestReport:
        """Looks at everything named, or at the paths `changed` alone. Raises as `ingest` does."""
        started = perf_counter()
        extent = Extent.of(named, changed)
        fetch = not self._options.dry_run
        pages = collect(extent.web, self._settings, self._readers, self._stop, fetch=fetch)
        unread = UnreadFiles()
        limit, own = self._settings.ingest.max_file_mb, self._settings.index.path.resolve()
        failed = () if self._options.rebuild else read_failures(self._settings)
        splitter = Splitter(Limits.of(self._settings.ingest), failed)
        files = extent.find(limit, self._readers, own, unread.note, splitter.parts_of)
        found = chain(files, pages.found)
        with self._opened() as index:
            run = IngestRun(index, self._settings, extent, self._stop, unread)
            incoming = batches(run.changes(found, progress), self._settings.ingest)
            begun = list(islice(incoming, 2))
            with closing(self._executor(begun).transform(chain(begun, incoming))) as transformed:
                for batch in transformed:
                    run.write(batch)
            run.prune(self._options.prune)
            run.conclude(pages.asked)
        self._writer = index if isinstance(index, IndexWriter) else None
        estimate = self._counting.estimate(self._settings) if self._counting else None
        return run.report(perf_counter() - started, estimate)

    def warm(self) -> None:
        """Loads ahead what the first change would wait for. Raises ModelUnavailable."""
        (self._cluster or self._local).connect()

    def _executor(self, begun: Sequence[Sequence[Incoming]]) -> Executor:
        """Where there is much to do, a second process does it while this one writes."""
        if self._cluster:
            return self._cluster
        if self._may_leave and _is_much(begun):
            return Worker(self._settings, self._readers)
        return self._local

    def _opened(self) -> IndexWriter | DryIndex:
        last, self._writer = self._writer, None  # one that fails is not used again
        if self._options.dry_run:
            return DryIndex(self._settings, rebuild=self._options.rebuild)
        if last and not self._options.rebuild:
            return last.again()
        return IndexWriter.open(self._settings, rebuild=self._options.rebuild)


def _is_much(begun: Sequence[Sequence[Incoming]]) -> bool:
    return len(begun) == 2 and sum(len(incoming.raw) for batch in begun for incoming in batch) >= _MUCH
