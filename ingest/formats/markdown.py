"""Markdown: the decoded file itself, with blanks for what its readers do not see or its author struck out."""

from __future__ import annotations

import re

from ingest.formats.content import Content
from ingest.formats.front_matter import with_front_matter
from ingest.formats.text import decode

# Bounded, for each mark that nothing closes is read on from to the end of its reach.
_CODE = (
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)|\Z)"
    r"|(?P<tick>`+)[^`\n]{1,2000}(?P=tick)"
)
_COMMENT = r"<!--.*?(?:-->|\Z)|%%(?=[^%]).{1,5000}?%%"
_STRUCK = (
    r"(?<![~\\])~~(?=[^\s~])(?:(?!\n[ \t]*\n).){1,2000}?(?<=[^\s~])~~(?!~)"
    r"|<(?P<tag>del|s|strike)(?:\s[^<>\n]{0,200})?>.{0,2000}?</(?P=tag)>"
)
_UNSEEN = re.compile(rf"(?P<code>{_CODE})|{_COMMENT}|{_STRUCK}", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_NOT_A_LINE_END = re.compile(r"[^\n]")


def read(raw: bytes) -> Content:
    """Offsets are those of the file as Python's text mode reads it: no BOM, line ends are "\\n"."""
    return with_front_matter(_UNSEEN.sub(_blanked, decode(raw)))


def _blanked(found: re.Match[str]) -> str:
    return found[0] if found["code"] else _NOT_A_LINE_END.sub(" ", found[0])
