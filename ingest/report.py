"""What an ingest did: the value the pipeline returns and the command prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """One source that did not become an article; its old version, if any, stays in the index."""

    doc: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Doc ids by what happened to them; with a dry run, what would happen."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    failed: tuple[Failure, ...]
    chunks: int  # embedded
    seconds: float
    notes: tuple[str, ...]  # sentences for the user
    dry_run: bool = False

    @property
    def nothing_read(self) -> bool:
        """Whether every source failed."""
        return bool(self.failed) and not (self.added or self.changed or self.unchanged)
