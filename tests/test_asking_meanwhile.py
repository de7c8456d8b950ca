"""Many threads ask while another process writes: no answer mixes versions, and none fails."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from support.editions import (
    NAMES,
    PROCESSES,
    about,
    asked_meanwhile,
    editions,
    in_another_process,
    report,
)
from support.indexed import without_models, write

from qa_bot.index import IndexWriter
from qa_bot.responder import Responder
from qa_bot.settings import Settings
from qa_bot.types import Status

SECONDS = 60 if os.environ.get("QA_BOT_SOAK") else 6
ASKING = 20


def test_many_threads_ask_while_articles_are_rewritten(either: Settings) -> None:
    write(either, *(report(name, 0) for name in NAMES))
    responder = Responder.open(without_models(either))  # more questions, and time for the writer
    process = PROCESSES.Process(target=rewrite_for_ever, args=(either,), daemon=True)
    process.start()
    end, over = time.monotonic() + SECONDS, threading.Event()
    try:
        with ThreadPoolExecutor(ASKING) as threads:
            runs = [threads.submit(ask_until, over, responder, first) for first in range(ASKING)]
            while not any(run.done() for run in runs):  # by an error
                if time.monotonic() > end and responder.index.state().revision >= 4:
                    break
                time.sleep(0.1)
            over.set()
            seen = set[int]().union(*(run.result() for run in runs))
    finally:
        over.set()
        process.kill()
        process.join()
    assert len(seen) > 1  # they did see it change


def test_many_threads_ask_while_the_index_is_rebuilt(either: Settings) -> None:
    write(either, *(report(name, 0) for name in NAMES))
    responder = Responder.open(without_models(either))
    with asked_meanwhile(responder) as failures:
        in_another_process(rebuild_twice, either)
    assert failures == []


def ask_until(over: threading.Event, responder: Responder, first: int) -> set[int]:
    seen: set[int] = set()
    for n in count(first):
        if over.is_set():
            return seen
        name = NAMES[n % len(NAMES)]
        answer = responder.ask(about(name))
        assert answer.status is Status.ANSWERED, name
        assert f"{name}.txt" in {citation.doc for citation in answer.citations}
        seen |= editions(answer)
    raise AssertionError


def rewrite_for_ever(settings: Settings) -> None:
    for edition in count(1):
        write(settings, *(report(name, edition) for name in NAMES))


def rebuild_twice(settings: Settings) -> None:
    for _ in range(2):
        with IndexWriter.open(settings, rebuild=True) as writer:
            writer.commit([report(name, 0) for name in NAMES])
