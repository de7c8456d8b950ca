"""Connections to public addresses only: an article's link must not lead into the network we run in.

A name is resolved once, every address it has is checked, and the connection goes to one of those checked.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from qa_bot.errors import ArticleError

IPAddress = IPv4Address | IPv6Address
_NAT64 = IPv6Network("64:ff9b::/96")


class PublicTransport(httpx.BaseTransport):
    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        # A kept connection is known by its address alone, and two names may share one.
        self._inner = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises ArticleError for an address that is not asked, httpx's errors for one that fails."""
        if request.url.scheme not in ("http", "https"):
            raise ArticleError(f"leads to {request.url.scheme}:, which is not followed")
        *others, last = self._checked(_host(request), request.url.port)
        for address in others:
            try:
                return self._inner.handle_request(_aimed(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return self._inner.handle_request(_aimed(request, last))

    def close(self) -> None:
        self._inner.close()

    def _checked(self, host: str, port: int | None) -> list[IPAddress]:
        addresses = _resolved(host, port)
        if not self._allow_private and (private := next(filter(_is_private, addresses), None)):
            raise ArticleError(
                f"leads to the private address {private}; set web.allow_private if it is meant"
            )
        return addresses


def _resolved(host: str, port: int | None) -> list[IPAddress]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ArticleError(f"is on a host that is not found ({host}: {error}); check the address") from None
    return list(dict.fromkeys(ip_address(str(place[0]).partition("%")[0]) for *_, place in found))


def _is_private(address: IPAddress) -> bool:
    return any(not each.is_global or each.is_multicast for each in _meant(address))


def _meant(address: IPAddress) -> Iterator[IPAddress]:
    """The address, and the IPv4 address within an IPv6 one."""
    yield address
    if isinstance(address, IPv6Address):
        inner = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        yield from (each for each in inner if each)
        if address in _NAT64:
            yield IPv4Address(int(address) & 0xFFFFFFFF)


def _host(request: httpx.Request) -> str:
    return request.url.raw_host.decode("ascii")


def _aimed(request: httpx.Request, address: IPAddress) -> httpx.Request:
    """The same request to an address; the host's name stays in its header and in TLS."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=str(address)),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": _host(request)},
    )
