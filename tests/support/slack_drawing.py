"""Blocks as local-slack can draw them: what it does not know becomes the nearest of what it does."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

Json = dict[str, Any]


def drawn(blocks: Iterable[Json]) -> list[Json]:
    return [_drawn(block) for block in blocks]


def plain(markdown: str) -> str:
    """What a reader sees of escaped Markdown, of which nothing is drawn."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown))


def _drawn(block: Json) -> Json:
    match block["type"]:
        case "context_actions":
            return {"type": "actions", "elements": [b for e in block["elements"] for b in _buttons(e)]}
        case "rich_text":
            return _section("\n".join(line for element in block["elements"] for line in _lines(element)))
        case "markdown":
            return _section(re.sub(r"\*\*(.+?)\*\*", r"*\1*", block["text"]))
        case _:
            return block


def _section(mrkdwn: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn}}


def _lines(element: Json) -> Iterator[str]:
    match element["type"]:
        case "rich_text_list":
            yield from (f"• {line}" for item in element["elements"] for line in _lines(item))
        case "rich_text_quote":
            yield f"> {_inline(element)}"
        case _:
            yield _inline(element)


def _inline(element: Json) -> str:
    return "".join(map(_styled, element["elements"]))


def _styled(part: Json) -> str:
    style = part.get("style") or {}
    text = html.escape(part.get("text", ""), quote=False)
    if part["type"] == "link":
        return f"<{part['url']}|{text}>"
    mark = "*" if style.get("bold") else "_" if style.get("italic") else ""
    inner = text.strip()
    return text.replace(inner, f"{mark}{inner}{mark}") if inner else text


def _buttons(element: Json) -> list[Json]:
    """A pair of feedback buttons as two ordinary ones."""
    if element["type"] != "feedback_buttons":
        return [element]
    pair = (element["positive_button"], element["negative_button"])
    return [{"type": "button", "action_id": element["action_id"], **button} for button in pair]
