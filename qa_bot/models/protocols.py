"""What the rest of the bot asks of a model; whoever implements one of these may take the place of ours."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from qa_bot.text import fold
from qa_bot.types import Article, Purpose

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]


class Embedder(Protocol):
    """Texts -> vectors for the index. `name` and `dimension` are part of the index's identity.

    `dimension` may be 0 until the first texts are embedded: an index is opened by the name.
    """

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Returns float32 unit vectors, shape (len(texts), dimension)."""


class Encoder(Protocol):
    """Texts -> contextual vectors of their word pieces, for reranking sentences."""

    def encode(self, texts: Sequence[str]) -> list[Matrix]:
        """Returns one float32 array a text, shape (pieces, 384), special tokens first and last."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """`schema` is the JSON Schema of the reply, for servers that can be held to one; the words say it too."""

    system: str
    user: str
    purpose: Purpose = Purpose.ANSWER
    schema: Mapping[str, Any] | None = None

    @property
    def hash(self) -> str:
        return hashlib.sha256(f"{self.system}\n{self.user}".encode()).hexdigest()[:12]


class ChatModel(Protocol):
    """A prompt -> the words a language model writes. `name` is kept with each answer it wrote."""

    name: str

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        """Yields the reply piece by piece; closing the generator ends the request.

        What it took is told to `metering.spent`. Raises ModelUnavailable, also in the middle of a reply, and
        where it is not whole within `seconds`; PromptTooLong for a prompt that its context does not hold.
        """


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage as a model reads it, its letters folded.

    `about` is its article's title and date, for "he" and "on Tuesday".
    """

    about: str
    text: str

    @classmethod
    def of(cls, article: Article, text: str) -> Excerpt:
        return cls(about_article(fold(article.full_title), article.published), fold(text))


def about_article(title: str, published: date | None) -> str:
    """What a model is told of an article: "Title (Tuesday 4 March 2025)"."""
    return f"{title} ({published:%A} {published.day} {published:%B} {published.year})" if published else title


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a passage that answer: `passage[start:end]`, in code points; `score` is a probability."""

    start: int
    end: int
    score: float


class Reader(Protocol):
    """Question + passages -> where each of them answers it."""

    def read(self, question: str, passages: Sequence[Excerpt]) -> Sequence[Sequence[Span]]:
        """Returns for each passage its answer spans, best first; none where it does not answer."""


class Entailment(StrEnum):
    """What evidence makes of a sentence."""

    ENTAILED = "entailed"
    CONTRADICTED = "contradicted"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Opinion:
    """How probably evidence proves or denies a sentence; the rest is that it does neither."""

    entailed: float
    contradicted: float

    @property
    def verdict(self) -> Entailment:
        neither = 1 - self.entailed - self.contradicted
        if self.entailed > max(self.contradicted, neither):
            return Entailment.ENTAILED
        return Entailment.CONTRADICTED if self.contradicted > neither else Entailment.NEITHER


class Judge(Protocol):
    """Evidence + sentence -> does the one follow from the other?"""

    def judge(self, evidence: Excerpt, sentence: str) -> Opinion:
        """`evidence` is a quote with its neighbours; figures, dates and names are compared apart."""


@dataclass(frozen=True, slots=True)
class OwnModels:
    """Models of the caller's own; None leaves the choice to the settings."""

    embedder: Embedder | None = None
    encoder: Encoder | None = None
    chat: ChatModel | None = None
    reader: Reader | None = None
    judge: Judge | None = None


NO_OWN_MODELS = OwnModels()
