"""One ingest under way: what it has seen and done.

What changed is found by the hash of the raw bytes, before anything is parsed; bytes that could not be read
as an article before are not tried again.
"""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Event

from ingest.dry import DryIndex, EmbeddingEstimate
from ingest.executors.batches import Transformed
from ingest.formats import storable
from ingest.pruning import Removals, losses, removals
from ingest.scan.extent import Extent
from ingest.scan.identity import Identities
from ingest.scan.source_file import Incoming, Problem, SourceFile, source_hash
from ingest.scan.unread import UnreadFiles
from qa_bot.errors import ArticleError, UsageError
from qa_bot.index import (
    FailedSource,
    Indexed,
    IndexWriter,
    UnreadKind,
    abridged,
    for_head,
    read_failures,
    write_failures,
)
from qa_bot.settings import Settings
from qa_bot.types import Article, Version

_VERSIONS = 20  # earlier ones whose hashes and dates an article keeps


@dataclass(frozen=True, slots=True)
class Failure:
    """One source that did not become an article; its old version, if any, stays in the index."""

    doc: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Doc ids by what happened to them; with a dry run, what would happen."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[Failure, ...]
    unread: tuple[UnreadKind, ...]  # files of kinds that nothing reads
    chunks: int  # embedded
    seconds: float
    notes: tuple[str, ...]  # sentences for the user
    dry_run: bool = False
    embedding: EmbeddingEstimate | None = None  # of a dry run, where a server embeds

    @property
    def nothing_read(self) -> bool:
        """Whether there was something, and all of it failed or was passed over."""
        return bool(self.failed or self.unread) and not (self.added or self.changed or self.unchanged)


