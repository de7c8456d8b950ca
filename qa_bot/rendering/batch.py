"""A batch: lines of JSON -> questions and claims; what a line gets that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from qa_bot.errors import UsageError
from qa_bot.rendering.json import Object
from qa_bot.types import Question, Turn

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Turn(BaseModel):
    model_config = ConfigDict(strict=True)

    role: Literal["user", "assistant"]
    content: str
    answer: str = ""


class _BatchLine(BaseModel):
    """What is read of a batch line; anything else in it is ignored."""

    model_config = ConfigDict(strict=True)

    id: str | int | None = None
    question: str
    history: tuple[_Turn, ...] | None = None
    as_of: date | None = None
    doc_ids: tuple[str, ...] | None = None


class _ClaimLine(BaseModel):
    """Likewise of a claim."""

    model_config = ConfigDict(strict=True)

    id: str | int | None = None
    claim: str
    passages: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class BatchReply:
    """One line of output for one line of input."""

    line: Object
    ok: bool


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim to check, and the passages that may prove it; None: those of the index."""

    claim: Question
    passages: tuple[str, ...] | None = None


def replies(lines: Iterable[bytes], respond: Callable[[bytes], Object]) -> Iterator[BatchReply]:
    """Answers line by line, in order; a line that is wrong gets an error of its own and stops nothing."""
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if line.strip():
            yield _reply(number, line, respond)


def _reply(number: int, line: bytes, respond: Callable[[bytes], Object]) -> BatchReply:
    try:
        return BatchReply(respond(line), ok=True)
    except ValidationError as error:
        return _refused(number, _line_id(line), _reason(error))
    except UsageError as error:
        return _refused(number, _line_id(line), str(error))


def claim_line(line: bytes) -> ClaimLine:
    """Raises pydantic's ValidationError for a line that is no claim."""
    read = _ClaimLine.model_validate_json(line.strip())
    claim = Question(read.claim, "" if read.id is None else str(read.id))
    return ClaimLine(claim, read.passages)


def question_line(line: bytes, defaults: Question) -> Question:
    """Raises pydantic's ValidationError for a line that is no question."""
    read = _BatchLine.model_validate_json(line.strip())
    return replace(
        defaults,
        text=read.question,
        id="" if read.id is None else str(read.id),
        history=tuple(Turn(turn.role, turn.content, turn.answer) for turn in read.history or ()),
        as_of=read.as_of or defaults.as_of,
        doc_ids=read.doc_ids or (),
    )


def _line_id(line: bytes) -> str | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return str(read["id"]) if isinstance(read, dict) and "id" in read else None


def _refused(number: int, line_id: str | None, reason: str) -> BatchReply:
    return BatchReply({"id": line_id, "line": number, "error": f"Line {number}: {reason}"}, ok=False)


def _reason(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        reason, _, column = str(first["ctx"]["error"]).rpartition(" at line 1 column ")
        return f"This is no JSON from column {column} on: {reason}."
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}." if where else f"{first['msg']}."
