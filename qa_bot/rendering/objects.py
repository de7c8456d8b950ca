"""The objects that `--json` and `--batch` print: the one source of what is printed and of its JSON Schema.

A contract: fields are added, never renamed or removed. `schema_version` counts the additions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict  # pydantic takes no other before Python 3.12

from qa_bot.errors import UsageError
from qa_bot.types import DateSource, Form, Purpose, Status

SCHEMA_VERSION = 3
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Version = Annotated[int, Field(ge=SCHEMA_VERSION, description="Grows when fields are added.")]
Date = Annotated[str, Field(json_schema_extra={"format": "date"})]
Moment = Annotated[str, Field(description="ISO 8601, UTC")]
Numbers = Annotated[Sequence[int], Field(description="The `n` of the citations that prove it.")]
Offset = Annotated[int, Field(ge=0, description="In code points of the article's text.")]


class CitationObject(TypedDict):
    """A quote that proves a line; it is the article's text from `start` to `end`."""

    n: int
    doc: str
    title: str
    date: Date | None
    date_source: DateSource
    url: str | None
    quote: str
    start: Offset
    end: Offset
    content_hash: str
    page: NotRequired[Annotated[int, Field(description="Of a PDF or of slides.")]]


class LineObject(TypedDict):
    """A line of the answer, the one that answers first."""

    text: str
    citations: Numbers
    words: Annotated[str, Field(description="Those of the text that answer; may be empty.")]
    value: Annotated[float | None, Field(description="Where they are a figure.")]
    unit: str
    date: Annotated[Date | None, Field(description="The day of which the line tells.")]
    paraphrase: Annotated[bool, Field(description="A model's words, verified, and no article's.")]


class SideObject(TypedDict):
    says: str
    citations: Numbers
    who: Annotated[str, Field(description="The person or body that says it, or the outlet; may be empty.")]
    date: Annotated[Date | None, Field(description="When it was published.")]
    voices: Annotated[int, Field(ge=1, description="Articles that say it, copies counted once.")]


class DisagreementObject(TypedDict):
    about: str
    sides: Sequence[SideObject]
    label: str | None


class NearestObject(TypedDict):
    doc: str
    title: str
    date: Date | None


class IndexObject(TypedDict):
    """The index that was asked."""

    revision: int
    articles: int
    newest: Date | None
    ingested_at: Moment | None
    failed: int


class UsageObject(TypedDict):
    """Tokens that a model server took for one purpose."""

    purpose: Purpose
    model: str
    requests: int
    prompt_tokens: int
    completion_tokens: int
    estimated: Annotated[bool, Field(description="By us, where the server did not say.")]


class CostObject(TypedDict):
    amount: float
    currency: str


class AnswerObject(TypedDict):
    schema_version: Version
    id: str
    question: str
    standalone: Annotated[str, Field(description="The question as it was searched.")]
    status: Status
    form: Form
    answer: Annotated[str, Field(description="All lines, each with the numbers of its citations.")]
    lines: Sequence[LineObject]
    citations: Sequence[CitationObject]
    disagreements: Sequence[DisagreementObject]
    nearest: Sequence[NearestObject]
    answerer: str
    notice: str | None
    as_of: Date | None
    index: IndexObject
    timings_ms: Mapping[str, float]
    usage: Annotated[Sequence[UsageObject], Field(description="What the model servers took for it.")]
    cost: Annotated[CostObject | None, Field(description="Of that; null without prices in the settings.")]
    about: Annotated[str | None, Field(description="The earlier answer that an act on it tells more of.")]


class CheckObject(TypedDict):
    schema_version: Version
    id: str | None
    claim: str
    verdict: Literal["supported", "contradicted", "not stated"]
    confidence: Annotated[float, Field(ge=0, le=1)]
    citations: Sequence[CitationObject]
    repaired: Annotated[str | None, Field(description="What the articles say in place of what they deny.")]
    sides: Annotated[Sequence[SideObject], Field(description="Who says so, who denies it.")]
    sentences: Annotated[
        Sequence[CheckObject],
        Field(description="Of a text, each; its verdict is the worst."),
    ]


class HitObject(TypedDict):
    """A passage: the article's text from `start` to `end`."""

    doc: str
    title: str
    date: Date | None
    score: float
    text: str
    start: Offset
    end: Offset


class HitsObject(TypedDict):
    id: str
    question: str
    hits: Sequence[HitObject]


class ArticleObject(TypedDict):
    """An article without its text."""

    doc: str
    title: str
    date: Date | None
    date_source: DateSource
    outlet: str | None
    url: str | None
    path: str | None
    content_hash: str
    ingested_at: str
    near_duplicates: Sequence[str]


class FailureObject(TypedDict):
    doc: str
    reason: str


class UnreadObject(TypedDict):
    kind: str
    files: int


class WholeIndexObject(TypedDict):
    location: str
    name: str
    revision: int
    articles: int
    chunks: int
    newest: Date | None
    ingested_at: Moment | None
    failed: int
    failures: Sequence[FailureObject]
    unread: Sequence[UnreadObject]


class ModelsObject(TypedDict):
    embedder: str
    reranker: str
    reader: str
    judge: str
    answerer: str


class SpendingObject(TypedDict):
    """What this machine's questions took today, UTC; limits of 0 are none."""

    day: Date
    tokens: int
    amount: float
    currency: str
    daily_tokens: int
    daily_limit: float
    is_used_up: bool


class StatusObject(TypedDict):
    index: WholeIndexObject
    models: ModelsObject
    spending: SpendingObject


OBJECTS: Mapping[str, type] = {
    "answer": AnswerObject,
    "check": CheckObject,
    "hits": HitsObject,
    "article": ArticleObject,
    "status": StatusObject,
}


def json_schema(name: str) -> Mapping[str, Any]:
    """The JSON Schema (draft 2020-12) of one of the `OBJECTS`. Raises UsageError for another name."""
    if name not in OBJECTS:
        raise UsageError(f"There is no object {name!r}; there are {', '.join(OBJECTS)}.")
    schema = TypeAdapter(OBJECTS[name]).json_schema(mode="serialization")
    return {"$schema": _DIALECT, **schema, "title": f"qa-bot {name}"}
