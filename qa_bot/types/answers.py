"""An answer with its proofs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qa_bot.types.articles import DateSource, Day, Page


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote that proves a sentence; `article.text[start:end] == quote`."""

    n: int
    doc: str
    title: str
    date: Day | None
    date_source: DateSource
    url: str | None
    quote: str
    start: int
    end: int
    content_hash: str
    outlet: str | None = None
    page: Page | None = None  # on which it begins


@dataclass(frozen=True, slots=True)
class Side:
    """What one of those who differ says."""

    says: str
    citations: tuple[int, ...]
    who: str = ""  # who says it: the person or body the article names, or the outlet
    date: Day | None = None  # when it was published
    voices: int = 1  # articles that say it, copies of one story counted once


@dataclass(frozen=True, slots=True)
class Disagreement:
    about: str
    sides: tuple[Side, ...]
    label: str | None = None  # "denied", "later superseded", "different figures", "different scope"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer, proven by the citations with these numbers."""

    text: str
    citations: tuple[int, ...]
    words: str = ""  # those of the text that answer
    value: float | None = None  # where they are a figure
    unit: str = ""
    date: Day | None = None  # of which the line tells
    paraphrase: bool = False  # a model's words, verified, and no article's


class Form(StrEnum):
    """The shape of an answer: what its question asks for."""

    FACT = "fact"
    YES_NO = "yes or no"
    LIST = "list"
    COMPARISON = "comparison"
    FIGURES = "figures over time"
    SAID = "said"
    BRIEFING = "briefing"
    TIMELINE = "timeline"
    SIDES = "sides"
    NOT_STATED = "not stated"
    TALK = "talk"  # what needs no article: a greeting, a question back


@dataclass(frozen=True, slots=True)
class Nearest:
    """An article that comes close to a question the articles do not answer."""

    doc: str
    title: str
    date: Day | None
    date_source: DateSource = DateSource.UNKNOWN


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an answer was based on: shown in its footer, so that staleness is visible."""

    revision: int
    articles: int
    newest: date | None
    ingested_at: str = ""  # when the latest ingest ended; ISO 8601, UTC
    failed: int = 0  # sources it could not read


class Purpose(StrEnum):
    """What a model server is asked for."""

    ANSWER = "answer"
    VERIFICATION = "verification"
    REWRITING = "rewriting"
    EMBEDDING = "embedding"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model server took for one purpose, in tokens."""

    purpose: Purpose
    model: str
    requests: int
    prompt: int
    completion: int = 0
    estimated: bool = False  # by us, where the server did not say


@dataclass(frozen=True, slots=True)
class Cost:
    amount: float
    currency: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What the model servers took in one day, UTC."""

    day: Day
    tokens: int
    amount: float  # in the currency of the settings; 0 where they have no prices
    is_used_up: bool = False  # as much as the settings allow, or more


class Status(StrEnum):
    ANSWERED = "answered"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    question: str
    status: Status
    text: str
    answerer: str
    index: IndexState
    form: Form = Form.FACT
    lines: tuple[Line, ...] = ()  # of which the text is made, the answer first
    citations: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    as_of: date | None = None
    standalone: str = ""  # the question as it was searched
    notice: str = ""  # what else to know: another answerer than asked for, an old article
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    usage: tuple[Usage, ...] = ()  # one for each purpose and model
    cost: Cost | None = None  # of that; None where the settings have no prices
    about: str = ""  # the id of the answer that it shortens, proves or goes on from

    @property
    def receipt_id(self) -> str:
        """Of what it rests on: its own, or that of the answer it is about; "" where it needs no article."""
        return self.about or ("" if self.form is Form.TALK else self.id)
