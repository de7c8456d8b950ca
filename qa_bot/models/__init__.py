"""Embedder, encoder, chat model: protocols, and what builds them; the one wing that knows providers."""

from typing import TYPE_CHECKING

from qa_bot.models.protocols import Embedder, Encoder, Prompt
from qa_bot.models.registry import answerer_name, build_embedder, build_encoder, chat_key, embedder_name

if TYPE_CHECKING:
    from qa_bot.models.protocols import Matrix as Matrix

__all__ = [
    "Embedder",
    "Encoder",
    "Prompt",
    "answerer_name",
    "build_embedder",
    "build_encoder",
    "chat_key",
    "embedder_name",
]
