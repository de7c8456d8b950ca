"""The sections of the settings: what each value must be. Their meaning stands in config/default.toml."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from qa_bot.types import Cost, Purpose, Usage

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _not_empty(value: object) -> object:
    if value == "":  # as an unset variable makes it; pathlib would take the current folder
        raise ValueError("name a folder")
    return value


class IndexSettings(Section):
    path: Annotated[Path, BeforeValidator(_not_empty)]
    url: str
    token: SecretStr
    tenant: str
    database: str
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{2,40}$")]


class IngestSettings(Section):
    chunk_words: Annotated[int, Field(ge=40, le=1000)]
    max_file_mb: Annotated[float, Field(gt=0)]
    read_cpu_s: Annotated[float, Field(gt=0)]
    read_memory_mb: Annotated[float, Field(ge=200)]  # what a reader's libraries take themselves is half of it
    batch_chunks: Count
    prune_limit: Share
    lock_wait_s: Annotated[float, Field(ge=0)]
    ray: str


class WebSettings(Section):
    delay_s: Annotated[float, Field(ge=0)]
    timeout_s: Annotated[float, Field(gt=0)]
    max_page_mb: Annotated[float, Field(gt=0)]
    recheck_h: Annotated[float, Field(ge=0)]
    allow_private: bool
    user_agent: Annotated[str, Field(min_length=1)]


class WatchSettings(Section):
    settle_s: Annotated[float, Field(ge=0)]
    every_s: Annotated[float, Field(gt=0)]
    retry_s: Annotated[float, Field(gt=0)]


class ModelSettings(Section):
    embedder: str
    embedder_model: str
    embedder_url: str
    reranker: str
    reader: str
    judge: str
    answerer: str


class RetrievalSettings(Section):
    chunks: Count
    read: Count
    sentences: Count
    lexical_weight: Share


class AnswerSettings(Section):
    sentences: Count
    top: Count
    min_confidence: Share
    stated_confidence: Share
    enough_confidence: Share
    min_share: Share


class GenerativeSettings(Section):
    model: str
    base_url: str
    verifier: Annotated[str, Field(min_length=1)]
    timeout_s: Annotated[float, Field(gt=0)]
    stall_s: Annotated[float, Field(gt=0)]
    retries: Annotated[int, Field(ge=0)]
    temperature: Annotated[float, Field(ge=0)] | Literal["default"]
    reasoning_effort: Annotated[str, Field(min_length=1)]
    max_tokens: Count
    passages: Annotated[int, Field(ge=1, le=99)]
    sentences: Count


class CostSettings(Section):
    """Prices in `currency` for a million tokens; a limit of 0 is none."""

    currency: Annotated[str, Field(min_length=1)]
    prompt: Annotated[float, Field(ge=0)]
    completion: Annotated[float, Field(ge=0)]
    embedding: Annotated[float, Field(ge=0)]
    daily_limit: Annotated[float, Field(ge=0)]
    daily_tokens: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _limit_has_prices(self) -> Self:
        if self.daily_limit and not self.has_prices:
            raise ValueError("daily_limit needs prices: set cost.prompt and cost.completion, or daily_tokens")
        return self

    @property
    def has_prices(self) -> bool:
        return any((self.prompt, self.completion, self.embedding))

    @property
    def has_limit(self) -> bool:
        return bool(self.daily_limit or self.daily_tokens)

    def of(self, usage: Iterable[Usage]) -> Cost | None:
        """What it cost; None without prices."""
        if not self.has_prices:
            return None
        millionths = (
            one.prompt * (self.embedding if one.purpose is Purpose.EMBEDDING else self.prompt)
            + one.completion * self.completion
            for one in usage
        )
        return Cost(sum(millionths) / 1_000_000, self.currency)


class ReceiptSettings(Section):
    keep: Annotated[int, Field(ge=0)]
    days: Count
    questions: bool


class ChatSettings(Section):
    """The rules of one chat, in its own ids of workspaces, channels and people."""

    workers: Count
    stop_s: Annotated[float, Field(ge=0)]
    teams: frozenset[str]
    channels: frozenset[str]
    users: frozenset[str]
    every_post: frozenset[str]
    ephemeral: frozenset[str]
    articles: dict[str, str]
    corrections: bool
    corrections_days: Annotated[float, Field(gt=0)]
    corrections_of: Count
    uploads: dict[str, Path]
