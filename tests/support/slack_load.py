"""Two hundred questions by twenty people within a minute: `make bench` runs it.

Every event comes twice, and Slack counts calls as it does: both are worse than a real day.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import numpy as np
from rich.console import Console

from qa_bot.evals.report import Measurement, Target, single, table
from qa_bot.settings import Settings
from support.indexed import write
from support.slack_bot import ARTICLES, process
from support.slack_events import Attempt
from support.slack_proxy import SlackProxy, slack_workspace
from support.slack_server import BOT, GENERAL, OPERATIONS, READERS, free_port
from support.waiting import eventually

QUESTIONS = (
    "Who owns the port of Larkhaven?",
    "How many passengers will the ferry Aurora carry?",
    "Who is the harbour master of Larkhaven?",
    "When does the ferry Aurora leave?",
    "What is the capital of Peru?",
)
A_MINUTE = {"chat.stopStream": 20, "chat.appendStream": 100, "chat.update": 50}
EACH_COMMANDS = 10  # of a person's questions, one is a command
ANSWERED_S = 300
_NONE = Target(0, at_least=False)


@dataclass(frozen=True)
class Asked:
    """A question, and the thread in which its answer belongs; no thread for a command."""

    channel: str
    ts: str
    at: float


@contextmanager
def busy_workspace(folder: Path, *, socket_mode: bool = True) -> Iterator[SlackProxy]:
    """A workspace with the bot in a process of its own."""
    settings = Settings.load(index={"path": folder / "index"})
    write(settings, *ARTICLES)
    port = free_port()
    options = () if socket_mode else ("--http", str(port))
    with slack_workspace(socket_mode) as slack, process(settings, slack, *options) as bot:
        assert bot.stderr
        Thread(target=bot.stderr.read, daemon=True).start()  # or it would wait for a reader of its log
        if not socket_mode:
            slack.requests.app_url = f"http://127.0.0.1:{port}/slack/events"
        slack.courier.copies = 2
        slack.rules.a_minute = A_MINUTE
        yield slack


def load(slack: SlackProxy, people: Sequence[str], each: int, within_s: float) -> list[Measurement]:
    """Every one of the `people` asks so often, evenly over the time."""
    with ThreadPoolExecutor(len(people)) as pool:
        asking = [
            pool.submit(_ask, slack, person, each, within_s, offset=n / len(people))
            for n, person in enumerate(people)
        ]
        asked = [one for person in asking for one in person.result()]
    threads = [one for one in asked if one.ts]
    eventually(lambda: len(_answered_at(slack)) >= len(threads), ANSWERED_S)
    time.sleep(2)  # for what comes twice
    return [*_counted(slack, threads), *_waited(slack, threads), *_acknowledged(slack.courier.attempts)]


def _ask(slack: SlackProxy, person: str, each: int, within_s: float, offset: float) -> list[Asked]:
    places = (GENERAL, OPERATIONS, slack.server.direct(person))
    started = time.monotonic()
    asked = []
    for n in range(each):
        time.sleep(max(0, started + within_s * (n + offset) / each - time.monotonic()))
        question, place = QUESTIONS[n % len(QUESTIONS)], places[n % len(places)]
        at, ts = time.monotonic(), ""
        if n % EACH_COMMANDS == EACH_COMMANDS - 1:
            slack.server.command(person, place, question)
        else:
            mention = "" if place.startswith("D") else f"<@{BOT}> "
            ts = slack.server.post(person, place, f"{mention}{question}")
        asked.append(Asked(place, ts, at))
    return asked


def _answered_at(slack: SlackProxy) -> dict[str, float]:
    """When each question was, by its timestamp: the last message of an answer says which it is."""
    last = [call for call in list(slack.calls) if not call.error and call.arguments.get("metadata")]
    return {call.arguments["metadata"]["event_payload"]["question_ts"]: call.at for call in last}


def _counted(slack: SlackProxy, threads: Sequence[Asked]) -> Iterator[Measurement]:
    """By what people see in the threads."""
    counts = Counter(
        (channel, message.get("thread_ts"))
        for channel in {one.channel for one in threads}
        for message in slack.server.messages(channel)
        if "feedback" in json.dumps(message.get("blocks"))
    )
    answers = [counts[(one.channel, one.ts)] for one in threads]
    yield single("questions lost", answers.count(0), _NONE, len(threads))
    yield single("answered twice", sum(count > 1 for count in answers), _NONE, len(threads))


def _waited(slack: SlackProxy, threads: Sequence[Asked]) -> Iterator[Measurement]:
    answered_at = _answered_at(slack)
    for where, directly in (("in a channel", False), ("directly", True)):
        here = [one for one in threads if one.channel.startswith("D") == directly and one.ts in answered_at]
        waits = [answered_at[one.ts] - one.at for one in here]
        for percent in (50, 95):
            wait = float(np.percentile(waits, percent))
            yield single(f"answered {where}, p{percent} s", wait, n=len(waits))
    streams = [call for call in slack.called("chat.startStream") if not call.error]
    yield single("of the answers streamed", len(streams), n=len(threads))
    busy = [call.method for call in slack.calls if call.error == "ratelimited"]
    yield single("refused for haste", len(busy), n=len(slack.calls))


def _acknowledged(attempts: Sequence[Attempt]) -> Iterator[Measurement]:
    for name, kind in (("events", "events_api"), ("commands", "slash_commands")):
        seconds = [one.seconds if one.seconds else 3.0 for one in attempts if one.kind == kind]
        p99 = float(np.percentile(seconds, 99))
        yield single(f"{name} acknowledged, p99 s", p99, Target(1, at_least=False), len(seconds))
        yield single(f"{name} acknowledged, longest s", max(seconds), Target(3, at_least=False), len(seconds))


def main() -> None:
    for title, socket_mode in (("Slack under load, by socket", True), ("by signed requests", False)):
        with TemporaryDirectory() as folder, busy_workspace(Path(folder), socket_mode=socket_mode) as slack:
            Console(width=110).print(table(title, load(slack, READERS, each=10, within_s=60)))


if __name__ == "__main__":
    main()
