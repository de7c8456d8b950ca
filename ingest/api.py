"""The library: articles into an index from Python, as `qa-ingest` brings them there."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike, fspath
from pathlib import Path

from ingest.formats import READERS, Readers
from ingest.pipeline import Ingester, Options
from ingest.run import IngestReport
from ingest.scan.extent import Named
from ingest.scan.web.address import Address, is_address
from qa_bot.models import Embedder
from qa_bot.settings import Settings


def ingest(
    *sources: str | PathLike[str],
    index: str | PathLike[str] | None = None,
    settings: Settings | None = None,
    options: Options | None = None,
    embedder: Embedder | None = None,
    readers: Readers = READERS,
    progress: Callable[[int], None] = lambda read: None,
) -> IngestReport:
    """Brings an index to what lies under the sources now; embeds what changed, and removes what is gone.

    Args:
        sources: Folders, files, or addresses of feeds and pages.
        index: The index's folder; without one, where the settings say (a folder, or a Chroma server).
        settings: In place of those in qa-bot.toml and the environment; see `Settings.load`.
        options: Whether to prune, to rebuild, or to say only what would be done.
        embedder: A model of your own, in place of the one the settings name.
        readers: What reads each kind of file, by suffix: `{**READERS, ".fb2": Fb2Reader()}` reads one more.
        progress: Is told how many sources were read since the last call.

    Returns:
        Which articles were added, changed, removed, or could not be read.

    Raises:
        UsageError: A source does not exist, or a rebuild would lose articles; nothing was written.
        IndexLocked: Another ingest is at work on the index.
        IndexUnavailable: The disk is full, or the index is damaged or does not answer.
        IndexMismatch: The index was built by another embedder or version.
        ModelUnavailable: The embedder fails; what was committed until then stays.
    """
    configured = (settings or Settings.load()).at(index, embedder.name if embedder else None)
    named = [_named(source) for source in sources]
    ingester = Ingester(configured, options or Options(), readers=readers, embedder=embedder)
    return ingester.run(named, progress=progress)


def _named(source: str | PathLike[str]) -> Named:
    text = fspath(source)
    return Address(text) if is_address(text) else Path(text)
