"""Brings articles into the index: find, read, parse, clean, chunk, embed, write, report."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.api import ingest
    from ingest.run import IngestReport

__all__ = ["IngestReport", "ingest"]


def __getattr__(name: str) -> Any:
    """Loaded when they are first used: a command that says how it is used need not wait for them."""
    if name == "ingest":
        from ingest.api import ingest

        return ingest
    if name == "IngestReport":
        from ingest.run import IngestReport

        return IngestReport
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
