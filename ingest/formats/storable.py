"""Text that every database and tokenizer takes: what some of them refuse is replaced, one for one."""

from __future__ import annotations

import re

# Half characters have no UTF-8; NUL ends a text in C. JSON can spell both, and a PDF's fonts can map to them.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """The text, of the same length, with U+FFFD for each character that cannot be kept."""
    return _UNSTORABLE.sub(_REPLACEMENT, text)
