"""Feeds and lists of addresses, against a server of our own: what they bring, and what they keep."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.news_site import FERRY, HEAD, OLIVES, Resource, Site, articles, reason, with_web
from support.waiting import eventually

from ingest.pipeline import Ingester, Options, ingest
from ingest.run import IngestReport
from ingest.scan.web.address import Address
from ingest.watch import Listener, Rhythm, watch
from qa_bot.errors import UsageError
from qa_bot.index import Index
from qa_bot.index.failures import read_failures
from qa_bot.settings import Settings
from qa_bot.types import DateSource

pytest_plugins = ["support.site_fixtures"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(index={"path": tmp_path / "index"}, web={"allow_private": True, "delay_s": 0})


def test_a_feed_brings_its_articles_with_its_dates_and_its_name(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    site.article("olives", OLIVES)

    report = ingest([site.feed("ferry", "olives")], settings)

    url = f"{site.root}/ferry"
    ferry = articles(settings)[url]
    assert set(report.added) == {url, f"{site.root}/olives"} and report.failed == ()
    assert (ferry.title, ferry.outlet, ferry.url) == ("About ferry", "Elsmouth Courier", url)
    assert (ferry.published, ferry.date_source) == (date(2024, 5, 3), DateSource.METADATA)
    assert "ran aground" in ferry.text and "<" not in ferry.text


def test_atom_is_read_too(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    entry = '<entry><title>F</title><link href="/ferry"/><updated>2024-05-04T08:00:00Z</updated></entry>'
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>{entry}</feed>'
    site.pages["/atom"] = Resource(body, "application/atom+xml")

    report = ingest([Address(f"{site.root}/atom")], settings)

    assert report.added == (f"{site.root}/ferry",)
    assert articles(settings)[f"{site.root}/ferry"].published == date(2024, 5, 4)


def test_an_empty_feed_is_no_problem_and_one_cut_short_is(settings: Settings, site: Site) -> None:
    assert ingest([site.rss("")], settings).failed == ()

    site.pages["/feed.xml"] = Resource(HEAD, "application/rss+xml")
    assert "cannot be read" in reason(ingest([Address(f"{site.root}/feed.xml")], settings))


@pytest.mark.parametrize(
    "printed",
    [
        "Fri, 03 May 2024 23:30:00 -0800",
        "Fri, 03 May 24 01:30:00 +0900",
        "2024/05/03 10:00:00",
        "2024-05-03T00:10:00+02:00",
        "1714730400",
        "ven., 3 mai 2024 10:00:00 +0200",
        "Friday, May 3, 2024 - 10:00",
    ],
)
def test_the_day_is_the_one_printed(settings: Settings, site: Site, printed: str) -> None:
    site.article("ferry", FERRY)

    ingest([site.feed("ferry", day=printed)], settings)

    assert articles(settings)[f"{site.root}/ferry"].published == date(2024, 5, 3)


def test_an_entry_without_a_page_is_read_in_the_feed(settings: Settings, site: Site) -> None:
    text = "<![CDATA[<p>The lamp of Skerrin &amp; its keeper are <b>gone</b>.</p>]]>"
    day = "<pubDate>Fri, 03 May 2024 09:00:00 GMT</pubDate>"
    head = f'<title>Lamp</title><guid isPermaLink="false">ep 1</guid>{day}'
    entry = f"<item>{head}<description>%s</description></item>"
    feed = site.rss(entry % text)

    report = ingest([feed], settings)
    url = f"{feed.url}#ep%201"
    lamp = articles(settings)[url]

    assert report.added == (url,) and lamp.text == "The lamp of Skerrin & its keeper are gone."
    assert (lamp.title, lamp.outlet, lamp.published) == ("Lamp", "Elsmouth Courier", date(2024, 5, 3))
    assert ingest([feed], settings).unchanged == (url,)
    assert ingest([site.rss(entry % "It was lit again.")], settings).changed == (url,)


def test_titles_of_feeds_have_no_markup(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    title = "<![CDATA[ Harbour <i>dues</i> &amp; fees up ]]>"

    ingest([site.rss(f"<item><title>{title}</title><link>/ferry</link></item>")], settings)

    assert articles(settings)[f"{site.root}/ferry"].title == "Harbour dues & fees up"


def test_a_second_run_asks_for_the_feed_alone(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    feed = site.feed("ferry")
    site.pages["/feed.xml"] = replace(site.pages["/feed.xml"], headers={"ETag": '"f1"'})
    ingest([feed], settings)
    site.asked.clear()

    report = ingest([feed], settings)

    assert site.paths() == ["/feed.xml"] and site.asked[-1].headers["If-None-Match"] == '"f1"'
    assert len(report.unchanged) == 1 and report.chunks == 0


def test_a_page_is_asked_for_conditionally_once_it_is_due(settings: Settings, site: Site) -> None:
    settings = with_web(settings, recheck_h=0)
    site.article("ferry", FERRY)
    feed = site.feed("ferry")
    ingest([feed], settings)
    site.asked.clear()

    same = ingest([feed], settings)
    page = next(each for each in site.asked if each.path == "/ferry")
    site.article("ferry", FERRY + " It was towed to port.")
    corrected = ingest([feed], settings)

    assert "If-None-Match" in page.headers and same.chunks == 0
    assert corrected.changed == (f"{site.root}/ferry",)
    assert len(articles(settings)[f"{site.root}/ferry"].history) == 1


def test_a_page_is_asked_for_again_when_its_feed_says_it_changed(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    ingest([site.feed("ferry")], settings)
    site.article("ferry", FERRY + " It was towed to port.")

    report = ingest([site.feed("ferry", day="Sat, 04 May 2024 09:00:00 GMT")], settings)

    assert report.changed == (f"{site.root}/ferry",)


def test_what_falls_out_of_its_feed_stays_through_a_rebuild(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    site.article("olives", OLIVES)
    ingest([site.feed("ferry")], settings)
    feed = site.feed("olives")
    del site.pages["/ferry"]

    report = ingest([feed], settings, Options(prune=True))
    rebuilt = ingest([feed], settings, Options(rebuild=True))

    assert report.removed == () and len(articles(settings)) == 2
    assert len(rebuilt.added) == 2


def test_a_list_names_feeds_and_pages(settings: Settings, site: Site, tmp_path: Path) -> None:
    site.article("ferry", FERRY)
    site.article("olives", OLIVES)
    site.feed("ferry")
    named = tmp_path / "pages.urls"
    named.write_text(f"# what we follow\n\n{site.root}/feed.xml\n{site.root}/olives\n")

    report = ingest([named], settings)

    assert set(report.added) == {f"{site.root}/ferry", f"{site.root}/olives"}
    assert articles(settings)[f"{site.root}/olives"].source == str(named)


def test_lines_that_are_no_addresses_are_reported_until_they_are_and_the_others_fetched(
    settings: Settings, site: Site, tmp_path: Path
) -> None:
    site.article("ferry", FERRY)
    named = tmp_path / "pages.urls"
    named.write_text(f"file:///etc/passwd\n{site.root}/ferry\nhttp://\nhttp://[\n")

    report = ingest([named], settings)

    assert report.added == (f"{site.root}/ferry",)
    (failure,) = report.failed
    assert failure.doc == "pages.urls"
    assert failure.reason == (
        "line 1 is no http or https address: 'file:///etc/passwd'; 2 more cannot be read either (line 3, 4)"
    )
    assert ingest([named], settings, Options(dry_run=True)).failed == report.failed

    named.write_text(f"{site.root}/ferry\n")
    assert not ingest([named], settings).failed and not read_failures(settings)


def test_a_list_that_cannot_be_read_stops_before_anything_is_fetched(
    settings: Settings, site: Site, tmp_path: Path
) -> None:
    named = tmp_path / "pages.urls"
    named.write_bytes(b"\xff\xfe\x00\x80")

    with pytest.raises(UsageError, match="cannot be read"):
        ingest([Address(f"{site.root}/ferry"), named], settings)

    assert site.asked == []


def test_files_and_feeds_are_ingested_together_and_keep_apart(
    settings: Settings, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "trains.txt").write_text("Night trains between Ardal and Brück return in May.")
    site.article("ferry", FERRY)
    feed = site.feed("ferry")
    ingest([tmp_path, feed], settings)

    report = ingest([tmp_path], settings, Options(prune=True))

    assert report.removed == () and len(articles(settings)) == 2


def test_a_failing_feed_is_reported_and_its_articles_stay(settings: Settings, site: Site) -> None:
    site.article("ferry", FERRY)
    feed = site.feed("ferry")
    ingest([feed], settings)
    site.pages["/feed.xml"] = Resource(status=500)

    report = ingest([feed], settings)

    assert "status 500" in reason(report) and len(report.unchanged) == 1
    assert [each.doc for each in read_failures(settings)] == [feed.url]
    assert Index.open(settings).state().failed == 1


def test_a_page_that_failed_is_not_asked_for_at_every_run(settings: Settings, site: Site) -> None:
    feed = site.feed("missing")
    ingest([feed], settings)
    site.asked.clear()

    report = ingest([feed], settings)

    assert "status 404" in reason(report) and site.paths() == ["/feed.xml"]


def test_a_dry_run_fetches_nothing(settings: Settings, site: Site) -> None:
    ingest([site.feed("ferry")], settings, Options(dry_run=True))

    assert site.asked == [] and not settings.index.path.exists()


def test_a_slow_host_keeps_no_file_waiting(settings: Settings, site: Site, tmp_path: Path) -> None:
    (tmp_path / "trains.txt").write_text("Night trains between Ardal and Brück return in May.")
    site.article("ferry", FERRY)
    feed = site.feed("ferry")
    site.pages["/feed.xml"] = replace(site.pages["/feed.xml"], drip_s=0.01)
    stop, reports = threading.Event(), list[IngestReport]()
    listener = Listener(reports.append, lambda warning: pytest.fail(warning))
    arguments = ([tmp_path, feed], settings, Options(), Rhythm(600, follow=True), listener, stop)
    thread = threading.Thread(target=watch, args=arguments)

    thread.start()
    eventually(lambda: len(reports) == 2)
    (tmp_path / "comet.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    eventually(lambda: len(reports) == 3)
    stop.set()
    thread.join()

    assert [each.added for each in reports] == [("trains.txt",), (f"{site.root}/ferry",), ("comet.txt",)]
    assert len(articles(settings)) == Index.open(settings).chunk_count() == 3


def test_a_run_that_is_stopped_while_it_fetches_reports_no_failure(settings: Settings, site: Site) -> None:
    settings = with_web(settings, delay_s=30)
    site.article("ferry", FERRY)
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()

    started = time.monotonic()
    report = Ingester(settings, stop=stop).run([site.feed("ferry")])

    assert report.failed == () and read_failures(settings) == ()
    assert report.notes == ()  # what there is was not looked at
    assert time.monotonic() - started < 20
