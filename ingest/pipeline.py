"""The main path of the ingest: find, compare, transform, write, prune, report.

What changed is found by the hash of the raw bytes, before anything is parsed; LlamaIndex is imported only
when something did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from ingest.batches import Incoming, batches
from ingest.dry import DryIndex, NoEmbedder
from ingest.identity import Identities
from ingest.pruning import Removals, losses, removals
from ingest.report import Failure, IngestReport
from ingest.sources import Problem, SourceFile, find, source_hash
from qa_bot.errors import ArticleError, UsageError
from qa_bot.index import IndexWriter
from qa_bot.models import build_embedder
from qa_bot.settings import Settings

if TYPE_CHECKING:
    from ingest.transformations import Transformations

Progress = Callable[[int], None]  # told how many sources were read since the last call


@dataclass(frozen=True, slots=True)
class Options:
    """How one ingest differs from the usual one."""

    prune: bool | None = None  # None: only up to settings.ingest.prune_limit; False: never
    dry_run: bool = False
    rebuild: bool = False


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    options: Options = Options(),
    progress: Progress = lambda read: None,
) -> IngestReport:
    """Brings the index to what lies under `paths` now.

    Raises UsageError for a path that does not exist, before anything is written, and for a rebuild that
    would lose articles, which then changes nothing; IndexUnavailable and its kin; ModelUnavailable when
    the embedder fails: what was committed until then stays.
    """
    started = perf_counter()
    found = find(paths, settings.ingest.max_file_mb)
    with _open(settings, options) as index:
        run = _Run(index, settings)
        for batch in batches(run.changes(found, progress), settings.ingest):
            run.write(batch)
        run.prune(paths, options.prune)
    return run.report(perf_counter() - started, options.dry_run)


def _open(settings: Settings, options: Options) -> IndexWriter | DryIndex:
    if options.dry_run:
        return DryIndex(settings, rebuild=options.rebuild)
    return IndexWriter.open(settings, rebuild=options.rebuild)


class _Run:
    """One ingest under way: what it has seen and done."""

    def __init__(self, index: IndexWriter | DryIndex, settings: Settings) -> None:
        self._index = index
        self._settings = settings
        self._known = index.known()
        self._problems: list[Problem] = []
        self._seen: set[str] = set()
        self._places: set[str] = set()
        self._unchanged: list[str] = []
        self._written: list[str] = []
        self._removals = Removals((), ())
        self._failed: list[Failure] = []
        self._chunks = 0

    def changes(self, found: Iterable[SourceFile | Problem], progress: Progress) -> Iterator[Incoming]:
        """Yields the sources whose bytes are not those the index was made from."""
        identities = Identities(self._known)
        for source in found:
            progress(1)
            if isinstance(source, Problem):
                self._problems.append(source)
                self._failed.append(Failure(source.doc, source.reason))
            elif changed := self._compared(identities.named(source)):
                yield changed

    def _compared(self, file: SourceFile) -> Incoming | None:
        self._seen.add(file.doc)
        self._places.add(file.place)
        known = self._known.get(file.doc)
        try:
            raw = file.read()
        except ArticleError as error:
            self._failed.append(Failure(file.doc, str(error)))
            return None
        if known and known.source_hash == source_hash(raw):
            self._unchanged.append(file.doc)
            return None
        return Incoming(file, raw, known.content_hash if known else "")

    def write(self, batch: Sequence[Incoming]) -> None:
        outcome = self._transformations.run(batch)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        stamped = [replace(one, article=replace(one.article, ingested_at=now)) for one in outcome.indexed]
        renewed = [replace(self._known[same.id], source_hash=same.source_hash) for same in outcome.same]
        if stamped:
            self._index.commit(stamped)
        if renewed:
            self._index.update_records(renewed)
        self._written += (one.article.id for one in outcome.indexed)
        self._chunks += sum(len(one.chunks) for one in outcome.indexed)
        self._unchanged += (same.id for same in outcome.same)
        self._failed += outcome.failed

    @cached_property
    def _transformations(self) -> Transformations:
        """Built for the first change: an unchanged folder pays for no model and no LlamaIndex."""
        from ingest.transformations import Transformations

        dry = isinstance(self._index, DryIndex)
        embedder = NoEmbedder() if dry else build_embedder(self._settings)
        return Transformations(self._settings.ingest.chunk_words, embedder)

    def prune(self, paths: Sequence[Path], prune: bool | None) -> None:
        limit = None if prune else self._settings.ingest.prune_limit
        if replaced := self._index.replaced():
            self._removals = losses(replaced, self._places, limit=limit)
            if self._removals.notes:
                raise UsageError(" ".join(self._removals.notes))
        elif prune is not False:
            self._removals = removals(self._known, self._seen, self._problems, paths, limit=limit)
            if self._removals.doc_ids:
                self._index.delete(self._removals.doc_ids)

    def report(self, seconds: float, dry_run: bool) -> IngestReport:
        return IngestReport(
            added=tuple(doc for doc in self._written if doc not in self._known),
            changed=tuple(doc for doc in self._written if doc in self._known),
            unchanged=tuple(self._unchanged),
            removed=self._removals.doc_ids,
            failed=tuple(self._failed),
            chunks=self._chunks,
            seconds=round(seconds, 3),
            notes=self._notes(),
            dry_run=dry_run,
        )

    def _notes(self) -> tuple[str, ...]:
        nothing = not (self._seen or self._failed or self._known)
        return ("No articles were found there, and none are known.",) if nothing else self._removals.notes
