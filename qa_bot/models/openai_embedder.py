"""The embedder behind an OpenAI-compatible server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa_bot.errors import ModelUnavailable

if TYPE_CHECKING:
    from qa_bot.models.protocols import Matrix


class OpenAIEmbedder:
    """Any OpenAI-compatible embeddings endpoint; key and base URL from the environment."""

    def __init__(self, model: str) -> None:
        try:
            import openai
        except ImportError:
            raise ModelUnavailable(
                "models.embedder = 'openai' needs: pip install 'qa-bot[openai]'."
            ) from None
        try:
            self._client = openai.OpenAI()
        except openai.OpenAIError as error:
            raise ModelUnavailable(
                f"Set OPENAI_API_KEY (and OPENAI_BASE_URL for another server): {error}"
            ) from None
        self._error = openai.OpenAIError
        self._model = model
        self.name = f"openai-{model}"
        self.dimension = self.embed(["dimension"]).shape[1]

    def embed(self, texts: Sequence[str]) -> Matrix:
        import numpy as np

        try:
            reply = self._client.embeddings.create(
                model=self._model, input=list(texts), encoding_format="float"
            )
        except self._error as error:
            raise ModelUnavailable(
                f"The embeddings server does not answer for {self._model!r}: {error}"
            ) from None
        vectors = np.array([item.embedding for item in reply.data], dtype=np.float32)
        normalised: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normalised
