"""GET requests as a guest makes them: robots.txt, a pause for each host, limits of size and time."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from threading import Event, Timer
from time import monotonic
from urllib.parse import urljoin, urlsplit

import httpx

from ingest.scan.source_file import MB
from ingest.scan.web.response import NOTHING_KNOWN, Response, Validators
from ingest.scan.web.robots import Robots
from ingest.scan.web.transport import PublicTransport
from qa_bot.errors import ArticleError
from qa_bot.settings import WebSettings

_REDIRECTS = 5
_SILENCE_S = 10.0  # between two bytes
_ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})  # others may unpack without a bound


class Fetcher:
    def __init__(self, settings: WebSettings, stop: Event) -> None:
        self._settings, self._stop = settings, stop
        self._robots = Robots(self._follow, settings.user_agent)
        self._asked_at: dict[str, float] = {}  # host -> when it last was

    def fetch(self, url: str, known: Validators = NOTHING_KNOWN) -> Response | None:
        """The page, or None if it is still the known one. Raises ArticleError with the reason otherwise."""
        response = self._follow(url, known, robots=self._robots)
        if response.status == httpx.codes.NOT_MODIFIED:
            return None
        if response.status != httpx.codes.OK:
            raise ArticleError(f"was refused by its server with status {response.status}")
        return response

    def _follow(self, url: str, known: Validators = NOTHING_KNOWN, robots: Robots | None = None) -> Response:
        """The response after redirects; each is a request of its own, with every check."""
        for _ in range(_REDIRECTS + 1):
            if robots:
                robots.check(url)
            self._wait(url, robots.delay(url) if robots else 0.0)
            response = self._get(url, known)
            if not (response.location and httpx.codes.is_redirect(response.status)):
                return response
            url = urljoin(url, response.location)
        raise ArticleError(f"is redirected more than {_REDIRECTS} times")

    def _wait(self, url: str, delay: float) -> None:
        """Until the host may be asked again, or the run is to end."""
        host = urlsplit(url).netloc
        if host in self._asked_at:
            due = self._asked_at[host] + max(delay, self._settings.delay_s)
            if self._stop.wait(max(0.0, due - monotonic())):
                raise ArticleError("was not fetched, for the ingest was stopped")
        self._asked_at[host] = monotonic()

    def _get(self, url: str, known: Validators) -> Response:
        headers = {"User-Agent": self._settings.user_agent, "Accept-Encoding": "gzip", **known.headers()}
        with self._client() as client, client.stream("GET", url, headers=headers) as response:
            return Response(
                url=url,
                status=response.status_code,
                media_type=_media_type(response.headers),
                charset=response.charset_encoding or "",
                location=response.headers.get("location", ""),
                validators=Validators(
                    response.headers.get("etag", ""), response.headers.get("last-modified", "")
                ),
                body=self._body(response) if response.is_success else b"",
            )

    @contextmanager
    def _client(self) -> Iterator[httpx.Client]:
        """A client that is closed under whoever reads from it when the time is up."""
        client = httpx.Client(
            transport=PublicTransport(allow_private=self._settings.allow_private),
            timeout=min(_SILENCE_S, self._settings.timeout_s),
        )
        late = Event()

        def end() -> None:
            late.set()
            client.close()

        timer = Timer(self._settings.timeout_s, end)
        timer.daemon = True
        timer.start()
        try:
            yield client
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, ValueError, RuntimeError) as error:
            if late.is_set() or isinstance(error, httpx.TimeoutException):
                raise ArticleError(f"was not read within {self._settings.timeout_s:g} s") from None
            raise ArticleError(f"cannot be fetched: {error or type(error).__name__}") from None
        finally:
            timer.cancel()
            client.close()

    def _body(self, response: httpx.Response) -> bytes:
        encoding = response.headers.get("content-encoding", "").lower()
        if encoding not in _ENCODINGS:
            raise ArticleError(f"is packed with {encoding!r}, which was not asked for")
        body = bytearray()
        limit = self._settings.max_page_mb * MB
        for block in response.iter_bytes():
            body += block
            if len(body) > limit:
                raise ArticleError(f"is larger than {self._settings.max_page_mb:g} MB (web.max_page_mb)")
        return bytes(body)


def _media_type(headers: Mapping[str, str]) -> str:
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    return message.get_content_type() if message["content-type"] else ""
