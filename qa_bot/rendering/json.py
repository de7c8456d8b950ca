"""The JSON a script relies on: batch lines -> questions; answers, hits, articles and states -> objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from qa_bot.errors import UsageError
from qa_bot.rendering.objects import (
    SCHEMA_VERSION,
    AnswerObject,
    ArticleObject,
    CheckObject,
    CitationObject,
    HitObject,
    HitsObject,
    LineObject,
    SideObject,
    StatusObject,
)
from qa_bot.types import Answer, Article, Citation, Line, Passage, Question, Side, Turn

if TYPE_CHECKING:
    from qa_bot.answering import Check
    from qa_bot.index import BotStatus

Object = Mapping[str, Any]
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


def dumps(value: Object | Sequence[Object]) -> str:
    """One line of JSON, readable in every script."""
    return json.dumps(value, ensure_ascii=False)


def answer_object(answer: Answer) -> AnswerObject:
    return {
        "schema_version": SCHEMA_VERSION,
        "id": answer.id,
        "question": answer.question,
        "standalone": answer.standalone or answer.question,
        "status": answer.status,
        "form": answer.form,
        "answer": answer.text,
        "lines": [_line_object(line) for line in answer.lines],
        "citations": [_citation_object(citation) for citation in answer.citations],
        "disagreements": [
            {"about": each.about, "sides": [_side_object(side) for side in each.sides], "label": each.label}
            for each in answer.disagreements
        ],
        "nearest": [{"doc": n.doc, "title": n.title, "date": _day(n.date)} for n in answer.nearest],
        "answerer": answer.answerer,
        "notice": answer.notice or None,
        "as_of": _day(answer.as_of),
        "index": {
            "revision": answer.index.revision,
            "articles": answer.index.articles,
            "newest": _day(answer.index.newest),
            "ingested_at": answer.index.ingested_at or None,
            "failed": answer.index.failed,
        },
        "timings_ms": dict(answer.timings_ms),
        "about": answer.about or None,
    }


def _line_object(line: Line) -> LineObject:
    return {
        "text": line.text,
        "citations": line.citations,
        "words": line.words,
        "value": line.value,
        "unit": line.unit,
        "date": _day(line.date),
    }


def _side_object(side: Side) -> SideObject:
    return {
        "says": side.says,
        "citations": side.citations,
        "who": side.who,
        "date": _day(side.date),
        "voices": side.voices,
    }


def _citation_object(citation: Citation) -> CitationObject:
    shown: CitationObject = {
        "n": citation.n,
        "doc": citation.doc,
        "title": citation.title,
        "date": _day(citation.date),
        "date_source": citation.date_source,
        "url": citation.url,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "content_hash": citation.content_hash,
    }
    if citation.page:
        shown["page"] = citation.page.number
    return shown


def check_object(check: Check) -> CheckObject:
    return {
        "schema_version": SCHEMA_VERSION,
        "id": check.id or None,
        "claim": check.claim,
        "verdict": check.verdict.value,
        "confidence": check.confidence,
        "citations": [_citation_object(citation) for citation in check.citations],
        "repaired": check.repaired,
    }


def hits_object(question: Question, passages: Iterable[Passage]) -> HitsObject:
    return {"id": question.id, "question": question.text, "hits": [_hit_object(p) for p in passages]}


def _hit_object(passage: Passage) -> HitObject:
    return {
        "doc": passage.article.id,
        "title": passage.article.title,
        "date": _day(passage.article.published),
        "score": round(passage.score, 6),
        "text": passage.text,
        "start": passage.chunk.start,
        "end": passage.chunk.end,
    }


def article_object(article: Article, copies: Sequence[str]) -> ArticleObject:
    """An article without its text; `copies` are the ids of its near-duplicates."""
    return {
        "doc": article.id,
        "title": article.title,
        "date": _day(article.published),
        "date_source": article.date_source,
        "outlet": article.outlet,
        "url": article.url,
        "path": article.path,
        "content_hash": article.content_hash,
        "ingested_at": article.ingested_at,
        "near_duplicates": list(copies),
    }


def whole_article_object(article: Article, copies: Sequence[str]) -> Object:
    return {
        **article_object(article, copies),
        "skipped": [asdict(skipped) for skipped in article.skipped],
        "text": article.text,
    }


def history_object(article: Article) -> Object:
    """The versions of an article, the present one first."""
    present = {
        "content_hash": article.content_hash,
        "date": _day(article.published),
        "ingested_at": article.ingested_at,
        "replaced_at": None,
    }
    earlier = [
        {
            "content_hash": one.content_hash,
            "date": _day(one.published),
            "ingested_at": one.ingested_at,
            "replaced_at": one.replaced_at,
        }
        for one in reversed(article.history)
    ]
    return {"doc": article.id, "title": article.title, "versions": [present, *earlier]}


def status_object(status: BotStatus) -> StatusObject:
    return {
        "index": {
            "location": status.location,
            "name": status.name,
            "revision": status.state.revision,
            "articles": status.state.articles,
            "chunks": status.chunks,
            "newest": _day(status.state.newest),
            "ingested_at": status.state.ingested_at or None,
            "failed": status.state.failed,
            "failures": [{"doc": one.doc, "reason": one.reason} for one in status.failures],
            "unread": [{"kind": one.kind, "files": one.files} for one in status.unread],
        },
        "models": {
            "embedder": status.embedder,
            "reranker": status.reranker,
            "reader": status.reader,
            "judge": status.judge,
            "answerer": status.answerer,
        },
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
