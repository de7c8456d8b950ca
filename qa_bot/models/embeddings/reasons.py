"""Why an embeddings server gave no vectors, in one sentence that names the cause and what to do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import openai

from qa_bot.models.chat.address import shown
from qa_bot.models.chat.failures import causes
from qa_bot.models.said import page, short


@dataclass(frozen=True, slots=True)
class EmbeddingServer:
    """Where to ask, and how patiently."""

    model: str
    url: str  # with its version, e.g. http://localhost:11434/v1; "" is OpenAI
    setting: str  # that names the url
    key: str = field(repr=False)
    retries: int
    timeout_s: float  # of one attempt

    @property
    def shown(self) -> str:
        return f"The embeddings server at {shown(self.url)}"


def reason(error: openai.OpenAIError, server: EmbeddingServer) -> str:
    match error:
        case openai.APITimeoutError():
            return (
                f"{server.shown} did not respond within {server.timeout_s:g} s; check that it is running, "
                "and that its machine is fast enough."
            )
        case openai.APIConnectionError():
            return _unreachable(error, server)
        case openai.APIStatusError():
            return _refused(error, server)
        case _:
            return f"{server.shown} gave no vectors: {short(str(error))}."


def said(error: openai.APIStatusError) -> str:
    """What the server says of a refusal, shortened."""
    if isinstance(error.body, Mapping):
        told = (error.body.get(name) for name in ("message", "detail", "error"))
        if words := next(filter(None, told), None):
            return short(str(words))
    text = error.response.text
    return page(text) if text.lstrip().startswith("<") else short(text) or "it gave no reason"


def _refused(error: openai.APIStatusError, server: EmbeddingServer) -> str:
    match error.status_code:
        case 401:
            return f"{server.shown} refused the key; check OPENAI_API_KEY."
        case 403:
            return f"{server.shown} refused the request: {said(error)}; use another key, model or server."
        case 404 | 405:
            return _not_found(error, server)
        case 429 if "insufficient_quota" in (error.code, error.type):
            return "The quota of the account at the embeddings server is used up; raise it there."
        case 429:
            return f"{server.shown} takes no more requests at the moment: {said(error)}; try again later."
        case status if status >= 500 or status in (408, 409):
            return f"{server.shown} answered with an error ({status}): {said(error)}; try again later."
        case status:
            return f"{server.shown} refused the texts ({status}): {said(error)}; check [models]."


def _not_found(error: openai.APIStatusError, server: EmbeddingServer) -> str:
    words = said(error)
    if isinstance(error.body, Mapping) and (server.model in words or error.code == "model_not_found"):
        return f"{server.shown} knows no model {server.model!r}; set models.embedder_model."
    if "v1" not in urlsplit(server.url).path.split("/") and server.url:
        return f"{server.shown} has no embeddings API there; add /v1 to {server.setting}."
    return f"{server.shown} has no embeddings API there ({words}); check {server.setting}."


def _unreachable(error: Exception, server: EmbeddingServer) -> str:
    for cause in causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                return (
                    f"{server.shown} has a certificate that is not trusted ({cause.verify_message}); "
                    "set SSL_CERT_FILE to the certificate of its authority."
                )
            case ssl.SSLError():
                return f"{server.shown} does not speak TLS; write http:// in {server.setting} if it has none."
            case socket.gaierror():
                return f"{server.shown} has a host that is not known; check {server.setting} and the network."
    return f"{server.shown} cannot be reached, or broke off; check that it is running, and {server.setting}."
