"""The address of a model server and the key for it, as they are checked before anything is sent."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx2

from qa_bot.errors import ModelUnavailable
from qa_bot.privacy import is_near, without_credentials

OPENAI = "https://api.openai.com/v1"
_PATH = "/chat/completions"
_OPENAI_HOSTS = ("api.openai.com", ".openai.azure.com")


def shown(base_url: str) -> str:
    """The server as a message names it."""
    return without_credentials(base_url) or "OpenAI"


def speaks_for_openai(base_url: str) -> bool:
    """Whether OpenAI's newest parameters are known there: its own servers, and Azure's."""
    return not base_url or (urlsplit(base_url).hostname or "").endswith(_OPENAI_HOSTS)


def checked_address(base_url: str, setting: str = "generative.base_url") -> str:
    """The address to ask, which `setting` names. Raises ModelUnavailable for one that cannot be."""
    address = (base_url or OPENAI).strip()
    if not address.startswith(("http://", "https://")):
        scheme = "http" if is_near(f"http://{address}") else "https"
        raise ModelUnavailable(
            f"{setting} = {base_url!r} lacks the scheme; write {scheme}://{address.lstrip('/')}."
        )
    try:
        host = httpx2.URL(address).host
    except httpx2.InvalidURL:
        host = ""
    if not host:
        raise ModelUnavailable(f"{setting} = {base_url!r} is no address; write http://HOST:PORT/v1.")
    if address.rstrip("/").endswith(_PATH):
        whole = address.rstrip("/").removesuffix(_PATH)
        raise ModelUnavailable(f"{setting} ends before {_PATH}; write {whole}.")
    return address


def checked_key(key: str) -> str:
    """Raises ModelUnavailable for a key that no header can carry; nothing of it is shown."""
    if key.split() != [key]:
        raise ModelUnavailable("OPENAI_API_KEY has a blank or a line break in it; set it again without.")
    if not key.isascii() or not key.isprintable():
        raise ModelUnavailable(
            "OPENAI_API_KEY has a character that no key has; copy it again from where it was issued."
        )
    return key
