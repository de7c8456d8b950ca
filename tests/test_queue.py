"""Jobs wait their turn, and are told their place."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from support.waiting import PATIENCE_S

from qa_bot.messaging.queue import JobQueue


@dataclass
class Waiting:
    """A job that runs until it may end, and notes what happens to it."""

    origin: str = "C01GENERAL"
    may_end: threading.Event = field(default_factory=threading.Event)
    has_begun: threading.Event = field(default_factory=threading.Event)
    was_told: threading.Event = field(default_factory=threading.Event)
    places: list[int] = field(default_factory=list)

    def run(self) -> None:
        self.has_begun.set()
        assert self.may_end.wait(PATIENCE_S)

    def tell_place(self, place: int) -> None:
        self.places.append(place)
        self.was_told.set()


def test_who_must_wait_is_told_the_place() -> None:
    queue = JobQueue(workers=2)
    jobs = [Waiting(f"C{n}") for n in range(4)]
    for job in jobs:
        queue.put(job)
    assert jobs[2].was_told.wait(PATIENCE_S) and jobs[3].was_told.wait(PATIENCE_S)
    assert [job.places for job in jobs] == [[], [], [1], [2]]
    for job in jobs:
        job.may_end.set()
    assert jobs[3].has_begun.wait(PATIENCE_S)
    assert queue.close(5)


def test_a_crowded_channel_leaves_workers_to_the_others() -> None:
    queue = JobQueue(workers=8)
    crowd, other = [Waiting() for _ in range(6)], Waiting("C02")
    for job in (*crowd, other):
        queue.put(job)
    assert other.has_begun.wait(PATIENCE_S) and crowd[2].was_told.wait(PATIENCE_S)
    assert [job.has_begun.is_set() for job in crowd] == [True, True, False, False, False, False]
    for job in (*crowd, other):
        job.may_end.set()
    assert all(job.has_begun.wait(PATIENCE_S) for job in crowd)
    assert queue.close(5)


def test_a_queue_that_closes_finishes_what_had_begun_and_nothing_else() -> None:
    queue = JobQueue(workers=1)
    first, second = Waiting(), Waiting()
    queue.put(first)
    queue.put(second)
    assert first.has_begun.wait(PATIENCE_S)
    assert not queue.close(0.05)
    first.may_end.set()
    assert queue.close(5)
    assert not second.has_begun.is_set()


def test_a_job_that_fails_leaves_its_worker_to_the_next(caplog: pytest.LogCaptureFixture) -> None:
    @dataclass
    class Failing(Waiting):
        def run(self) -> None:
            raise RuntimeError("the pier is closed")

    queue = JobQueue(workers=1)
    after = Waiting()
    after.may_end.set()
    queue.put(Failing())
    queue.put(after)
    assert after.has_begun.wait(PATIENCE_S)
    queue.close(5)
    assert "the pier is closed" in caplog.text
