"""Blocks as local-slack can draw them: what it does not know becomes the nearest of what it does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Block = dict[str, Any]


def drawn(blocks: Iterable[Block]) -> list[Block]:
    return [_drawn(block) for block in blocks]


def _drawn(block: Block) -> Block:
    match block["type"]:
        case "context_actions":
            return {"type": "actions", "elements": [b for e in block["elements"] for b in _buttons(e)]}
        case "markdown":
            text = re.sub(r"\*\*(.+?)\*\*", r"*\1*", block["text"])
            return {"type": "section", "text": {"type": "mrkdwn", "text": text}}
        case _:
            return block


def _buttons(element: dict[str, Any]) -> list[dict[str, Any]]:
    """A pair of feedback buttons as two ordinary ones."""
    if element["type"] != "feedback_buttons":
        return [element]
    pair = (element["positive_button"], element["negative_button"])
    return [{"type": "button", "action_id": element["action_id"], **button} for button in pair]
