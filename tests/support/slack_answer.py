"""An answer about the dam at Orrin, its receipt, and what a reader sees of blocks made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from slack_sdk.models.blocks import Block

from qa_bot.receipts import Judged, ReadPassage, Receipt
from qa_bot.types import Answer, Article, Citation, DateSource, Disagreement, IndexState, Side, Status

OPENED = Article(
    id="dam.txt",
    text="Dam opens\n\nAfter years of work the dam at Orrin opened in May. Crowds came.\n\nRain tomorrow",
    title="Dam opens",
    published=date(2024, 5, 3),
    date_source=DateSource.BYLINE,
    outlet="Orrin Post",
    url="https://orrin.example/dam?page=1&print=2",
    content_hash="abc",
)
QUOTE = "the dam at Orrin opened in May."
MAY = Citation(
    n=1,
    doc=OPENED.id,
    title=OPENED.title,
    date=OPENED.published,
    date_source=OPENED.date_source,
    url=OPENED.url,
    quote=QUOTE,
    start=OPENED.text.index(QUOTE),
    end=OPENED.text.index(QUOTE) + len(QUOTE),
    content_hash="abc",
    outlet=OPENED.outlet,
)
JUNE = replace(
    MAY,
    n=2,
    doc="late.txt",
    title="Dam late",
    date=date(2024, 6, 1),
    date_source=DateSource.INFERRED,
    url=None,
    outlet=None,
)
ANSWER = Answer(
    id="a1",
    question="When did the dam open?",
    status=Status.ANSWERED,
    text="The dam opened in May [1]. It opened in June [2].",
    answerer="extractive",
    index=IndexState(3, 812, date(2024, 6, 1), "2024-06-02T10:20:30+00:00"),
    citations=(MAY, JUNE),
    disagreements=(
        Disagreement(
            "When did it open", (Side("In May.", (1,)), Side("In June.", (2,))), "different figures"
        ),
    ),
    as_of=date(2024, 7, 1),
)
RECEIPT = Receipt(
    asked_at=datetime(2024, 7, 2, 9, 30, tzinfo=UTC),
    standalone="When did the dam at Orrin open?",
    answer=ANSWER,
    judged=(
        Judged(QUOTE, "verbatim", 0.93, 1),
        Judged("It opened in June.", "supported", None, 2),
        Judged("It leaks.", "no passage proves it", None, None),
    ),
    read=(
        ReadPassage("x#1", "x.txt", "Rain at Orrin", None, DateSource.UNKNOWN, "def", 0.5, ()),
        ReadPassage("dam.txt#1", "dam.txt", "Dam opens", None, DateSource.UNKNOWN, "abc", 0.5, ()),
    ),
)


def shown(blocks: Iterable[Block] | None) -> list[str]:
    """The lines a reader sees."""
    return [line for block in blocks or () for line in lines(block.to_dict())]


def lines(part: dict[str, Any]) -> Iterator[str]:
    match part["type"]:
        case "rich_text" | "rich_text_list":
            for element in part["elements"]:
                yield from lines(element)
        case "rich_text_section" | "rich_text_quote":
            yield "".join(_marked(leaf) for leaf in part["elements"])
        case "context":
            yield from (element["text"] for element in part["elements"])
        case "header":
            yield part["text"]["text"]


def _marked(leaf: dict[str, Any]) -> str:
    said = f"[{leaf['text']}]({leaf['url']})" if leaf["type"] == "link" else leaf["text"]
    return f"*{said}*" if leaf.get("style", {}).get("bold") else said
