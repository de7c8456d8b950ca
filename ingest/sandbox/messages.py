"""What the process of a sandbox is asked, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    function: Callable[[Any], Iterable[object]]
    argument: object
    is_divisible: bool  # what is not done when the process ends can be done by another


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
