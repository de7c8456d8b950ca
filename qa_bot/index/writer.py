"""The commit protocol: chunks, then the record that makes them visible, then the old version's chunks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

from qa_bot.errors import IndexUnavailable
from qa_bot.index.chroma import Store
from qa_bot.index.connection import explained
from qa_bot.index.lexical import LexicalIndex, version_of
from qa_bot.index.lock import WriterLock, writer_lock
from qa_bot.index.records import SCHEMA, Head, Indexed
from qa_bot.index.snapshot import entry, lexical_folder, lexical_index
from qa_bot.settings import Settings
from qa_bot.types import Article, as_number


class IndexWriter:
    """The one writer. A crash at any moment leaves each article in its whole old or whole new version.

    Leaving its `with` block without an error publishes the last revision, or puts the rebuilt index in
    the old one's place.
    """

    def __init__(
        self,
        settings: Settings,
        lock: WriterLock,
        store: Store,
        *,
        live: bool,
        replaced: Sequence[Article] = (),
    ) -> None:
        self._settings, self._lock, self._store, self._live = settings, lock, store, live
        self._head = store.head
        self._known = {article.id: article for article in store.listing()}
        self._replaced = replaced
        self._changed = self._head.dirty or not live
        if self._head.dirty:
            self._sweep()
        self._lexical = lexical_index(settings, store, after_crash=self._head.dirty)

    @classmethod
    @explained()
    def open(cls, settings: Settings, *, rebuild: bool = False) -> IndexWriter:
        """Cleans up after a run that crashed.

        Raises IndexLocked, IndexUnavailable, ModelUnavailable (no server) and, unless it rebuilds,
        IndexMismatch.
        """
        lock = writer_lock(settings)
        try:
            replaced = _in_use(settings) if rebuild else ()
            store = Store.create(settings) if rebuild else _current(settings)
            return cls(settings, lock, store, live=not rebuild, replaced=replaced)
        except BaseException:
            lock.release()
            raise

    @explained()
    def again(self) -> IndexWriter:
        """The writer for another block: this one, at once, where nobody else wrote since it was left."""
        lock = writer_lock(self._settings)
        try:
            if not self._head.dirty and self._store.read_head() == self._head:
                self._lock, self._changed = lock, False
                return self
        except BaseException:
            lock.release()
            raise
        lock.release()
        return IndexWriter.open(self._settings)

    def __enter__(self) -> Self:
        return self

    @explained()
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and self._changed:
                self._finish()
            elif error is None and self._head != self._store.head:
                self._store.publish(self._head)
        finally:
            self._lock.release()

    def known(self) -> dict[str, Article]:
        """The article records by id, without their texts."""
        return dict(self._known)

    def replaced(self) -> Sequence[Article]:
        """What a rebuild takes the place of, without texts; nothing where it cannot be read any more."""
        return self._replaced

    @explained()
    def commit(self, batch: Sequence[Indexed]) -> None:
        """Writes one version of each article."""
        if not batch:
            return
        self._begin(batch[0].lead.shape[-1])
        new = {one.article.id: replace(one.article, text="") for one in batch}
        old = [self._known[id] for id in new.keys() & self._known.keys()]
        outdated = [article for article in old if article.content_hash != new[article.id].content_hash]
        self._store.put_chunks(batch)
        self._known |= new
        self._advance(left=old, remove=list(new.values()), add=batch)
        self._store.put_articles(batch, self._head.revision)
        self._drop_versions(outdated)

    @explained()
    def update_records(self, articles: Sequence[Article]) -> None:
        """Replaces what is not content: where the article came from and when it was read."""
        if articles:
            self._begin(self._head.dimension)
        self._store.update_articles(articles)
        self._known |= {article.id: replace(article, text="") for article in articles}

    @explained()
    def delete(self, doc_ids: Sequence[str]) -> None:
        """Removes articles: first the records, which hides their chunks."""
        gone = [self._known[id] for id in doc_ids if id in self._known]
        if not gone:
            return
        self._begin(self._head.dimension)
        self._known = {id: self._known[id] for id in self._known.keys() - set(doc_ids)}
        self._head = replace(self._head, removed=self._head.revision + 1)
        self._advance(left=gone)
        self._store.delete_articles([article.id for article in gone])
        self._drop_versions(gone)

    def note_run(self, ended_at: str, failed: int, failures: str = "", unread: str | None = None) -> None:
        """What the head tells of the latest ingest; published when the block is left. `unread` may stay."""
        unread = self._head.unread if unread is None else unread
        self._head = replace(
            self._head, ingested_at=ended_at, failed=failed, failures=failures, unread=unread
        )

    def _begin(self, dimension: int) -> None:
        """Marks the index as being written, so that a run after a crash knows to clean up."""
        self._lock.check()
        self._head.check_dimension(dimension)
        self._changed = True
        if not self._head.dirty:
            self._replace_head(replace(self._head, dirty=True, dimension=dimension))

    def _advance(
        self,
        *,
        left: Sequence[Article] = (),
        remove: Sequence[Article] = (),
        add: Sequence[Indexed] = (),
        dirty: bool = True,
    ) -> None:
        """Raises the revision before the records follow: whoever sees a record can then see its chunks.

        The lexical index goes first, so that no reader finds it behind and sets about it too.
        """
        revision = self._head.revision + 1
        self._lexical.update(
            since=self._head.revision,
            revision=revision,
            remove=[version_of(article) for article in remove],
            add=(entry(one.article, chunk) for one in add for chunk in one.chunks),
        )
        newest = max(self._head.newest, _newest(one.article for one in add))
        # Only where it may have left: looking over a million articles at each commit takes long.
        if not dirty or 0 < newest == _newest(left):
            newest = _newest(self._known.values())
        counted = replace(self._head, articles=len(self._known), newest=newest)
        self._replace_head(replace(counted, revision=revision, dirty=dirty))

    def _replace_head(self, head: Head) -> None:
        self._head = head
        self._lock.check()
        if self._live:
            self._store.publish(head)

    def _drop_versions(self, outdated: Sequence[Article]) -> None:
        if not outdated:
            return
        versions = {version_of(article) for article in outdated}
        chunks = self._store.chunks_of([article.id for article in outdated])
        self._store.delete_chunks([chunk.id for chunk in chunks if version_of(chunk) in versions])
        revision = self._head.revision
        self._lexical.update(since=revision, revision=revision, remove=versions)

    def _sweep(self) -> None:
        """Deletes what a crashed run wrote without a record, or left behind of an old version."""
        visible = {version_of(article) for article in self._known.values()}
        chunks = self._store.all_chunks()
        self._store.delete_chunks([chunk.id for chunk in chunks if version_of(chunk) not in visible])

    def _finish(self) -> None:
        self._live = True
        self._advance(dirty=False)
        _drop_other_generations(self._settings, self._store)


def _newest(articles: Iterable[Article]) -> int:
    return max((as_number(article.published) for article in articles), default=0)


def _current(settings: Settings) -> Store:
    """The generation in use, or the first one."""
    store = Store.open(settings)
    if store:
        store.head.check(settings)
    else:
        store = Store.create(settings)
        store.publish(store.head)
    _drop_other_generations(settings, store)
    return store


def _in_use(settings: Settings) -> Sequence[Article]:
    """The articles readers see now; none of an index so damaged or old that a rebuild is its repair."""
    try:
        with explained():
            store = Store.open(settings)
            return list(store.listing()) if store and store.head.schema == SCHEMA else ()
    except IndexUnavailable:
        return ()


def _drop_other_generations(settings: Settings, store: Store) -> None:
    for id in store.drop_other_generations():
        LexicalIndex.delete(lexical_folder(settings, id))
