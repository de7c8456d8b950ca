"""The hits of two searches as one list: their scores brought to one scale and summed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qa_bot.types import Hit


def normalised(hits: Sequence[Hit], weight: float) -> list[Hit]:
    """Scores from 0 for the worst to `weight` for the best."""
    if not hits:
        return []
    low, high = hits[-1].score, hits[0].score
    span = (high - low) or 1.0
    return [replace(hit, score=weight * (hit.score - low) / span if high > low else weight) for hit in hits]


def summed(*lists: Iterable[Hit]) -> Iterable[Hit]:
    total: dict[str, Hit] = {}
    for hit in (hit for hits in lists for hit in hits):
        known = total.get(hit.chunk.id)
        total[hit.chunk.id] = replace(hit, score=hit.score + known.score) if known else hit
    return total.values()
