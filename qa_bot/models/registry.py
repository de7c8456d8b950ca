"""Names in the settings -> models. What builds a model from its name.

Heavy imports happen inside the functions: a command pays for the models it uses and no others.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from qa_bot.errors import ModelUnavailable, UsageError
from qa_bot.models.minilm import CachedEncoder, MiniLM
from qa_bot.models.protocols import Embedder, Encoder, Judge, Reader
from qa_bot.models.wordllama import WordLlamaEmbedder
from qa_bot.settings import HANDED_IN, GenerativeSettings, Settings

if TYPE_CHECKING:
    from qa_bot.models.chat import OpenAIChat


_INGEST_RETRIES = 6  # of a request for vectors; nobody waits, and a quota may take a minute to refill
_INGEST_TIMEOUT_S = 120.0


def embedder_name(settings: Settings) -> str:
    """The embedder's name as an index records it, without loading the embedder.

    Raises UsageError for an unknown name.
    """
    match settings.models.embedder:
        case "openai":
            return f"openai-{settings.models.embedder_model}"
        case "wordllama":
            return WordLlamaEmbedder.name
        case own if own.startswith(HANDED_IN):
            return own.removeprefix(HANDED_IN)
        case other:
            raise _unknown_embedder(other)


def answerer_name(settings: Settings) -> str:
    """Who answers: "auto" is the model where the environment has a key or a server for it.

    Raises UsageError for an unknown name.
    """
    match settings.models.answerer:
        case "extractive" | "openai" as name:
            return name
        case "auto":
            usable = find_spec("openai") and (
                settings.generative.base_url or os.environ.get("OPENAI_API_KEY")
            )
            return "openai" if usable else "extractive"
        case other:
            raise UsageError(f"models.answerer = {other!r} is unknown; use 'auto', 'extractive' or 'openai'.")


def chat_key(settings: GenerativeSettings) -> str:
    """The key for the chat model. Raises ModelUnavailable if nothing says where that is."""
    if find_spec("openai") is None:
        raise ModelUnavailable("models.answerer = 'openai' needs: pip install 'qa-bot[openai]'.")
    if key := os.environ.get("OPENAI_API_KEY"):
        return key
    if settings.base_url:
        return "none"  # the client insists on one, local servers do not
    raise ModelUnavailable(
        "models.answerer = 'openai' needs OPENAI_API_KEY, or OPENAI_BASE_URL of your own server."
    )


def build_chat_model(settings: Settings) -> OpenAIChat:
    """Raises ModelUnavailable if nothing says which server to ask."""
    key = chat_key(settings.generative)
    from qa_bot.models.chat import OpenAIChat

    return OpenAIChat(settings.generative, key)


def build_verifier_model(settings: Settings) -> OpenAIChat:
    """The model of the same server that `generative.verifier` names. Raises ModelUnavailable."""
    named = settings.generative.verifier
    model = settings.generative.model if named == "same" else named
    generative = settings.generative.model_copy(update={"model": model})
    return build_chat_model(settings.model_copy(update={"generative": generative}))


def build_embedder(settings: Settings) -> Embedder:
    """For an ingest, which has time to try again.

    Raises UsageError for an unknown name, ModelUnavailable if it cannot be loaded.
    """
    return _embedder(settings, _INGEST_RETRIES, _INGEST_TIMEOUT_S)


def build_question_embedder(settings: Settings) -> Embedder:
    """The same for questions, for which somebody waits. Raises as `build_embedder` does."""
    return _embedder(settings, settings.generative.retries, settings.generative.timeout_s)


def build_sentence_embedder(settings: Settings) -> Embedder | None:
    """What compares sentences with a question where the index's embedder would ask a server; else None."""
    return WordLlamaEmbedder() if settings.models.embedder == "openai" else None


def _embedder(settings: Settings, retries: int, timeout_s: float) -> Embedder:
    match settings.models.embedder:
        case "wordllama":
            return WordLlamaEmbedder()
        case "openai":
            return _openai_embedder(settings, retries, timeout_s)
        case other:
            raise _unknown_embedder(other)


def _openai_embedder(settings: Settings, retries: int, timeout_s: float) -> Embedder:
    if find_spec("openai") is None:
        raise ModelUnavailable("models.embedder = 'openai' needs: pip install 'qa-bot[openai]'.")
    from qa_bot.models.chat.address import checked_address
    from qa_bot.models.embeddings.reasons import EmbeddingServer
    from qa_bot.models.openai_embedder import OpenAIEmbedder

    models, shared = settings.models, settings.generative.base_url
    setting = "generative.base_url" if shared and not models.embedder_url else "models.embedder_url"
    url = (models.embedder_url or shared).strip()
    if url:
        url = checked_address(url, setting)
    server = EmbeddingServer(models.embedder_model, url, setting, _embedder_key(url), retries, timeout_s)
    return OpenAIEmbedder(server)


def _embedder_key(url: str) -> str:
    """Raises ModelUnavailable for one that is missing, or that no header can carry."""
    from qa_bot.models.chat.address import checked_key

    if key := os.environ.get("OPENAI_API_KEY"):
        return checked_key(key)
    if url:
        return "none"  # the client insists on one, local servers do not
    raise ModelUnavailable(
        "models.embedder = 'openai' needs OPENAI_API_KEY, or models.embedder_url of your own server."
    )


def build_encoder(settings: Settings) -> Encoder | None:
    """The reranker's encoder, or None where the settings switch it off."""
    match settings.models.reranker:
        case "minilm":
            return CachedEncoder(MiniLM())
        case "none":
            return None
        case other:
            raise UsageError(f"models.reranker = {other!r} is unknown; use 'minilm' or 'none'.")


def build_reader(settings: Settings) -> Reader | None:
    """What finds answers in passages, or None where the settings switch it off."""
    if _is_trained("reader", settings.models.reader):
        from qa_bot.models.trained import TrainedReader

        return TrainedReader()
    return None


def build_judge(settings: Settings) -> Judge | None:
    """What tells whether a sentence follows, or None where the settings switch it off."""
    if _is_trained("judge", settings.models.judge):
        from qa_bot.models.trained import TrainedJudge

        return TrainedJudge()
    return None


def _is_trained(setting: str, name: str) -> bool:
    if name not in ("trained", "none"):
        raise UsageError(f"models.{setting} = {name!r} is unknown; use 'trained' or 'none'.")
    return name == "trained"


def _unknown_embedder(name: str) -> UsageError:
    return UsageError(f"models.embedder = {name!r} is unknown; use 'wordllama' or 'openai'.")
