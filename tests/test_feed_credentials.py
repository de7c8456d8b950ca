"""Feeds whose addresses have credentials: fetched with them, kept without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.news_site import FERRY, Site, articles

from ingest.pipeline import ingest
from ingest.scan.web.address import Address
from qa_bot.settings import Settings

pytest_plugins = ["support.site_fixtures"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(index={"path": tmp_path / "index"}, web={"allow_private": True, "delay_s": 0})


def test_a_feed_whose_links_have_credentials_is_sent_whole_each_time_and_its_pages_fetched_with_them(
    settings: Settings, site: Site
) -> None:
    site.article("ferry?sig=1f2e", FERRY)
    feed = site.rss("<item><title>About a ferry</title><link>/ferry?sig=1f2e</link></item>")
    site.pages["/feed.xml"] = replace(site.pages["/feed.xml"], headers={"ETag": '"1"'})
    for _ in range(2):
        ingest([feed], settings)
    assert site.paths() == ["/feed.xml", "/ferry?sig=1f2e", "/feed.xml"]
    assert [each.headers.get("If-None-Match") for each in site.asked if each.path == "/feed.xml"] == [
        None,
        None,
    ]
    assert list(articles(settings)) == [f"{site.root}/ferry"]


def test_a_feed_behind_a_password_is_known_again(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    site.rss("<item><title>About a ferry</title><link>/ferry</link></item>")
    site.pages["/feed.xml"] = replace(site.pages["/feed.xml"], headers={"ETag": '"1"'})
    named = Address(f"{site.root}/feed.xml".replace("://", "://me:pw@"))
    for _ in range(2):
        ingest([named], settings)
    assert [each.headers.get("If-None-Match") for each in site.asked if each.path == "/feed.xml"] == [
        None,
        '"1"',
    ]
    assert all("Authorization" in each.headers for each in site.asked)
    assert list(articles(settings)) == [f"{site.root}/ferry"]
