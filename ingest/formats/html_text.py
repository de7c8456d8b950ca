"""A page's tree as its readers see it: without hidden and struck text, raised figures raised, a line a row.

trafilatura decides later what of it is the article; it knows neither style nor the columns of a table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.formats.html_tables import write_tables_as_lines
from ingest.formats.raised import raised

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STRUCK = "//del | //s | //strike | //template | //*[@hidden][not(self::html or self::body)]"
# trafilatura, set to be precise, leaves out an element without text and the words behind it.
_EMPTY = "//*[self::span or self::b or self::i or self::em or self::strong or self::q][not(node())]"
_HIDDEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|color:transparent"
    r"|(?:left|top|text-indent):-\d{3,}(?:px|em|rem)|text-decoration(?:-line)?:[^;]*line-through)(?:!important)?(?:;|$)"
)
_NO_SIZE = re.compile(r"(?:^|;)font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?:!important)?(?:;|$)")
_SIZE = "descendant::*[contains(@style, 'font-size')]"
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_SHORT_HEX = re.compile(r"#([\da-f])([\da-f])([\da-f])")
_NAMED = {"white": "#ffffff", "black": "#000000", "rgb(255,255,255)": "#ffffff", "rgb(0,0,0)": "#000000"}
_SPACE = re.compile(r"\s+")

_BRACKETED = re.compile(r"(?:\[[^\[\]]{1,30}\][\s,]*)+")
_MARK = re.compile(r"\[?(?:\w{1,3}|[*†‡§]{1,3})\]?")
_EPUB_TYPE = "epub:type"
_NOTE_REFERENCES = f"//a[@role='doc-noteref'] | //a[@*[name()='{_EPUB_TYPE}']='noteref']"
_NOTE_LINK = "ancestor-or-self::a[contains(@href, '#')] | descendant::a[contains(@href, '#')]"


def as_seen(tree: HtmlElement) -> HtmlElement:
    """The same tree, changed."""
    for element in [*tree.xpath(_STRUCK), *filter(_is_hidden, tree.xpath("//body//*[@style]"))]:
        _drop(element)
    _drop_note_marks(tree)
    for superscript in tree.xpath("//sup"):
        _raise(superscript)
    for empty in tree.xpath(_EMPTY):
        empty.drop_tag()
    write_tables_as_lines(tree)
    return tree


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:  # else it went with what it stood in
        element.drop_tree()


def _is_hidden(element: HtmlElement) -> bool:
    style = _style(element)
    if _NO_SIZE.search(style):
        return not element.xpath(_SIZE)  # a row of boxes may be set so, to have no space between them
    return bool(_HIDDEN.search(style)) or _has_colour_of_background(element, style)


def _style(element: HtmlElement) -> str:
    return _SPACE.sub("", element.get("style", "")).lower()


def _has_colour_of_background(element: HtmlElement, style: str) -> bool:
    """Whether its letters have the very colour that its own or a surrounding style lays under them."""
    if not (colour := _COLOUR.search(style)):
        return False
    styles = (_style(each) for each in (element, *element.iterancestors()))
    under = next((found for each in styles if (found := _BACKGROUND.search(each))), None)
    return under is not None and _hex(colour[1]) == _hex(under[1])


def _hex(colour: str) -> str:
    return _NAMED.get(colour, _SHORT_HEX.sub(r"#\1\1\2\2\3\3", colour) if len(colour) == 4 else colour)


def _drop_note_marks(tree: HtmlElement) -> None:
    """Marks that lead to a footnote: in an answer they would look like citations."""
    for link in tree.xpath(f"{_NOTE_REFERENCES} | //a[starts-with(@href, '#')]"):
        if link.get("role") or link.get(_EPUB_TYPE) or _BRACKETED.fullmatch(link.text_content().strip()):
            _drop(link)
    for superscript in tree.xpath("//sup"):
        text = superscript.text_content().strip()
        if _BRACKETED.fullmatch(text) or (_MARK.fullmatch(text) and superscript.xpath(_NOTE_LINK)):
            _drop(superscript)


def _raise(element: HtmlElement) -> None:
    """km<sup>2</sup> -> km², and 10<sup>9</sup> -> 10^9; a raised "th" keeps its markup."""
    text = _SPACE.sub("", element.text_content())
    if (written := raised(text, _text_before(element))) == text:
        return
    for child in list(element):
        element.remove(child)
    element.text = written
    element.drop_tag()


def _text_before(element: HtmlElement) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return str(previous.tail or previous.text_content())
    return str(parent.text or "") if parent is not None else ""
