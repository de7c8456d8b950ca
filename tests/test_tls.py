"""Encrypted pages: the address that was checked is connected to, the certificate is that of the name."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from support.news_site import FERRY, Site, reason
from support.site_fixtures import served

from ingest.pipeline import ingest
from ingest.run import IngestReport
from ingest.scan.web.address import Address
from qa_bot.settings import Settings

AUTHORITY = trustme.CA()
HOST = "news.example"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(index={"path": tmp_path / "index"}, web={"allow_private": True, "delay_s": 0})


@pytest.fixture(autouse=True)
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that were looked up; each is this machine's."""
    names: list[str] = []
    resolve = socket.getaddrinfo

    def local(host: str, *args: object, **kwargs: object) -> list[object]:
        names.append(str(host))
        return [*resolve("127.0.0.1", *args, **kwargs)]  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", local)
    return names


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    AUTHORITY.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@pytest.fixture
def asked_for() -> list[str | None]:
    """The names that visitors asked for before anything was encrypted."""
    return []


@pytest.fixture
def site(request: pytest.FixtureRequest, asked_for: list[str | None]) -> Iterator[Site]:
    """With a certificate of the name that the test gives, or else of its own."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(getattr(request, "param", HOST)).configure_cert(tls)
    tls.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    with served(tls) as site:
        site.article("ferry", FERRY)
        yield site


def read(settings: Settings, site: Site) -> IngestReport:
    return ingest([Address(f"{site.root.replace('127.0.0.1', HOST)}/ferry")], settings)


@pytest.mark.usefixtures("trusted")
def test_the_name_is_shown_and_checked_though_its_address_is_connected_to(
    settings: Settings, site: Site, resolved: list[str], asked_for: list[str | None]
) -> None:
    assert len(read(settings, site).added) == 1
    assert set(asked_for) == {HOST} and site.asked[-1].headers["Host"].startswith(f"{HOST}:")
    assert resolved.count(HOST) == 2  # the page and robots.txt: each once, by the check


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("site", ["other.example", "127.0.0.1"], indirect=True)
def test_a_certificate_of_another_name_is_refused(settings: Settings, site: Site) -> None:
    assert "certificate is not valid for 'news.example'" in reason(read(settings, site))
    assert site.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Settings, site: Site) -> None:
    assert "CERTIFICATE_VERIFY_FAILED" in reason(read(settings, site))
    assert site.asked == []
