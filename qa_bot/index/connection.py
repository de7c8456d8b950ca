"""Clients of Chroma, for a folder or a server, and its errors as sentences.

Chroma is imported in functions: that takes half a second, in which the models of a question load.
"""

from __future__ import annotations

import ctypes
import logging
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qa_bot import privacy
from qa_bot.errors import IndexUnavailable, ModelUnavailable, UsageError
from qa_bot.settings import IndexSettings, Settings

if TYPE_CHECKING:
    import chromadb
    from chromadb.api import ClientAPI
    from chromadb.config import System

_CONNECTING = Lock()
_M_ARENA_MAX = -8  # as in malloc.h
GONE = "The index was rebuilt or removed meanwhile; try again."
_DAMAGED = ("not a database", "malformed")  # as SQLite says it
_TIMEOUT = 60.0  # seconds for the server to take or give one page of rows

logging.getLogger("chromadb").setLevel(logging.CRITICAL)  # its failures reach the user as our sentences


@contextmanager
def explained() -> Iterator[None]:
    """Chroma's errors as sentences for a person."""
    import httpx
    from chromadb.errors import ChromaError, NotFoundError

    try:
        yield
    except httpx.TransportError as error:
        raise ModelUnavailable(
            f"The Chroma server does not answer ({error}); start it, or correct index.url."
        ) from None
    except NotFoundError:
        raise IndexUnavailable(GONE) from None
    except (ChromaError, OSError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise IndexUnavailable(_advice(reason)) from None


def _advice(reason: str) -> str:
    if any(sign in reason for sign in _DAMAGED):
        return (
            f"The index is damaged ({reason}); delete the folder chroma in it, then run `qa-ingest PATH` "
            "or import an export."
        )
    if "quota" in reason.lower():
        return f"The server's quota is too small ({reason}); have it raised, or run a Chroma server yourself."
    return (
        f"The index cannot be read or written ({reason}); check its disk space and permissions "
        "(Chroma writes to its folder even to read it)."
    )


def connect(settings: Settings) -> ClientAPI:
    """A client for one reader or writer, which closes when nobody holds it any more."""
    if settings.index.url:
        return _connect_to_server(settings.index)
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    # Chroma would hand the same open folder to every later client of this process, and that one never
    # sees what other processes write; nor may another thread get it half open.
    with _CONNECTING:
        _tell_allocator("mallopt", _M_ARENA_MAX, 2)
        try:
            privacy.make_own_folder(folder_of(settings))  # Chroma gives its files the rights of others
            client = chromadb.PersistentClient(path=folder_of(settings), settings=_quiet())
            assert isinstance(client, SharedSystemClient)
            # Not by client.close(): that closes what the cache holds.
            weakref.finalize(client, _close, client._system).atexit = False
        finally:
            SharedSystemClient.clear_system_cache()
    return client


def folder_of(settings: Settings) -> Path:
    return settings.index.path / "chroma"


def _close(system: System) -> None:
    system.stop()
    _tell_allocator("malloc_trim", 0)


def _tell_allocator(function: str, *arguments: int) -> None:
    """glibc keeps what is freed, in an arena for every few threads: in the end more than the index takes."""
    if sys.platform == "linux" and (call := getattr(ctypes.CDLL(None), function, None)):
        call(*arguments)


@lru_cache  # a connection pool, good for all threads; a server shows every write at once
def _connect_to_server(index: IndexSettings) -> ClientAPI:
    import chromadb
    from chromadb.api.client import Client
    from chromadb.api.fastapi import FastAPI
    from chromadb.errors import ChromaError

    host, port, secure = _address(index.url)
    token = index.token.get_secret_value()
    # The one is read by Chroma Cloud, the other by most of what stands before a server of one's own.
    headers = {"x-chroma-token": token, "Authorization": f"Bearer {token}"} if token else {}
    try:
        client = chromadb.HttpClient(
            host, port, secure, headers, _quiet(), tenant=index.tenant, database=index.database
        )
    except ValueError:
        raise ModelUnavailable(
            f"No Chroma server answers at {index.url}; start it (chroma run), or correct index.url."
        ) from None
    except ChromaError as error:
        raise ModelUnavailable(
            f"The Chroma server at {index.url} refuses ({error}); correct index.token, index.tenant or "
            "index.database."
        ) from None
    assert isinstance(client, Client)
    assert isinstance(client._server, FastAPI)
    client._server._session.timeout = _TIMEOUT  # or it would wait for ever for a host that is gone
    return client


def _address(url: str) -> tuple[str, int, bool]:
    """Host, port, and whether it is encrypted."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    try:
        host, port = parts.hostname, parts.port or (443 if secure else 80)
    except ValueError:
        host = None
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"index.url = {url!r} is no address; write e.g. http://localhost:8000.")
    return host, port, secure


def _quiet() -> chromadb.config.Settings:
    import chromadb

    return chromadb.config.Settings(anonymized_telemetry=False)
