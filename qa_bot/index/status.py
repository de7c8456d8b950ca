"""What the index holds and which models are in use, without loading them."""

from __future__ import annotations

from dataclasses import dataclass

from qa_bot.index.failures import FailedSource, read_failures
from qa_bot.index.reader import Index
from qa_bot.index.unread import UnreadKind
from qa_bot.models import answerer_name, embedder_name
from qa_bot.privacy import without_credentials
from qa_bot.settings import Settings
from qa_bot.types import IndexState


@dataclass(frozen=True, slots=True)
class BotStatus:
    location: str  # folder or server
    name: str
    state: IndexState
    failures: tuple[FailedSource, ...]  # all of them on the machine that ingests, elsewhere the first
    unread: tuple[UnreadKind, ...]  # what the latest ingest passed over
    chunks: int
    embedder: str
    reranker: str
    reader: str
    judge: str
    answerer: str


def read_status(settings: Settings) -> BotStatus:
    """Raises IndexUnavailable if there is no index to describe."""
    index = Index.open(settings)
    known_here = read_failures(settings)
    return BotStatus(
        location=without_credentials(settings.index.url) or str(settings.index.path),
        name=settings.index.name,
        state=index.state(),
        failures=known_here if len(known_here) == index.state().failed else index.latest.failures(),
        unread=index.latest.unread(),
        chunks=index.chunk_count(),
        embedder=embedder_name(settings),
        reranker=settings.models.reranker,
        reader=settings.models.reader,
        judge=settings.models.judge,
        answerer=answerer_name(settings),
    )
