"""The index of a dry run: it knows what the real one knows, and takes no changes."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from qa_bot.errors import IndexMissing, IndexUnavailable
from qa_bot.index import Index, Indexed
from qa_bot.settings import Settings
from qa_bot.types import Article

if TYPE_CHECKING:
    from qa_bot.models import Matrix


class DryIndex:
    """Stands in for the IndexWriter."""

    def __init__(self, settings: Settings, *, rebuild: bool = False) -> None:
        self._settings = settings
        self._rebuild = rebuild

    def known(self) -> dict[str, Article]:
        if self._rebuild:
            return {}
        try:
            articles = Index.open(self._settings).list_articles()
        except IndexMissing:
            return {}
        return {article.id: article for article in articles}

    def replaced(self) -> list[Article]:
        try:
            return Index.open(self._settings).list_articles() if self._rebuild else []
        except IndexUnavailable:
            return []

    def commit(self, batch: Sequence[Indexed]) -> None:
        pass

    def update_records(self, articles: Sequence[Article]) -> None:
        pass

    def delete(self, doc_ids: Sequence[str]) -> None:
        pass

    def note_run(self, ended_at: str, failed: int, failures: str = "", unread: str | None = None) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


class NoEmbedder:
    """Vectors for a run that stores none."""

    name = "none"
    dimension = 1

    def embed(self, texts: Sequence[str]) -> Matrix:
        return np.ones((len(texts), self.dimension), dtype=np.float32)
