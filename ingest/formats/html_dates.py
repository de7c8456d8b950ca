"""When a page was published: what it declares, else the line under its headline, else what htmldate finds."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING

from ingest.cleaning.dating import byline_date, to_date
from ingest.formats.json_ld import own_articles
from qa_bot.types import DateSource

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_META = "//meta[@property='article:published_time']/@content"
_OTHERS = "ancestor::aside or ancestor::nav or ancestor::*[@itemprop='itemListElement']"
_MICRODATA = (
    f"//*[@itemprop='datePublished'][not({_OTHERS})]/@content"
    f" | //*[@itemprop='datePublished'][not({_OTHERS})]/@datetime"
)
_SCRIPTS = "//script[@type='application/ld+json']"
_CHANGES = " or ".join(
    f"contains(translate(@{name}, 'DEMOPTUI', 'demoptui'), '{word}')"
    for name in ("property", "name", "itemprop", "class", "http-equiv")
    for word in ("updated", "modified")
)
_DATED = "self::meta or self::time or self::span or self::p or self::abbr"
_OF_CHANGES = f"//*[{_DATED}][{_CHANGES}]"
_OF_OTHER_STORIES = f"{_SCRIPTS} | //aside | //nav"


def publication(tree: HtmlElement, text: str) -> tuple[date | None, DateSource]:
    """`text` is the article that was found in `tree`, which stays as it is."""
    from htmldate import find_date

    if day := next(_declared(tree), None):
        return day, DateSource.METADATA
    stated = _without(tree, _OF_OTHER_STORIES)
    rest = _without(stated, _OF_CHANGES)
    if day := to_date(find_date(_head(rest), original_date=True, extensive_search=False)):
        return day, DateSource.METADATA
    if day := byline_date(text):
        return day, DateSource.BYLINE
    if day := to_date(find_date(rest, original_date=True, extensive_search=False)):
        return day, DateSource.METADATA
    found = (to_date(find_date(part, original_date=True)) for part in (rest, stated))
    day = next(filter(None, found), None)
    return day, DateSource.INFERRED if day else DateSource.UNKNOWN


def _declared(tree: HtmlElement) -> Iterator[date]:
    """The dates the page declares as its publication, the plainest declaration first."""
    stated = [node.get("datePublished") for node in own_articles(tree)]
    values = [*tree.xpath(_META), *stated, *tree.xpath(_MICRODATA)]
    return (day for value in values if (day := to_date(value if value is None else str(value))))


def _without(tree: HtmlElement, dated_otherwise: str) -> HtmlElement:
    """A copy without the elements of which the page tells another day."""
    rest = deepcopy(tree)
    for element in rest.xpath(dated_otherwise):
        if element.getparent() is not None:
            element.drop_tree()
    return rest


def _head(tree: HtmlElement) -> HtmlElement:
    from lxml.html import Element

    page = Element("html")
    page.extend(deepcopy(tree.xpath("/html/head")))
    page.append(Element("body"))
    return page
