"""Why there is no reply, in one sentence that names the cause and what to do."""

from __future__ import annotations

import re
import socket
import ssl
from http import HTTPStatus
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from qa_bot.errors import ModelUnavailable, PromptTooLong, ReplyCut
from qa_bot.models.chat.address import OPENAI, shown
from qa_bot.models.chat.failures import Failure, NoReply, Refused, Unreachable, causes
from qa_bot.models.chat.replies import Reply
from qa_bot.models.said import page, short
from qa_bot.settings import GenerativeSettings

_CONTEXT_CODES = ("context_length_exceeded", "exceed_context_size_error")
_CONTEXT = re.compile(
    r"context (?:length|size|window)|\bn_ctx\b|prompt is too long|reduce the length", re.IGNORECASE
)


def reason(failure: Failure, settings: GenerativeSettings) -> ModelUnavailable:
    match failure:
        case Refused():
            return _refused(failure, settings)
        case Unreachable(cause):
            return ModelUnavailable(_unreachable(cause, settings))
        case NoReply(text):
            return ModelUnavailable(_no_reply(text, settings))
    raise failure


def unfinished(reply: Reply, settings: GenerativeSettings) -> ModelUnavailable | None:
    """Why a reply that ended is no whole one; None where it is."""
    if reply.refusal:
        return ModelUnavailable(f"The model refuses to answer: {short(reply.refusal)}.")
    match reply.finish:
        case "length" if reply.length:
            return ReplyCut(
                f"The model reached its limit of {settings.max_tokens:,} tokens; raise generative.max_tokens."
            )
        case "length":
            return ReplyCut(
                f"The model thought for all of its {settings.max_tokens:,} tokens and wrote nothing; "
                "raise generative.max_tokens, or set generative.reasoning_effort lower."
            )
        case "content_filter":
            return ReplyCut("The model server's content filter stopped the reply; ask in other words.")
        case "tool_calls" | "function_call":
            tool = f" {reply.tool!r}" if reply.tool else ""
            return ModelUnavailable(
                f"The model called a tool{tool} that it was not offered; set generative.model to another one."
            )
        case "" if not reply.is_whole:
            return ModelUnavailable("The model server broke off its reply; ask again.")
        case "error":
            return ModelUnavailable("The model server ended its reply with an error; ask again.")
    return None


def late(seconds: float, has_begun: bool, settings: GenerativeSettings) -> ModelUnavailable:
    """The reply is not whole within the time for it; `has_begun`: the server had taken the request."""
    if has_begun:
        return ModelUnavailable(
            f"The model server took longer than {seconds:g} s; "
            "use a faster model, or raise generative.timeout_s."
        )
    return ModelUnavailable(
        f"The model server at {shown(settings.base_url)} did not respond within {seconds:g} s; "
        "check that it is running, or raise generative.timeout_s."
    )


def stalled(settings: GenerativeSettings) -> ModelUnavailable:
    return ModelUnavailable(
        f"The model server sent nothing for {settings.stall_s:g} s in the middle of its reply; "
        "ask again, or raise generative.stall_s."
    )


def _refused(refused: Refused, settings: GenerativeSettings) -> ModelUnavailable:
    if _is_too_long(refused):
        return PromptTooLong(
            f"The prompt is longer than the model's context: {_said(refused)}; "
            "set generative.passages lower, or give the model more context."
        )
    if refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return PromptTooLong(
            f"The request is larger than the model server takes: {_said(refused)}; "
            "set generative.passages lower."
        )
    return ModelUnavailable(_sentence(refused, settings))


def _is_too_long(refused: Refused) -> bool:
    if set(_CONTEXT_CODES) & set(refused.kinds):
        return True
    return refused.status in (0, 400, 422, 500) and bool(_CONTEXT.search(refused.words))


def _sentence(refused: Refused, settings: GenerativeSettings) -> str:
    where, said = shown(settings.base_url), _said(refused)
    if "content_filter" in refused.kinds:
        return "The model server's content filter refused the question or the articles; ask in other words."
    if "insufficient_quota" in refused.kinds:
        return "The quota of the account at the model server is used up; raise it there."
    match refused.status:
        case 401:
            return f"The model server at {where} refused the key; check OPENAI_API_KEY."
        case 402:
            return f"The account at the model server lacks credit: {said}; add some there."
        case 403:
            return (
                f"The model server at {where} refused the request: {said}; use another key, model or server."
            )
        case 404 | 405:
            return _not_found(refused, settings)
        case 407:
            return _through_proxy(settings) or f"A proxy before {where} refused the request: {said}."
        case 429:
            return f"The model server takes no more requests at the moment: {said}; {_when(refused)}."
        case 0:
            return f"The model server broke off with an error: {said}; ask again."
        case status if status >= 500 or refused.may_pass:
            return f"The model server answered with an error ({status}): {said}; ask again later."
        case status:
            return f"The model server answered with an error ({status}): {said}; check [generative]."


def _not_found(refused: Refused, settings: GenerativeSettings) -> str:
    where = shown(settings.base_url)
    about_model = settings.model in " ".join(refused.said) or "model_not_found" in refused.kinds
    no_model = f"The model server at {where} knows no model {settings.model!r}"
    if refused.is_json and about_model:
        return f"{no_model}; set generative.model."
    if refused.is_json and _has_version(settings.base_url):
        return (
            f"{no_model}, or has no chat API there: {_said(refused)}; "
            "set generative.model, or correct generative.base_url."
        )
    if not _has_version(settings.base_url):
        return f"There is no chat API at {where}; add /v1 to generative.base_url."
    return f"There is no chat API at {where}; check generative.base_url."


def _has_version(base_url: str) -> bool:
    return "v1" in urlsplit(base_url or OPENAI).path.split("/")


def _unreachable(cause: Exception, settings: GenerativeSettings) -> str:
    where = shown(settings.base_url)
    for error in causes(cause):
        match error:
            case ssl.SSLCertVerificationError():
                return (
                    f"The certificate of {where} is not trusted ({error.verify_message}); "
                    "set SSL_CERT_FILE to the certificate of its authority."
                )
            case ssl.SSLError():
                return f"{where} does not speak TLS; write http:// in generative.base_url if it has none."
            case socket.gaierror() if not _through_proxy(settings):
                return f"The host of {where} is not known; check generative.base_url and the network."
    if proxy := _through_proxy(settings):
        return proxy
    return f"The model server at {where} cannot be reached, or broke off; check that it is running."


def _through_proxy(settings: GenerativeSettings) -> str:
    """Names the proxy that the environment sets for the server; "" if it sets none."""
    address = urlsplit(settings.base_url or OPENAI)
    proxies = getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(address.netloc):
        return ""
    return (
        f"The model server at {shown(settings.base_url)} cannot be reached through the proxy {proxy}; "
        f"check {address.scheme.upper()}_PROXY, or name the server in NO_PROXY."
    )


def _no_reply(text: str, settings: GenerativeSettings) -> str:
    if text.lstrip().startswith("<"):
        return (
            f"A web page came from {shown(settings.base_url)} in place of a reply ({page(text)}); "
            "check generative.base_url, and whether a proxy or the network asks for a login."
        )
    return f"The model server sent what is no reply ({short(text)}); check generative.base_url."


def _when(refused: Refused) -> str:
    seconds = refused.asked_wait_s
    return f"ask again in {seconds:.0f} s" if seconds and seconds >= 1 else "ask again in a while"


def _said(refused: Refused) -> str:
    """What the server says, else what its status means."""
    if words := short(refused.words):
        return words
    try:
        return HTTPStatus(refused.status).phrase
    except ValueError:
        return "it gave no reason"
