"""What belongs together in a reply: a verdict and its reason, a sentence and the citation behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa_bot.answering.claims.blocks import ends_sentence

_LEAD = 5  # words of an uncited sentence that leads to the next: "No, it did not."


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a reply without its markers, and the ids in them."""

    text: str
    markers: tuple[int, ...]


class Joiner:
    """Holds a sentence back while what follows may still belong to it."""

    def __init__(self) -> None:
        self._held: Claim | None = None
        self._is_lead = False
        self._is_begun = False  # something was said before the held sentence

    @property
    def is_begun(self) -> bool:
        """Whether any sentence was read."""
        return self._is_begun or self._held is not None

    @property
    def may_leave(self) -> bool:
        """Whether a sentence is held that leads to no other."""
        return self._held is not None and not self._is_lead

    def push(self, claim: Claim, *, is_first: bool) -> Iterator[Claim]:
        """Takes the next sentence; `is_first` of its paragraph, where alone it may lead to the next one."""
        if self._held and self._is_lead and claim.markers and (not is_first or not self._is_begun):
            claim = Claim(f"{self._held.text} {claim.text}", claim.markers)
            self._held = None
            is_first = False
        yield from self.flush()
        self._held = claim
        self._is_lead = (
            is_first and not claim.markers and len(claim.text.split()) <= _LEAD and ends_sentence(claim.text)
        )

    def release(self) -> Iterator[Claim]:
        """Gives the held sentence once another one has begun, unless it leads to that."""
        if not self._is_lead:
            yield from self.flush()

    def cite(self, markers: tuple[int, ...]) -> None:
        """A citation that stands alone belongs to what is before it."""
        if self._held and markers:
            self._held = replace(self._held, markers=_once(self._held.markers + markers))
            self._is_lead = False

    def cite_uncited(self, markers: tuple[int, ...]) -> None:
        if self._held and not self._held.markers:
            self.cite(markers)

    def drop_title(self) -> None:
        """What was held was underlined."""
        if self._held and not self._held.markers and not ends_sentence(self._held.text):
            self._held = None

    def flush(self) -> Iterator[Claim]:
        if self._held:
            yield self._held
            self._is_begun = True
        self._held, self._is_lead = None, False


def _once(markers: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(markers))
