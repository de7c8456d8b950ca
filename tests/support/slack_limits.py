"""Slack's limits on messages and views, as documented, and for whole messages as its servers act."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_SIZE = 13_000  # refused from about 13,200; the JSON is what is measured here, which is never less
VIEW_BYTES = 250_000
FALLBACK = 4_000  # longer ones are refused by chat.update
MARKDOWN = 12_000  # of all markdown blocks together
_HALF_PAIR = re.compile("[\\ud800-\\udfff]")
URL, VALUE, ID = 3_000, 2_000, 255


@dataclass(frozen=True, slots=True)
class Problem:
    """Why Slack would refuse it, under which error."""

    error: str
    says: str


def message_problems(message: Json) -> Iterator[Problem]:
    """What is wrong with the arguments of a method that posts or updates a message."""
    blocks = message.get("blocks") or []
    text = message.get("text") or ""
    if not (text or blocks or message.get("markdown_text")):
        yield Problem("no_text", "neither text nor blocks")
    if len(text) > FALLBACK:
        yield Problem("msg_too_long", f"text has {len(text)} characters, at most {FALLBACK} may be")
    if len(size := json.dumps(blocks, ensure_ascii=False)) > MESSAGE_SIZE:
        yield Problem("msg_blocks_too_long", f"{len(size)} characters of blocks")
    yield from _as_invalid(_count("blocks", blocks, 0, MESSAGE_BLOCKS), "invalid_blocks")
    yield from _as_invalid(_blocks(blocks, _MESSAGE_ONLY | _ANYWHERE), "invalid_blocks")


def view_problems(view: Json) -> Iterator[Problem]:
    """What is wrong with a modal or a Home tab."""
    if len(json.dumps(view, ensure_ascii=False).encode("utf-8", "replace")) > VIEW_BYTES:
        yield Problem("view_too_large", f"more than {VIEW_BYTES} bytes")
    yield from _as_invalid(_view(view), "invalid_arguments")


def _as_invalid(reasons: Iterable[str], error: str) -> Iterator[Problem]:
    return (Problem(error, reason) for reason in reasons)


def _view(view: Json) -> Iterator[str]:
    blocks = view.get("blocks") or []
    modal = view.get("type") == "modal"
    if not modal and view.get("type") != "home":
        yield f"type {view.get('type')!r}"
    if modal or "title" in view:
        yield from _text("title", view.get("title"), 24, plain=True)
    for name in ("submit", "close"):
        if name in view:
            yield from _text(name, view[name], 24, plain=True)
    if "submit" not in view and any(block.get("type") == "input" for block in blocks):
        yield "an input without submit"
    yield from _string("private_metadata", view.get("private_metadata", ""), 3_000, least=0)
    yield from _string("callback_id", view.get("callback_id", ""), ID, least=0)
    yield from _count("blocks", blocks, 1, VIEW_BLOCKS)
    yield from _blocks(blocks, _ANYWHERE)


def _blocks(blocks: Iterable[Json], allowed: Mapping[str, Callable[[Json], Iterator[str]]]) -> Iterator[str]:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "a block_id twice"
    if sum(len(block.get("text", "")) for block in blocks if block.get("type") == "markdown") > MARKDOWN:
        yield f"more than {MARKDOWN} characters of Markdown"
    for n, block in enumerate(blocks):
        kind = block.get("type", "")
        says = allowed[kind](block) if kind in allowed else iter([f"unsupported type: {kind!r}"])
        yield from (f"{reason} [/blocks/{n}]" for reason in says)
        yield from _string("block_id", block.get("block_id", "0"), ID)


def _section(block: Json) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "a section without text"
    if "text" in block:
        yield from _text("text", block["text"], 3_000)
    yield from _count("fields", block.get("fields", []), 0, 10)
    for field in block.get("fields", []):
        yield from _text("field", field, 2_000)
    if "accessory" in block:
        yield from _elements([block["accessory"]], _INTERACTIVE | {"image": _image})


def _header(block: Json) -> Iterator[str]:
    yield from _text("header", block.get("text"), 150, plain=True)


def _context(block: Json) -> Iterator[str]:
    yield from _count("elements", block.get("elements", []), 1, 10)
    for element in block.get("elements", []):
        yield from _image(element) if element.get("type") == "image" else _text("context", element, 3_000)


def _actions(block: Json) -> Iterator[str]:
    yield from _count("elements", block.get("elements", []), 1, 25)
    yield from _elements(block.get("elements", []), _INTERACTIVE)


def _context_actions(block: Json) -> Iterator[str]:
    yield from _count("elements", block.get("elements", []), 1, 5)
    yield from _elements(block.get("elements", []), {"feedback_buttons": _feedback, "icon_button": _button})


def _input(block: Json) -> Iterator[str]:
    yield from _text("label", block.get("label"), 2_000, plain=True)
    if "hint" in block:
        yield from _text("hint", block["hint"], 2_000, plain=True)
    yield from _elements([block.get("element", {})], _INPUTS)


def _image(block: Json) -> Iterator[str]:
    yield from _string("image_url", block.get("image_url"), URL)
    yield from _string("alt_text", block.get("alt_text"), 2_000)


def _markdown(block: Json) -> Iterator[str]:
    yield from _string("text", block.get("text"), MARKDOWN)


def _table(block: Json) -> Iterator[str]:
    yield from _count("rows", block.get("rows", []), 1, 100)
    for row in block.get("rows", []):
        yield from _count("cells", row, 1, 20)


def _rich_text(block: Json) -> Iterator[str]:
    yield from _count("elements", block.get("elements", []), 1, 1_000)
    for element in block.get("elements", []):
        if element.get("type") not in _RICH:
            yield f"unsupported type: {element.get('type')!r} in rich_text"
        for part in element.get("elements", []):
            yield from _rich_text({"elements": [part]}) if part.get("type") in _RICH else _part(part)


def _part(part: Json) -> Iterator[str]:
    match part.get("type"):
        case "text":
            yield from _string("text", part.get("text"), MESSAGE_SIZE)
        case "link":
            yield from _string("url", part.get("url"), URL)
        case "emoji" | "user" | "channel" | "usergroup" | "date" | "broadcast" | "color" | "team":
            pass
        case other:
            yield f"unsupported type: {other!r} in rich_text"


def _elements(
    elements: Iterable[Json], allowed: Mapping[str, Callable[[Json], Iterator[str]]]
) -> Iterator[str]:
    ids = [element["action_id"] for element in elements if "action_id" in element]
    if len(ids) != len(set(ids)):
        yield "an action_id twice"
    for element in elements:
        kind = element.get("type", "")
        yield from allowed[kind](element) if kind in allowed else [f"unsupported element: {kind!r}"]
        yield from _string("action_id", element.get("action_id", "0"), ID)


def _button(element: Json) -> Iterator[str]:
    yield from _text("button", element.get("text"), 75, plain=True)
    yield from _string("value", element.get("value", ""), VALUE, least=0)
    yield from _string("url", element.get("url", ""), URL, least=0)
    yield from _string("accessibility_label", element.get("accessibility_label", ""), 75, least=0)
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"style {element['style']!r}"


def _feedback(element: Json) -> Iterator[str]:
    for name in ("positive_button", "negative_button"):
        button = element.get(name, {})
        yield from _text(name, button.get("text"), 75, plain=True)
        yield from _string("value", button.get("value"), VALUE)
        yield from _string("accessibility_label", button.get("accessibility_label", ""), 75, least=0)


def _text_input(element: Json) -> Iterator[str]:
    if "placeholder" in element:
        yield from _text("placeholder", element["placeholder"], 150, plain=True)
    if not 1 <= element.get("max_length", 3_000) <= 3_000:
        yield f"max_length {element['max_length']}"


def _choice(most: int) -> Callable[[Json], Iterator[str]]:
    def check(element: Json) -> Iterator[str]:
        yield from _count("options", element.get("options", []), 1, most)
        for option in element.get("options", []):
            yield from _text("option", option.get("text"), 75)
            yield from _string("value", option.get("value"), 150)

    return check


def _text(name: str, text: Json | None, most: int, *, plain: bool = False) -> Iterator[str]:
    if text is None or text.get("type") not in (("plain_text",) if plain else ("plain_text", "mrkdwn")):
        yield f"{name} is no text object of the right type"
    else:
        yield from _string(name, text.get("text"), most)


def _string(name: str, value: str | None, most: int, least: int = 1) -> Iterator[str]:
    if value is None or not least <= len(value) <= most:
        yield f"{name} must have {least} to {most} characters, not {len(value or '')}"
    elif _HALF_PAIR.search(value):
        yield f"{name} has half a surrogate pair"


def _count(name: str, values: Any, least: int, most: int) -> Iterator[str]:
    if not least <= len(values) <= most:
        yield f"{name} must be {least} to {most}, not {len(values)}"


_RICH = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
_CHOICES = {"static_select": _choice(100), "radio_buttons": _choice(10), "checkboxes": _choice(10)}
_INTERACTIVE = {"button": _button, "overflow": _choice(5), **_CHOICES}
_INPUTS = {"plain_text_input": _text_input, **_CHOICES}
_ANYWHERE = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": lambda block: iter(()),
    "image": _image,
    "input": _input,
    "rich_text": _rich_text,
}
_MESSAGE_ONLY = {"markdown": _markdown, "table": _table, "context_actions": _context_actions}
