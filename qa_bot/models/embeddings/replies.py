"""What an embeddings server sent -> vectors in the order of the texts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ValidationError

from qa_bot.models.said import page, short

if TYPE_CHECKING:
    from qa_bot.models.protocols import Matrix


class UnusableReply(Exception):
    """Status 200 with what holds no vectors for the texts; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class EmbeddingReply:
    vectors: Matrix  # (texts, dimension), of length one; zeros stay zeros
    tokens: int | None  # of the texts; None where the server does not say


class _Item(BaseModel):
    embedding: str | list[float]  # base64 of float32, or numbers: servers differ, whatever they are asked for
    index: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    total_tokens: int | None = None


class _Body(BaseModel):
    data: list[_Item] = []
    usage: _Usage | None = None
    error: Any = None


def read_reply(content: bytes, texts: int) -> EmbeddingReply:
    """Raises UnusableReply unless there is a finite vector for each of so many texts, all of one length."""
    try:
        body = _Body.model_validate_json(content)
    except ValidationError:
        raise UnusableReply(_no_reply(content.decode(errors="replace"))) from None
    if body.error and not body.data:
        raise UnusableReply(f"sent an error ({short(_message(body.error))})")
    if len(body.data) != texts:
        raise UnusableReply(f"sent {len(body.data):,} vectors for {texts:,} texts")
    taken = body.usage and (body.usage.prompt_tokens or body.usage.total_tokens)
    return EmbeddingReply(_matrix(_in_order(body.data)), taken or None)


def _in_order(items: Sequence[_Item]) -> Sequence[_Item]:
    numbers = [item.index for item in items]
    if all(number is None for number in numbers):
        return items
    by_number = {item.index: item for item in items}
    if by_number.keys() != set(range(len(items))):
        raise UnusableReply("numbered its vectors in a way that does not tell which text each is of")
    return [by_number[n] for n in range(len(items))]


def _matrix(items: Sequence[_Item]) -> Matrix:
    rows = [_vector(item.embedding) for item in items]
    lengths = {len(row) for row in rows}
    if len(lengths) != 1 or 0 in lengths:
        raise UnusableReply("sent vectors of different lengths, or empty ones")
    matrix = np.stack(rows)
    sizes = np.linalg.norm(matrix, axis=1, keepdims=True)
    if not np.isfinite(sizes).all():
        raise UnusableReply("sent a vector with a value that is no number")
    unit: Matrix = np.divide(matrix, sizes, out=np.zeros_like(matrix), where=sizes > 0).astype(np.float32)
    return unit


def _vector(embedding: str | list[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    if not isinstance(embedding, str):
        return np.array(embedding, np.float64)
    try:
        return np.frombuffer(base64.b64decode(embedding, validate=True), "<f4").astype(np.float64)
    except (binascii.Error, ValueError):
        raise UnusableReply("sent a vector that is neither numbers nor base64 of them") from None


def _message(error: object) -> str:
    return str(error.get("message") or error) if isinstance(error, Mapping) else str(error)


def _no_reply(text: str) -> str:
    if text.lstrip().startswith("<"):
        return f"sent a web page in place of vectors ({page(text)})"
    return f"sent what holds no vectors ({short(text) or 'nothing'})"
