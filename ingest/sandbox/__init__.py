"""A process with limits of CPU time and memory for work on files that nobody vouches for."""

from __future__ import annotations

from ingest.sandbox.limits import Limits, Refusal
from ingest.sandbox.parent import Sandbox

__all__ = ["Limits", "Refusal", "Sandbox"]
