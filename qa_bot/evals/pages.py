"""How well saved web pages are read: the article's body and its publication day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from qa_bot.evals import metrics, sets
from qa_bot.evals.product import Product
from qa_bot.evals.report import Measurement, Target, single
from qa_bot.evals.sets import Page
from qa_bot.evals.workspace import BenchFolder


def article_extraction(work: BenchFolder) -> list[Measurement]:
    """The body of saved news pages against the body people marked."""
    pages, product = _ingested_pages(work, "article_extraction")
    known = product.dates()
    work.say(f"article_extraction: {len(known)} of {len(pages)} pages read")
    with ThreadPoolExecutor(2) as readers:
        bodies = readers.map(lambda page: _body(product, page) if _doc(page) in known else "", pages)
        overlaps = [
            metrics.shingle_overlap(body, page.text) for body, page in zip(bodies, pages, strict=True)
        ]
    return [
        Measurement("body F1", metrics.bootstrap(overlaps, metrics.f1), Target(0.955)),
        Measurement("body precision", metrics.mean([each.precision for each in overlaps])),
        Measurement("body recall", metrics.mean([each.recall for each in overlaps])),
        single("pages not read", len(pages) - len(known), n=len(pages)),
    ]


def htmldate(work: BenchFolder) -> list[Measurement]:
    """The publication day of saved pages."""
    pages, product = _ingested_pages(work, "htmldate")
    dates = product.dates()
    exact = [dates.get(_doc(page)) == page.date for page in pages]
    dated = [dates.get(_doc(page)) is not None for page in pages]
    return [
        Measurement("exact day", metrics.rate(exact), Target(0.89)),
        Measurement("exact day, of the dated", metrics.share(sum(exact), sum(dated))),
        single("pages not read", len(pages) - len(dates), n=len(pages)),
    ]


def _ingested_pages(work: BenchFolder, name: str) -> tuple[list[Page], Product]:
    pages = list(sets.pages(work.bench / name))
    pages = pages[: work.sample(len(pages))]
    source = work.fresh(name) / "pages"
    sets.write_pages(pages, source)
    product = Product(source.parent / "index")
    work.say(f"{name}: ingesting {len(pages)} pages")
    product.ingest(source)
    return pages, product


def _doc(page: Page) -> str:
    return f"{page.id}.html"


def _body(product: Product, page: Page) -> str:
    return product.body(_doc(page))
