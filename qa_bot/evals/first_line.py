"""When the first line of a model's answer is shown: python -m qa_bot.evals.first_line --shared ../shared

A scripted chat model waits, writes piece by piece, and rules on what it wrote after another wait, as servers
do. Compared with the time at which it has written its first sentence, and with one request to verify it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from qa_bot.evals.replies import REPLIES, indexed
from qa_bot.evals.scripted import ReplyChat, ReplySentence
from qa_bot.evals.sets import rows
from qa_bot.models import NO_OWN_MODELS, Prompt
from qa_bot.responder import Responder
from qa_bot.types import Form, Line, Purpose, Question


@dataclass
class SlowChat(ReplyChat):
    """Seconds before the first piece, between pieces of four characters, and for a ruling."""

    first_s: float = 0.5
    piece_s: float = 0.02
    ruling_s: float = 0.5
    asked: float = 0.0
    first_sentence: float = 0.0

    def stream(self, prompt: Prompt, seconds: float) -> Generator[str, None, None]:
        """See `ChatModel`."""
        if prompt.purpose is Purpose.VERIFICATION:
            time.sleep(self.ruling_s)
            yield from super().stream(prompt, seconds)
            return
        self.asked = time.perf_counter()
        time.sleep(self.first_s)
        reply = "".join(super().stream(prompt, seconds))
        ends = len(self.written[0].text) if self.written else 0
        for at in range(0, len(reply), 4):
            time.sleep(self.piece_s)
            if at <= ends:
                self.first_sentence = time.perf_counter()
            yield reply[at : at + 4]


@click.command(help=__doc__)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), required=True)
def main(shared: Path) -> None:
    ratios, own, shown = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        settings = indexed(shared, Path(folder))
        for row in rows(REPLIES / "seen.jsonl"):
            chat = SlowChat([ReplySentence.of(one) for one in row["reply"]], 0.0)
            responder = Responder.open(settings, replace(NO_OWN_MODELS, chat=chat))
            times: list[float] = []

            def show(line: Line, form: Form, times: list[float] = times) -> None:
                times.append(time.perf_counter())

            responder.ask(Question(row["question"]), show)
            if not (times and chat.written):
                continue
            first = chat.first_sentence - chat.asked
            own.append(first)
            shown.append(times[0] - chat.asked)
            ratios.append(shown[-1] / (first + chat.ruling_s))
    click.echo(f"{len(ratios)} answers; medians in seconds after the request to the model:")
    click.echo(
        f"its first sentence {statistics.median(own):.2f}, our first line {statistics.median(shown):.2f}"
    )
    click.echo(
        f"our first line in times of its first sentence with one request to verify it: "
        f"{statistics.median(ratios):.2f}, at most {max(ratios):.2f}"
    )


if __name__ == "__main__":
    main()
