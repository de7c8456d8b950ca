"""What the rest of the bot asks of a model; whoever implements one of these may take the place of ours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]


class Embedder(Protocol):
    """Texts -> vectors for the index. `name` and `dimension` are part of the index's identity."""

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
    system: str
    user: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(f"{self.system}\n{self.user}".encode()).hexdigest()[:12]
