"""What the process of a sandbox says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Mark(Enum):
    BEGUN = "begun"  # what it was asked is understood: what ends the process now is the piece at hand
    DONE = "done"


BEGUN, DONE = Mark.BEGUN, Mark.DONE


@dataclass(frozen=True, slots=True)
class Result:
    value: object  # a Refusal where there is none


@dataclass(frozen=True, slots=True)
class Failed:
    """What it was asked is not understood."""

    what: str
