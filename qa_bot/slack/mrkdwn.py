"""Slack's markup -> the words a reader sees."""

from __future__ import annotations

import html
import re

_EMOJI = re.compile(r"(?<![A-Za-z0-9]):[\w+'-]+:(?![A-Za-z0-9])")  # not the minutes of "10:30:15"
_USER = re.compile(r"<@(?P<id>\w+)(?:\|(?P<name>[^>]*))?>")
# "<#C1|harbour>", "<https://example.org|the port>", "<!subteam^S1|@harbour>"
_REFERENCE = re.compile(r"<(?P<sign>[#!]?)(?P<target>[^>|]*)(?:\|(?P<label>[^>]*))?>")


def plain(text: str, bot_user: str = "") -> str:
    """The words in one line, without emoji, marks of code and mentions of the bot."""
    text = _USER.sub(lambda found: _named(found, bot_user), text)
    text = _REFERENCE.sub(_labelled, _EMOJI.sub(" ", text.replace("`", " ")))
    return " ".join(html.unescape(text).split())


def mentioned(text: str) -> frozenset[str]:
    """The ids of the people and bots it mentions."""
    return frozenset(found["id"] for found in _USER.finditer(text))


def _named(found: re.Match[str], bot_user: str) -> str:
    return "" if found["id"] == bot_user or not found["name"] else f"@{found['name']}"


def _labelled(found: re.Match[str]) -> str:
    label: str = found["label"] or found["target"]
    match found["sign"]:
        case "#":
            return f"#{label}"
        case "!" if not found["label"]:
            return f"@{label}"  # "<!here>"
    return label
