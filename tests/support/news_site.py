"""A site with feeds and pages, which keeps what it was asked, and what an ingest made of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.run import IngestReport
from ingest.scan.web.address import Address
from qa_bot.index import Index
from qa_bot.settings import Settings
from qa_bot.types import Article

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
        return self.rss(items, path)

    def rss(self, items: str, path: str = "/feed.xml") -> Address:
        """A feed of these items."""
        self.pages[path] = Resource(f"{HEAD}{items}</channel></rss>", "application/rss+xml")
        return Address(self.root + path)

    def article(self, name: str, text: str) -> None:
        body = f"<html><body><article><h1>{name}</h1><p>{text}</p><p>{text}</p></article></body></html>"
        self.pages[f"/{name}"] = Resource(body, headers={"ETag": f'"{abs(hash(body))}"'})

    def paths(self) -> list[str]:
        return [each.path for each in self.asked if each.path != "/robots.txt"]


def with_web(settings: Settings, **changes: object) -> Settings:
    return settings.model_copy(update={"web": settings.web.model_copy(update=changes)})


def articles(settings: Settings) -> dict[str, Article]:
    index = Index.open(settings)
    return index.articles(article.id for article in index.list_articles())


def reason(report: IngestReport) -> str:
    (failure,) = report.failed
    return failure.reason
