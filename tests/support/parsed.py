"""A story about a harbour, and the article a file of it becomes."""

from __future__ import annotations

from pathlib import Path

from ingest.parsing import parse
from ingest.scan.source_file import SourceFile
from qa_bot.types import Article

STORY = "The harbour of Lindau will be dredged again.\n\nSand has closed the channel, said Ines Brandt.\n"


def article(raw: bytes | str, name: str = "news/a.txt") -> Article:
    raw = raw.encode() if isinstance(raw, str) else raw
    kind = Path(name).suffix
    return parse(SourceFile(Path("/in") / name, "/in", name, kind, 10**8), raw)
