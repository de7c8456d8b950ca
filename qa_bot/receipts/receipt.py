"""What is kept of an answer: how it was asked, and everything it rested on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qa_bot.types import Answer, DateSource, Day


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence that was compared with the question; `article.text[start:end]`, with its words."""

    start: int
    end: int
    text: str
    score: float  # how well the question's words align with it; a cosine
    citation: int | None = None  # its number in the answer, if it was chosen


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A chunk that was read as evidence, by the id that names its version."""

    id: str
    doc: str
    title: str
    date: Day | None
    date_source: DateSource
    content_hash: str
    score: float
    sentences: tuple[ReadSentence, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence someone wrote for the answer, and what its check found."""

    text: str
    verdict: str
    confidence: float | None  # calibrated; None where no one rated it
    citation: int | None  # its number in the answer; None if it was dropped
    others: tuple[int, ...] = ()  # the numbers of what else proves it
    instead: str = ""  # what a model wrote, in whose place it stands

    @property
    def citations(self) -> tuple[int, ...]:
        """The numbers of all that proves it."""
        return () if self.citation is None else (self.citation, *self.others)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thinks of an answer."""

    user: str
    helpful: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An answer as it was given, and everything it rested on."""

    asked_at: datetime
    standalone: str  # the question as it was searched
    answer: Answer
    doc_ids: tuple[str, ...] = ()  # the articles the question was limited to
    read: tuple[ReadPassage, ...] = ()
    judged: tuple[Judged, ...] = ()
    model: str = ""  # that wrote the answer; none for the articles' own sentences
    prompt_hash: str = ""

    @property
    def id(self) -> str:
        return self.answer.id
