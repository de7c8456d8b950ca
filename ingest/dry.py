"""The index of a dry run: it knows what the real one knows, and takes no changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from qa_bot.errors import IndexMissing, IndexUnavailable
from qa_bot.index import Index, Indexed
from qa_bot.models import embedding_requests, estimated_tokens
from qa_bot.settings import Settings
from qa_bot.types import Article, Cost, Purpose, Usage

if TYPE_CHECKING:
    from qa_bot.models import Matrix


@dataclass(frozen=True, slots=True)
class EmbeddingEstimate:
    """What embedding would take of a server, rather over- than underestimated."""

    model: str
    requests: int
    tokens: int
    cost: Cost | None  # None without a price in the settings

    def __str__(self) -> str:
        requests = "1 request" if self.requests == 1 else f"{self.requests:,} requests"
        cost = f", about {self.cost.amount:,.4f} {self.cost.currency}" if self.cost else ""
        return f"{self.model} would embed about {self.tokens:,} tokens in {requests}{cost}."


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
    """Vectors for a run that stores none; counts what an embedder behind a server would be sent."""

    name = "none"
    dimension = 1

    def __init__(self) -> None:
        self._requests = self._tokens = 0

    def embed(self, texts: Sequence[str]) -> Matrix:
        self._requests += sum(1 for _ in embedding_requests(texts))
        self._tokens += sum(map(estimated_tokens, texts))
        return np.ones((len(texts), self.dimension), dtype=np.float32)

    def estimate(self, settings: Settings) -> EmbeddingEstimate | None:
        """Of all that it was given so far; None where no server embeds."""
        if settings.models.embedder != "openai":
            return None
        model = settings.models.embedder_model
        usage = Usage(Purpose.EMBEDDING, model, self._requests, self._tokens, estimated=True)
        cost = settings.cost.of([usage]) if settings.cost.embedding else None
        return EmbeddingEstimate(model, self._requests, self._tokens, cost)
