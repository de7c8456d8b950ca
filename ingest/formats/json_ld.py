"""A page's JSON-LD: what it states of the page's own article, not of the stories it links to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = Mapping[str, object]

_SCRIPTS = "//script[@type='application/ld+json']/text()"
_ADDRESSES = "//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"
_NAMES = "//title/text() | //h1 | //meta[@property='og:title']/@content"
_BROKEN = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]+)\"")
_TYPES = ("article", "posting", "report", "review", "webpage")  # NewsArticle, BlogPosting, …
_PARTS = ("@graph", "mainEntity", "mainEntityOfPage")  # other keys lead to other stories, and to their lists
_DEEPEST = 5


def own_articles(tree: HtmlElement) -> list[Node]:
    """The nodes about the page's article: those with its address or headline, else all on the top level."""
    nodes = [node for script in tree.xpath(_SCRIPTS) for node in _articles(_loaded(str(script)), _DEEPEST)]
    addresses = {_path(str(address)) for address in tree.xpath(_ADDRESSES)}
    names = [
        _letters(str(name) if isinstance(name, str) else name.text_content()) for name in tree.xpath(_NAMES)
    ]
    own = [node for node in nodes if _addresses(node) & addresses or _has_name(node, names)]
    return own or _agreeing([node for node in nodes if not (addresses and _addresses(node))])


def _agreeing(nodes: list[Node]) -> list[Node]:
    """None where they are of different days, as in a list of stories."""
    return nodes if len({str(node.get("datePublished")) for node in nodes}) == 1 else []


def _loaded(script: str) -> object:
    try:
        return json.loads(script, strict=False)  # pages have raw line ends in their texts
    except (ValueError, RecursionError):
        found = set(_BROKEN.findall(script))
        return {"datePublished": found.pop()} if len(found) == 1 else None


def _articles(value: object, deepest: int) -> Iterator[Node]:
    if isinstance(value, list):
        for each in value:
            yield from _articles(each, deepest)
    elif isinstance(value, dict) and deepest:
        if any(kind in str(value.get("@type", "article")).lower() for kind in _TYPES):
            yield value
        for part in _PARTS:
            yield from _articles(value.get(part), deepest - 1)


def _addresses(node: Node) -> set[str]:
    page = node.get("mainEntityOfPage")
    given = (node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page)
    return {_path(each) for each in given if isinstance(each, str) and "//" in each}


def _path(address: str) -> str:
    return address.split("//", 1)[-1].split("#")[0].split("?")[0].rstrip("/").removeprefix("www.")


def _has_name(node: Node, names: list[str]) -> bool:
    headline = _letters(str(node.get("headline") or node.get("name") or ""))
    return bool(headline) and any(name.startswith(headline) or headline == name for name in names)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
