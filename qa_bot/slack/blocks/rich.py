"""Rich text, in which what an article says is only ever text, and blocks laid out over messages and views.

Slack parses nothing in a text element, and a quote stays as it stands in the article.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    Block,
    BlockElement,
    ContextBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
    TextObject,
)

from qa_bot.slack.text import escaped, linkable, shortened

LONGEST_TITLE = 150
LONGEST_TEXT = 3000
_MOST_BLOCKS = 50
_MESSAGE_SIZE = 12_000  # of the blocks as JSON: Slack refuses a message from about 13,000 on
_BLOCK_SIZE = 6_000
_OVERHEAD = 100  # what an element has around its text
_FALLBACK = 4000  # longer ones chat.update refuses
_VIEW_BLOCKS = 100
_VIEW_SIZE = 80_000  # of 250,000 bytes, of which a character may take three

Part = RichTextElementParts.Text | RichTextElementParts.Link


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted at once: the blocks, and the same in mrkdwn for where none are shown."""

    text: str
    blocks: tuple[Block, ...]


def words(text: str, *, bold: bool = False, italic: bool = False, code: bool = False) -> Part:
    """Text of our own or a cleaned one; see `said` for an article's."""
    style = {name: True for name, wanted in (("bold", bold), ("italic", italic), ("code", code)) if wanted}
    return RichTextElementParts.Text(text=text or " ", style=style or None)


def said(text: str, limit: int = LONGEST_TEXT, *, bold: bool = False) -> Part:
    """What an article or a person says, on one line."""
    return words(shortened(text, limit), bold=bold)


def titled(title: str, url: str | None) -> Part:
    """A title, which leads to the article's own address if that is one to follow."""
    name = shortened(title, LONGEST_TITLE) or "Untitled"
    address = linkable(url)
    return RichTextElementParts.Link(url=address, text=name) if address else words(name)


def section(*parts: Part) -> RichTextSectionElement:
    return RichTextSectionElement(elements=parts)


def bullets(items: Iterable[RichTextSectionElement]) -> RichTextListElement:
    return RichTextListElement(elements=tuple(items), style="bullet")


def quotation(*parts: Part) -> RichTextQuoteElement:
    return RichTextQuoteElement(elements=parts)


def rich(*elements: RichTextElement) -> RichTextBlock:
    return RichTextBlock(elements=elements)


def stacked(elements: Iterable[RichTextElement]) -> Iterator[RichTextBlock]:
    """The elements one under the other: one block, or more where a message might not hold it."""
    held: list[RichTextElement] = []
    size = 0
    for element in elements:
        size += _size(element)
        if held and size > _BLOCK_SIZE:
            yield rich(*held)
            held, size = [], _size(element)
        held.append(element)
    if held:
        yield rich(*held)


def small(text: str) -> ContextBlock:
    """A line under the rest."""
    return ContextBlock(elements=[PlainTextObject(text=shortened(text, LONGEST_TEXT), emoji=False)])


def laid_out(blocks: Iterable[Block]) -> tuple[Message, ...]:
    """The blocks in as few messages as Slack's limits allow."""
    pages: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        used += _size(block)
        if pages[-1] and (used > _MESSAGE_SIZE or len(pages[-1]) == _MOST_BLOCKS):
            pages.append([])
            used = _size(block)
        pages[-1].append(block)
    return tuple(Message(_fallback(page), tuple(page)) for page in pages if page)


def fitting(blocks: Sequence[Block], left_out: str) -> list[Block]:
    """The blocks a view can hold; if those are not all, the last says `left_out`."""
    shown: list[Block] = []
    size = 0
    for block in blocks:
        size += _size(block)
        if size > _VIEW_SIZE or len(shown) == _VIEW_BLOCKS - 1:
            return [*shown, small(left_out)]
        shown.append(block)
    return shown


def _size(part: Block | BlockElement | TextObject) -> int:
    """Characters of its JSON, or more; to make that takes longer than all the rest."""
    said = getattr(part, "text", None) or ""
    size = _OVERHEAD + len(getattr(part, "url", None) or "") + len(getattr(part, "value", None) or "")
    size += len(said) + sum(map(said.count, '"\\\n')) if isinstance(said, str) else 0
    return size + sum(map(_size, getattr(part, "elements", ())))


def _fallback(page: Iterable[Block]) -> str:
    lines = [line for block in page for line in _lines(block)]
    text = "\n".join(map(escaped, lines))
    if len(text) <= _FALLBACK:
        return text
    short = shortened(" ".join(lines), _FALLBACK // 2)  # a character is rarely two when escaped, at most six
    return escaped(short) if len(escaped(short)) <= _FALLBACK else escaped(shortened(short, _FALLBACK // 6))


def _lines(part: Block | BlockElement | TextObject) -> Iterator[str]:
    """What it says, a line for each of its sections."""
    match part:
        case RichTextBlock():
            yield from (line for element in part.elements for line in _lines(element))
        case RichTextListElement():
            yield from (f"• {line}" for element in part.elements for line in _lines(element))
        case RichTextSectionElement() | RichTextQuoteElement():
            yield "".join(getattr(each, "text", "") for each in part.elements)
        case ContextBlock():
            yield from (getattr(element, "text", "") for element in part.elements)
