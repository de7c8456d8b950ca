"""HTML that another format carries: all its words, for no page stands around the article."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from ingest.formats.storable import storable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TAG = re.compile(
    r"</?(?:p|br|hr|div|span|section|article|figure|img|a|b|i|u|em|strong|small|sup|sub|s|del|ins|code|pre|"
    r"ul|ol|li|dl|dt|dd|h[1-6]|blockquote|q|table|tr|td|th|html|body|font)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?:p|br|div|li|tr|h[1-6]|blockquote)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_SPACES = dict.fromkeys(range(32), " ")  # a line end is one in HTML; XML does not have the others
_UNSEEN = "//head | //title | //script | //style | //noscript | //iframe"
_APART = frozenset(
    "p div section article figure figcaption ul ol dl blockquote pre table td hr h1 h2 h3 h4 h5 h6".split()
)
_ON_A_LINE = frozenset("li dt dd".split())


def words_of(text: str) -> str:
    """What a reader would see of a text that may be HTML; the text itself where it has no tag or entity."""
    if _TAG.search(text):
        return _words_of_html(text)
    return html.unescape(text) if _ENTITY.search(text) else text


def line_of(text: str) -> str:
    """The same as one line, for a title."""
    return " ".join(words_of(text).split())


def _words_of_html(text: str) -> str:
    if not _BLOCK.search(text):  # then lines are what the text has for paragraphs
        text = text.replace("\n", "<br>")
    return text_of(tree_of(f"<body>{text}"))


def tree_of(text: str) -> HtmlElement:
    """HTML as a tree, without comments and without characters that a tree cannot hold."""
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    return document_fromstring(storable(text).translate(_SPACES).encode(), parser=parser)


def text_of(root: HtmlElement) -> str:
    """What a reader would see of it, which changes the tree: paragraphs parted, lines of lists and tables."""
    from ingest.formats.html_text import as_seen

    for unseen in root.xpath(_UNSEEN):
        unseen.drop_tree()
    for element in as_seen(root).iter():
        _mark(element)
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _mark(element: HtmlElement) -> None:
    """Puts into the text what is shown around an element."""
    text, tail = element.text or "", element.tail or ""
    if element.tag in _APART:
        element.text, element.tail = f"\n\n{text}", f"\n\n{tail}"
    elif element.tag in _ON_A_LINE:
        element.text = f"\n{text}"
    elif element.tag == "br":
        element.tail = f"\n{tail}"
