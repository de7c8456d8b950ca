"""Embedder, encoder, chat model: protocols, and what builds them; the one wing that knows providers."""

from typing import TYPE_CHECKING

from qa_bot.models.embeddings.requests import embedding_requests, estimated_tokens
from qa_bot.models.known_words import is_known_word
from qa_bot.models.metering import Meter, metered, spent, used
from qa_bot.models.protocols import (
    NO_OWN_MODELS,
    ChatModel,
    Embedder,
    Encoder,
    Entailment,
    Excerpt,
    Judge,
    Opinion,
    OwnModels,
    Prompt,
    Reader,
    Span,
    about_article,
)
from qa_bot.models.registry import (
    answerer_name,
    build_chat_model,
    build_embedder,
    build_encoder,
    build_judge,
    build_question_embedder,
    build_reader,
    build_sentence_embedder,
    build_verifier_model,
    embedder_name,
)

if TYPE_CHECKING:
    from qa_bot.models.protocols import Matrix as Matrix

__all__ = [
    "NO_OWN_MODELS",
    "ChatModel",
    "Embedder",
    "Encoder",
    "Entailment",
    "Excerpt",
    "Judge",
    "Meter",
    "Opinion",
    "OwnModels",
    "Prompt",
    "Reader",
    "Span",
    "about_article",
    "answerer_name",
    "build_chat_model",
    "build_embedder",
    "build_encoder",
    "build_judge",
    "build_question_embedder",
    "build_reader",
    "build_sentence_embedder",
    "build_verifier_model",
    "embedder_name",
    "embedding_requests",
    "estimated_tokens",
    "is_known_word",
    "metered",
    "spent",
    "used",
]
