"""A sandbox does all that can be done within its limits, and says of the rest why not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.hostile_work import Unloadable, do, do_all
from support.waiting import eventually, is_alive

from ingest.sandbox import Limits, Refusal, Sandbox
from qa_bot.errors import QABotError

LIMITS = Limits(cpu_s=0.3, memory_mb=300)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(LIMITS)
    yield sandbox
    sandbox.close()


def words(made: list[Any]) -> list[str]:
    return ["" if isinstance(one, Refusal) else one[0] for one in made]


def test_many_pieces_are_done_in_their_order_by_one_process(sandbox: Sandbox) -> None:
    made = [*sandbox.each(do, ["one", "print", "three"]), *sandbox.each(do, ["four"])]

    assert words(made) == ["one", "print", "three", "four"]
    assert len({process for _, process in made}) == 1 and made[0][1] != os.getpid()


@pytest.mark.parametrize(
    ("word", "reason", "is_lasting"),
    [
        ("loop", "takes more than 0.3 s of CPU to read; it is left out until it changes", True),
        ("take memory", "takes more than 300 MB of memory to read; it is left out until it changes", True),
        ("crash", "makes the process that reads it crash (SIGABRT); it is left out until it changes", True),
        ("wait", "was not read within 3 s; it is tried again at the next ingest", False),
        (
            "be killed",
            "was not read, for the process that read it was ended from outside; it is tried again at the "
            "next ingest",
            False,
        ),
        ("fail", "cannot be indexed (TypeError no text); it is tried again at the next ingest", False),
    ],
)
def test_a_piece_that_ends_badly_costs_no_other(
    sandbox: Sandbox, word: str, reason: str, is_lasting: bool
) -> None:
    made = list(sandbox.each(do, ["before", word, "after", word, "last"]))

    assert words(made) == ["before", "", "after", "", "last"]
    assert made[1] == made[3] == Refusal(reason, is_lasting)


def test_a_result_that_does_not_pickle_is_a_fault_of_its_piece(sandbox: Sandbox) -> None:
    refused, last = sandbox.each(do, ["answer with what does not pickle", "last"])

    assert "cannot be indexed" in refused.reason and not refused.is_lasting
    assert last[0] == "last"


def test_no_piece_is_blamed_for_the_memory_that_others_took(sandbox: Sandbox) -> None:
    made = list(sandbox.each(do, ["keep memory"] * 5))

    assert words(made) == ["keep memory"] * 5
    assert len({process for _, process in made}) > 1


def test_no_piece_has_to_make_do_with_what_others_left(sandbox: Sandbox) -> None:
    made = list(sandbox.each(do, ["keep memory", "keep memory", "need memory"]))

    assert words(made) == ["keep memory", "keep memory", "need memory"]


def test_a_piece_that_does_not_even_fit_in_costs_no_other(sandbox: Sandbox) -> None:
    made = list(sandbox.each(len, [b"before", bytes(200_000_000), b"after"]))

    assert [made[0], made[2]] == [6, 5]
    assert made[1].reason.startswith("takes more than 300 MB of memory")


def test_a_stream_ends_with_the_piece_that_is_refused(sandbox: Sandbox) -> None:
    first, second, refused = sandbox.stream(do_all, ["one", "two", "loop", "four"])

    assert words([first, second]) == ["one", "two"] and "0.3 s of CPU" in refused.reason
    assert words(list(sandbox.stream(do_all, ["five"]))) == ["five"]


def test_what_cannot_be_understood_is_a_sentence(sandbox: Sandbox) -> None:
    with pytest.raises(QABotError, match=r"The process that reads files failed \(ValueError invalid literal"):
        list(sandbox.each(do, [Unloadable()]))

    assert words(list(sandbox.each(do, ["next"]))) == ["next"]


def test_a_process_that_does_not_start_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.sandbox.parent._MODULE", "ingest.no_such_module")
    with pytest.raises(QABotError, match=r"ended before it read one; ingest again, and raise"):
        list(Sandbox(LIMITS).each(do, ["one"]))


def test_the_process_ends_with_who_wants_no_more(sandbox: Sandbox) -> None:
    made = sandbox.each(do, ["one", "wait"])
    (_, process) = next(made)
    made.close()

    eventually(lambda: not is_alive(process))
    assert words(list(sandbox.each(do, ["next"]))) == ["next"]


def test_one_that_died_meanwhile_is_replaced(sandbox: Sandbox) -> None:
    ((_, process),) = sandbox.each(do, ["one"])
    os.kill(process, signal.SIGKILL)

    assert words(list(sandbox.each(do, ["two", "three"]))) == ["two", "three"]


BUSY = """
from support.hostile_work import do
from ingest.sandbox import Limits, Sandbox
made = Sandbox(Limits(60, 300)).each(do, ["one", "loop"])
print(next(made)[1], flush=True)
next(made)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends when its limit does")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_busy_process_ends_with_its_parent(number: signal.Signals) -> None:
    path = os.pathsep.join((str(Path(__file__).parent), str(Path(__file__).parents[1])))
    command = [sys.executable, "-c", BUSY]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    ) as parent:
        assert parent.stdout
        process = int(parent.stdout.readline())
        assert is_alive(process)
        parent.send_signal(number)

    eventually(lambda: not is_alive(process))
