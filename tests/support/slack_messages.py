"""What people find in the bot's messages: words, buttons, news of a correction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from support.slack_proxy import SlackProxy
from support.slack_server import Message


def says(message: Message) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


def has_button(message: Message, action_id: str) -> bool:
    return f'"action_id": "{action_id}"' in json.dumps(message)


def with_button(messages: Iterable[Message], action_id: str) -> Message | None:
    return next((each for each in messages if has_button(each, action_id)), None)


def button(message: Message, action_id: str, text: str = "") -> dict[str, Any]:
    """What a click on it sends."""
    elements = [element for block in message["blocks"] for element in block.get("elements", ())]
    found = next(
        element
        for element in elements
        if element.get("action_id") == action_id and text in element.get("text", {}).get("text", "")
    )
    return {"type": "button", "action_id": action_id, "value": found["value"]}


def corrections(messages: Iterable[Message]) -> list[Message]:
    return [each for each in messages if "a source of the answer has changed" in json.dumps(each)]


def statuses(slack: SlackProxy, thread_ts: str = "") -> list[str]:
    """What people have been told meanwhile: of the thread, or everywhere."""
    told = (call.arguments for call in slack.called("assistant.threads.setStatus"))
    return [str(one["status"]) for one in told if thread_ts in ("", one["thread_ts"])]
