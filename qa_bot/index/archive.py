"""An index into one file and out of one.

Both ways go article by article: an index of any size takes the memory of one batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from qa_bot.errors import IndexMismatch, IndexMissing, UsageError
from qa_bot.index.archive_file import IDENTITY, Contents, Reader, created, opened, write
from qa_bot.index.chroma import Store
from qa_bot.index.connection import explained
from qa_bot.index.lock import writer_lock
from qa_bot.index.records import Head, Indexed
from qa_bot.index.writer import IndexWriter
from qa_bot.settings import Settings

_BATCH = 1000  # chunks committed together


@explained()
def export_index(settings: Settings, path: Path) -> Contents:
    """Writes the index as it is between two ingests: it is locked meanwhile, as by an ingest.

    Raises IndexMissing, IndexLocked, UsageError if the file cannot be written.
    """
    _opened_store(settings)  # before the lock, which makes the folder of an index
    lock = writer_lock(settings)
    try:
        store = _opened_store(settings)
        with created(path) as file:
            ids = sorted(article.id for article in store.listing())
            contents = write(file, store.head, store.whole(ids))
            lock.check()
        return contents
    finally:
        lock.release()


def import_index(settings: Settings, path: Path, *, replace: bool = False) -> Contents:
    """Builds an index from the file beside the present one, whose place it takes once all was checked.

    Raises UsageError for a file that is damaged or none of ours, and where there are articles already,
    unless it may `replace` them; IndexMismatch where the settings ask for another kind of index; IndexLocked.
    """
    if not replace:
        _check_empty(settings)
    with opened(path) as file:
        reader = Reader(path, file)
        _check_identity(reader.head, settings)
        with IndexWriter.open(settings, rebuild=True) as writer:
            for batch in _batches(reader.articles()):
                writer.commit(batch)
            head = reader.head
            writer.note_run(head.ingested_at, head.failed, head.failures, head.unread)
    return reader.contents


def _opened_store(settings: Settings) -> Store:
    store = Store.open(settings)
    if store is None:
        raise IndexMissing("There is no index yet to export; run `qa-ingest PATH`.")
    return store


def _check_empty(settings: Settings) -> None:
    with explained():
        store = Store.open(settings)
    if store and store.head.articles:
        raise UsageError(
            f"There is an index with {store.head.articles} articles already; --replace puts the file's in "
            "its place."
        )


def _check_identity(head: Head, settings: Settings) -> None:
    wanted = Head.of(settings)
    for field in IDENTITY:
        built, asked = getattr(head, field), getattr(wanted, field)
        if built != asked:
            raise IndexMismatch(
                f"The file holds an index built with {field} = {built!r}, but {asked!r} is asked for; change "
                "the setting, or build an index from the articles with `qa-ingest PATH`."
            )


def _batches(articles: Iterable[Indexed]) -> Iterator[list[Indexed]]:
    batch: list[Indexed] = []
    chunks = 0
    for one in articles:
        batch.append(one)
        chunks += len(one.chunks)
        if chunks >= _BATCH:
            yield batch
            batch, chunks = [], 0
    yield batch
