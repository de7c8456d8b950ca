"""Feeds and lists of addresses, against a server of our own: polite, bounded, and never inwards."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest

from ingest.pipeline import Ingester, Options, ingest
from ingest.report import IngestReport
from ingest.watch import Listener, Rhythm, watch
from ingest.web import transport
from ingest.web.address import Address
from ingest.web.fetching import Fetcher
from qa_bot.errors import ArticleError, UsageError
from qa_bot.failures import read_failures
from qa_bot.index import Index
from qa_bot.settings import Settings
from qa_bot.types import Article, DateSource

HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>Elsmouth Courier</title>'
FERRY = "The ferry Margarethe ran aground off Elsmouth on Tuesday. Divers found a long tear in the hull."
OLIVES = "Olive growers in Sant Pere expect a small harvest. After a dry winter came hail in April."


@dataclass(frozen=True)
class Resource:
    body: str = ""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip_s: float = 0.0  # between two bytes


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    at: float


class Site:
    """What the server has, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Resource] = {}
        self.asked: list[Asked] = []
        self.root = ""

    def feed(
        self, *names: str, path: str = "/feed.xml", day: str = "Fri, 03 May 2024 09:00:00 GMT"
    ) -> Address:
        items = "".join(
            f"<item><title>About {name}</title><link>{self.root}/{name}</link><pubDate>{day}</pubDate></item>"
            for name in names
        )
        self.pages[path] = Resource(HEAD + items + "</channel></rss>", "application/rss+xml")
        return Address(self.root + path)

    def article(self, name: str, text: str) -> None:
        body = f"<html><body><article><h1>{name}</h1><p>{text}</p><p>{text}</p></article></body></html>"
        self.pages[f"/{name}"] = Resource(body, headers={"ETag": f'"{abs(hash(body))}"'})

    def paths(self) -> list[str]:
        return [each.path for each in self.asked if each.path != "/robots.txt"]


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(Asked(self.path, dict(self.headers), time.monotonic()))
            self.answer(site.pages.get(self.path, Resource(status=404)))

        def answer(self, page: Resource) -> None:
            tag = page.headers.get("ETag")
            if tag and self.headers.get("If-None-Match") == tag:
                page = replace(page, status=304, body="")
            self.send_response(page.status)
            for name, value in {"Content-Type": page.type, **page.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if not page.drip_s:
                self.wfile.write(page.body.encode())
                return
            for byte in page.body.encode():
                try:
                    self.wfile.write(bytes([byte]))
                except OSError:
                    return
                time.sleep(page.drip_s)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.root = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(index={"path": tmp_path / "index"}, web={"allow_private": True, "delay_s": 0})


def with_web(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update={"web": settings.web.model_copy(update=changes)})


def articles(settings: Settings) -> dict[str, Article]:
    index = Index.open(settings)
    return index.articles(article.id for article in index.list_articles())


def reason(report: IngestReport) -> str:
    (failure,) = report.failed
    return failure.reason


def fetch_reason(settings: Settings, url: str) -> str:
    with pytest.raises(ArticleError) as refused:
        Fetcher(settings.web, threading.Event()).fetch(url)
    return str(refused.value)


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


def test_a_line_that_is_no_address_stops_before_anything_is_fetched(
    settings: Settings, site: Site, tmp_path: Path
) -> None:
    named = tmp_path / "pages.urls"
    named.write_text(f"{site.root}/ferry\nfile:///etc/passwd\n")

    with pytest.raises(UsageError, match="Line 2"):
        ingest([named], settings)

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
    site.pages["/robots.txt"] = Resource("User-agent: *\nCrawl-delay: 0.3\n", "text/plain")
    site.article("ferry", FERRY)

    ingest([site.feed("ferry")], settings)

    moments = [each.at for each in site.asked]
    assert len(moments) == 3 and moments[2] - moments[1] > 0.28
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
    wait_until(lambda: len(reports) == 2)
    (tmp_path / "comet.txt").write_text("A comet was seen over Ardal. It comes back in 76 years.")
    wait_until(lambda: len(reports) == 3)
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
    assert time.monotonic() - started < 20


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
