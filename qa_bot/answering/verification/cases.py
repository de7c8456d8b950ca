"""What is verified, and what a verifier finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from qa_bot.retrieval import Sentence


class Ruling(StrEnum):
    """What a verifier says of a sentence and the sentences that it cites."""

    SUPPORTED = "supported"
    SPEAKER_LOST = "speaker lost"
    PARTLY = "partly supported"
    NOT_SUPPORTED = "not supported"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence without its markers, and the sentences of articles that are to prove it."""

    text: str
    cited: tuple[Sentence, ...] = ()
    elsewhere: tuple[Sentence, ...] = ()  # what else is said of the same
    verbatim: Sentence | None = None  # that it repeats word for word, by whatever number it cites it
    is_guessed: bool = False  # `cited` is what comes nearest, for it cites nothing that there is


@dataclass(frozen=True, slots=True)
class Finding:
    """A ruling, and where it is not that the sentence is supported, one that is: verified in its turn."""

    ruling: Ruling
    repaired: str = ""
    differing: tuple[Sentence, ...] = ()  # told elsewhere, and not true if the sentence is


class Verifying(Protocol):
    def verify(self, cases: Sequence[Case]) -> Sequence[Finding | None]:
        """Returns a finding for each case, None where there is none. Raises ModelUnavailable."""
