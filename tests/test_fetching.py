"""Fetching is polite, bounded, and never goes inwards."""

from __future__ import annotations

import socket
import threading
import time
from ipaddress import ip_address
from pathlib import Path

import pytest
from support.news_site import FERRY, OLIVES, Resource, Site, reason, with_web

from ingest.pipeline import ingest
from ingest.scan.web import transport
from ingest.scan.web.address import Address
from ingest.scan.web.fetching import Fetcher
from qa_bot.errors import ArticleError
from qa_bot.settings import Settings

pytest_plugins = ["support.site_fixtures"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(index={"path": tmp_path / "index"}, web={"allow_private": True, "delay_s": 0})


def fetch_reason(settings: Settings, url: str) -> str:
    with pytest.raises(ArticleError) as refused:
        Fetcher(settings.web, threading.Event()).fetch(url)
    return str(refused.value)


def test_robots_txt_is_obeyed(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    site.article("olives", OLIVES)
    site.pages["/robots.txt"] = Resource("User-agent: qa-bot\nDisallow: /ferry\n", "text/plain")

    report = ingest([site.feed("ferry", "olives")], settings)

    assert "robots.txt" in reason(report) and report.added == (f"{site.root}/olives",)
    assert "/ferry" not in site.paths()


def test_a_host_that_fails_to_give_its_robots_txt_is_left_alone(settings: Settings, site: Site) -> None:
    site.pages["/robots.txt"] = Resource(status=503)

    report = ingest([site.feed("ferry")], settings)

    assert "robots.txt" in reason(report) and site.paths() == []


def test_a_host_is_asked_at_its_own_pace_and_told_who_asks(settings: Settings, site: Site) -> None:
    settings = with_web(settings, delay_s=0.1, user_agent="larkhaven-desk (desk@larkhaven.example)")
    site.pages["/robots.txt"] = Resource("User-agent: *\nCrawl-delay: 1\n", "text/plain")
    site.article("ferry", FERRY)

    ingest([site.feed("ferry")], settings)

    moments = [each.at for each in site.asked]
    assert len(moments) == 3 and moments[2] - moments[1] > 0.5  # a busy machine notes the first late
    assert {each.headers["User-Agent"] for each in site.asked} == {settings.web.user_agent}


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Resource("x" * 2_000_000), "larger than 1 MB"),
        (Resource("x" * 500, drip_s=0.05), "not read within 1 s"),
        (Resource("GIF89a", "image/gif"), "image/gif"),
        (Resource("x", headers={"Content-Encoding": "br"}), "packed"),
        (Resource(status=302, headers={"Location": "/page"}), "redirected more than"),
        (Resource(status=302, headers={"Location": "file:///etc/passwd"}), "cannot be fetched|not followed"),
    ],
)
def test_a_page_that_misbehaves_is_reported(settings: Settings, site: Site, page: Resource, why: str) -> None:
    settings = with_web(settings, max_page_mb=1, timeout_s=1)
    site.pages["/page"] = page

    started = time.monotonic()
    report = ingest([Address(f"{site.root}/page")], settings)

    assert any(part in reason(report) for part in why.split("|")), reason(report)
    assert time.monotonic() - started < 10


def test_a_redirect_is_followed_and_the_article_keeps_its_address(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    site.pages["/old"] = Resource(status=301, headers={"Location": "/ferry"})

    assert ingest([Address(f"{site.root}/old")], settings).added == (f"{site.root}/old",)


@pytest.mark.parametrize(
    "host",
    "127.0.0.1 localhost 2130706433 0.0.0.0 169.254.169.254 10.1.2.3 192.168.0.1 224.0.0.1 "
    "[::1] [::ffff:127.0.0.1] [fd00::1] [64:ff9b::7f00:1] [2002:7f00:1::]".split(),
)
def test_no_private_address_is_asked(settings: Settings, host: str) -> None:
    why = fetch_reason(with_web(settings, allow_private=False), f"http://{host}:9/feed.xml")

    assert "private address" in why


def test_a_redirect_inwards_is_refused(
    settings: Settings, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = ip_address("10.0.0.1")
    monkeypatch.setattr(transport, "_is_private", lambda address: address == inside)
    site.pages["/out"] = Resource(status=302, headers={"Location": "http://10.0.0.1/admin"})

    assert "private address 10.0.0.1" in fetch_reason(
        with_web(settings, allow_private=False), f"{site.root}/out"
    )


def test_a_name_with_one_private_address_is_refused_and_the_checked_one_is_connected_to(
    settings: Settings, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(site.root.rpartition(":")[2])
    answers = {"mixed.example": ["8.8.8.8", "10.0.0.1"], "news.example": ["127.0.0.1"]}
    looked_up: list[str] = []
    resolve = socket.getaddrinfo

    def fake(host: str, *args: object, **kwargs: object) -> list[object]:
        looked_up.append(str(host))
        places = answers.get(str(host), [host])
        return [place for each in places for place in resolve(each, port, type=socket.SOCK_STREAM)]

    monkeypatch.setattr(socket, "getaddrinfo", fake)
    refused = fetch_reason(with_web(settings, allow_private=False), "http://mixed.example/")
    site.article("ferry", FERRY)
    ingest([Address(f"http://news.example:{port}/ferry")], settings)

    assert "10.0.0.1" in refused
    assert site.asked[-1].headers["Host"] == f"news.example:{port}"
    assert looked_up.count("news.example") == 2  # the page and robots.txt: each resolved once, by the check
