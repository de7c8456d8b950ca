"""What limits a question to some of the articles: the folder they lie in."""

from __future__ import annotations

from functools import lru_cache

from qa_bot.index import Index


class FolderFilter:
    """Which articles lie in a folder: that of their file, or one given to `qa-ingest`."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._ids = lru_cache(maxsize=64)(self._ids_in)

    def ids(self, folder: str) -> tuple[str, ...]:
        return self._ids(folder, self._index.state().revision)

    def _ids_in(self, folder: str, _revision: int) -> tuple[str, ...]:
        inside = f"/{folder.strip('/')}/"
        listed = self._index.list_articles()
        return tuple(article.id for article in listed if inside in f"/{article.source}/{article.id}")
