"""The JSON a script relies on: answers, hits, articles and states -> objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from qa_bot.rendering.objects import (
    SCHEMA_VERSION,
    AnswerObject,
    ArticleObject,
    CheckObject,
    CitationObject,
    CostObject,
    HitObject,
    HitsObject,
    LineObject,
    SideObject,
    StatusObject,
    UsageObject,
)
from qa_bot.types import Answer, Article, Citation, Cost, Line, Passage, Question, Side, Spent, Usage

if TYPE_CHECKING:
    from qa_bot.answering import Check
    from qa_bot.index import BotStatus
    from qa_bot.settings import CostSettings

Object = Mapping[str, Any]


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
        "usage": [_usage_object(one) for one in answer.usage],
        "cost": _cost_object(answer.cost) if answer.cost else None,
        "about": answer.about or None,
    }


def _cost_object(cost: Cost) -> CostObject:
    return {"amount": round(cost.amount, 9), "currency": cost.currency}


def _usage_object(usage: Usage) -> UsageObject:
    return {
        "purpose": usage.purpose,
        "model": usage.model,
        "requests": usage.requests,
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "estimated": usage.estimated,
    }


def _line_object(line: Line) -> LineObject:
    return {
        "text": line.text,
        "citations": line.citations,
        "words": line.words,
        "value": line.value,
        "unit": line.unit,
        "date": _day(line.date),
        "paraphrase": line.paraphrase,
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
        "sides": [_side_object(side) for side in check.sides],
        "sentences": [check_object(one) for one in check.sentences],
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


def status_object(status: BotStatus, spent: Spent, prices: CostSettings) -> StatusObject:
    """`spent` is this machine's account of the day."""
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
        "spending": {
            "day": spent.day.isoformat(),
            "tokens": spent.tokens,
            "amount": spent.amount,
            "currency": prices.currency,
            "daily_tokens": prices.daily_tokens,
            "daily_limit": prices.daily_limit,
            "is_used_up": spent.is_used_up,
        },
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