class IngestRun:
    def __init__(
        self,
        index: IndexWriter | DryIndex,
        settings: Settings,
        extent: Extent,
        stop: Event,
        unread: UnreadFiles,
    ) -> None:
        self._unread = unread
        self._index, self._settings, self._extent, self._stop = index, settings, extent, stop
        self._known = index.known()
        self._replaced = {article.id: article for article in index.replaced()}
        self._earlier = ChainMap(self._known, self._replaced)
        failed = () if self._replaced else read_failures(settings)  # a rebuild tries everything again
        self._failed_before = {(one.place, one.doc): one for one in failed}
        self._problems: list[Problem] = []
        self._seen: set[str] = set()
        self._places: set[str] = set()
        self._added_bytes: set[str] = set()
        self._moved: list[Article] = []
        self._unchanged: list[str] = []
        self._written: list[str] = []
        self._removals = Removals((), ())
        self._failed: list[FailedSource] = []
        self._chunks = 0

    def changes(
        self, found: Iterable[SourceFile | Problem], progress: Callable[[int], None]
    ) -> Iterator[Incoming]:
        """Yields the sources whose bytes are not those the index was made from."""
        identities = Identities(self._known)
        for source in found:
            if self._stop.is_set():
                return
            progress(1)
            if isinstance(source, Problem):
                self._problems.append(source)
                failed = FailedSource(source.doc, source.reason, source.place, source.source_hash)
                self._failed.append(_storable(failed))
            elif changed := self._compared(identities.named(source)):
                yield changed

    def _compared(self, file: SourceFile) -> Incoming | None:
        self._seen.add(file.doc)
        self._places.add(file.place)
        known = self._known.get(file.doc)
        try:
            raw = file.read()
        except ArticleError as error:
            self._failed.append(FailedSource(file.doc, str(error), file.place))
            return None
        hashed = source_hash(raw)
        if known and known.source_hash == hashed:
            self._unchanged.append(file.doc)
            if (known.path, known.source) != (file.place, file.source):
                self._moved.append(replace(known, path=file.place, source=file.source))
            return None
        if (before := self._failed_before.get((file.place, file.doc))) and before.source_hash == hashed:
            self._failed.append(before)
            return None
        return Incoming(file, raw, known.content_hash if known else "")

    def write(self, batch: Transformed) -> None:
        now = _now()
        stamped = [self._stamped(one, now) for one in batch.indexed]
        renewed = [
            replace(self._known[same.id], source_hash=same.source_hash, pages=same.pages)
            for same in batch.same
        ]
        if stamped:
            self._index.commit(stamped)
        if renewed:
            self._index.update_records(renewed)
        self._written += (one.article.id for one in batch.indexed)
        self._added_bytes |= {
            one.article.source_hash for one in batch.indexed if one.article.id not in self._known
        }
        self._chunks += sum(len(one.chunks) for one in batch.indexed)
        self._unchanged += (same.id for same in batch.same)
        self._failed += map(_storable, batch.failed)

    def _stamped(self, one: Indexed, now: str) -> Indexed:
        """With the time, and the versions that came before."""
        article = one.article
        before = self._earlier.get(article.id) or self._before_renaming(article)
        history = before.history if before else ()
        if before and before.content_hash != article.content_hash:
            history = (*history, _version(before, now))[-_VERSIONS:]
        return replace(one, article=replace(article, ingested_at=now, history=history))

    def _before_renaming(self, article: Article) -> Article | None:
        """The article whose file had these bytes, if it is gone."""
        alike = self._by_bytes.get(article.source_hash, ())
        return next((each for each in alike if each.path and not Path(each.path).exists()), None)

    @cached_property
    def _by_bytes(self) -> dict[str, list[Article]]:
        alike: dict[str, list[Article]] = defaultdict(list)
        for article in self._earlier.values():
            alike[article.source_hash].append(article)
        return alike

    def prune(self, prune: bool | None) -> None:
        if self._stop.is_set():
            return  # what was not seen may only not have been looked at
        limit = None if prune else self._settings.ingest.prune_limit
        if self._replaced:
            self._removals = losses(self._replaced.values(), self._places, limit=limit)
            if self._removals.notes:
                raise UsageError(" ".join(self._removals.notes))
        elif prune is not False:
            self._removals = removals(
                self._known, self._seen, self._problems, self._extent, added=self._added_bytes, limit=limit
            )
            if self._removals.doc_ids:
                self._index.delete(self._removals.doc_ids)

    def conclude(self, asked: Collection[str]) -> None:
        """Writes what the next run and `qa-bot status` need; `asked` are the addresses looked at."""
        if self._moved:
            self._index.update_records(self._moved)
        if isinstance(self._index, DryIndex):
            return
        looked_at = self._extent.looked_at
        kept = (
            one
            for one in self._failed_before.values()
            if self._stop.is_set()
            or not (one.place in self._places or one.place in asked or one.place in looked_at)
        )
        failed = {(one.place, one.doc): one for one in (*kept, *self._failed)}
        if failed != self._failed_before:
            write_failures(self._settings, failed.values())
        is_whole = self._extent.changed is None and not self._stop.is_set()
        unread = for_head(self._unread.kinds()) if is_whole else None
        self._index.note_run(_now(), len(failed), abridged(list(failed.values())), unread)

    def report(self, seconds: float, embedding: EmbeddingEstimate | None = None) -> IngestReport:
        return IngestReport(
            added=tuple(doc for doc in self._written if doc not in self._known),
            changed=tuple(doc for doc in self._written if doc in self._known),
            unchanged=tuple(self._unchanged),
            removed=self._removals.doc_ids,
            failed=tuple(Failure(one.doc, one.reason) for one in self._failed),
            unread=self._unread.kinds(),
            chunks=self._chunks,
            seconds=round(seconds, 3),
            notes=self._notes(),
            dry_run=isinstance(self._index, DryIndex),
            embedding=embedding,
        )

    def _notes(self) -> tuple[str, ...]:
        nothing = not (self._seen or self._failed or self._known or self._stop.is_set())
        found = ("No articles were found there, and none are known.",) if nothing else self._removals.notes
        return (*found, *_unread_note(self._unread.kinds()))


def _unread_note(kinds: Sequence[UnreadKind]) -> tuple[str, ...]:
    """One sentence, where there is something to say."""
    if not kinds:
        return ()
    files = sum(one.files for one in kinds)
    which = "1 file of a kind that is" if files == 1 else f"{files} files of kinds that are"
    return (f"{which} not read: {', '.join(map(str, kinds))}.",)


def _storable(failed: FailedSource) -> FailedSource:
    """A reason may quote what a broken file says."""
    return replace(failed, doc=storable(failed.doc), reason=storable(failed.reason))


def _version(article: Article, replaced_at: str) -> Version:
    return Version(article.content_hash, article.published, article.ingested_at, replaced_at)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
