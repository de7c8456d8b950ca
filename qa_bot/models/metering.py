"""What the model servers took while one question was answered, added up wherever they were asked from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from threading import Lock

from qa_bot.types import Purpose, Usage


class Meter:
    """Adds up usage, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: dict[tuple[Purpose, str], Usage] = {}

    def add(self, usage: Usage) -> None:
        key = usage.purpose, usage.model
        with self._lock:
            before = self._taken.get(key)
            self._taken[key] = _sum(before, usage) if before else usage

    @property
    def usage(self) -> tuple[Usage, ...]:
        """One for each purpose and model."""
        with self._lock:
            return tuple(self._taken.values())


_current: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Counts what is spent within, also by threads that run in a copy of this context."""
    token = _current.set(Meter())
    try:
        meter = _current.get()
        assert meter is not None
        yield meter
    finally:
        _current.reset(token)


def used() -> tuple[Usage, ...]:
    """What was spent so far on the question that is being answered."""
    meter = _current.get()
    return meter.usage if meter else ()


def spent(usage: Usage) -> None:
    """Tells the question that is being answered, if one is."""
    if meter := _current.get():
        meter.add(usage)


def _sum(one: Usage, other: Usage) -> Usage:
    return replace(
        one,
        requests=one.requests + other.requests,
        prompt=one.prompt + other.prompt,
        completion=one.completion + other.completion,
        estimated=one.estimated or other.estimated,
    )
