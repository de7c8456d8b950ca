"""What a server said, on one line of a message."""

from __future__ import annotations

import re

_LONGEST = 200  # characters
_TITLE = re.compile(r"<title[^>]*>(.*?)</title|<body[^>]*>(.*?)</body", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def short(text: str) -> str:
    line = " ".join(text.split()).rstrip(".;")
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"


def page(text: str) -> str:
    """What a web page shows, shortened."""
    found = _TITLE.search(text)
    return short(_TAG.sub(" ", found[1] or found[2] if found else text)) or "empty"
