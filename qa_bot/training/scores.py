"""How well the shipped reader and judge do alone: python -m qa_bot.training.scores

On the stories kept for choosing, a tenth of all, and on bench/support/dev. `--card` writes CARD.md.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from qa_bot.cli.options import example
from qa_bot.evals import stories
from qa_bot.evals.metrics import Estimate, bootstrap, rate
from qa_bot.evals.stories import Article
from qa_bot.models import Excerpt, about_article
from qa_bot.models.trained import DATA, TrainedJudge, TrainedReader
from qa_bot.training import examples

CARD, TEMPLATE = DATA / "CARD.md", Path(__file__).with_name("card.md")
_PASSAGE = 1_000  # characters
_FEWEST = 10  # sentences of a kind worth a line
_SHOWN = (0.5, 0.7, 0.9)


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader made of one question over all passages of its article."""

    answerable: bool
    ranked: tuple[bool, ...]  # the sentences found, best first: does it answer?
    surest: float


@dataclass(frozen=True, slots=True)
class Judged:
    sound: bool
    kind: str
    entailed: float


def read_all(reader: TrainedReader, articles: Sequence[Article]) -> list[Read]:
    return [_read(reader, article, question) for article in articles for question in article.questions]


def _read(reader: TrainedReader, article: Article, question: dict[str, Any]) -> Read:
    gold = {article.sentences[n] for n in examples.gold(article, question)}
    windows = list(_windows(article))
    passages = [Excerpt(article.about, article.text[start:end]) for start, end in windows]
    found = [
        (span.score, any(a <= start + span.start < b for a, b in gold))
        for (start, _), spans in zip(windows, reader.read(question["question"], passages), strict=True)
        for span in spans
    ]
    found.sort(reverse=True)
    return Read(
        question["answerable"], tuple(right for _, right in found), max((s for s, _ in found), default=0)
    )


def _windows(article: Article) -> Iterator[tuple[int, int]]:
    """The whole article in runs of sentences as long as a passage."""
    start, end = article.sentences[0]
    for at, to in article.sentences[1:]:
        if to - start > _PASSAGE:
            yield start, end
            start = at
        end = to
    yield start, end


def judged_news(judge: TrainedJudge, articles: Sequence[Article]) -> list[Judged]:
    return [
        Judged(
            pair["label"] == "supported",
            pair["kind"],
            judge.judge(Excerpt(article.about, pair["context"]), pair["sentence"]).entailed,
        )
        for article in articles
        for pair in article.pairs
    ]


def judged_bench(judge: TrainedJudge, shared: Path) -> list[Judged]:
    """bench/support/dev; nothing was learnt from it."""
    lines = (shared / "bench" / "support" / "dev" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Judged(
            row["label"] == "supported",
            row["kind"],
            judge.judge(
                Excerpt(
                    about_article(row["doc"]["title"], date.fromisoformat(row["doc"]["date"])), row["context"]
                ),
                row["sentence"],
            ).entailed,
        )
        for row in map(json.loads, lines)
    ]


def area(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Under the ROC curve: how often one that is right has the higher score of two."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    places = sum(place for place, i in enumerate(order, 1) if right[i])
    positive = sum(right)
    negative = len(right) - positive
    return (places - positive * (positive + 1) / 2) / (positive * negative) if positive and negative else 0.5


def balanced(found: Sequence[Judged], limit: float) -> float:
    """The mean of the shares of sound and of wrong sentences told as such."""
    sound = [one.entailed >= limit for one in found if one.sound]
    wrong = [one.entailed < limit for one in found if not one.sound]
    return (sum(sound) / len(sound) + sum(wrong) / len(wrong)) / 2


def reader_lines(found: Sequence[Read]) -> Iterator[str]:
    stated = [one for one in found if one.answerable]
    for n in (1, 2, 3):
        yield _line(
            f"a sentence that answers among the best {n}", rate([any(one.ranked[:n]) for one in stated])
        )
    told = bootstrap(found, lambda some: area([one.surest for one in some], [one.answerable for one in some]))
    yield _line("stated or not, area under the curve", told)


def judge_lines(found: Sequence[Judged], limit: float) -> Iterator[str]:
    yield _line(
        "area under the curve",
        bootstrap(found, lambda some: area([one.entailed for one in some], [one.sound for one in some])),
    )
    yield _line(f"balanced accuracy at {limit:.2f}", bootstrap(found, lambda some: balanced(some, limit)))
    for at in _SHOWN:
        passed = [one.sound for one in found if one.entailed >= at]
        of_sound = len([one for one in found if one.sound]) or 1
        yield (
            _line(f"sound among those over {at}", rate(passed))
            + f" ({sum(passed) / of_sound:.0%} of the sound)"
        )


def kind_lines(found: Sequence[Judged], limit: float) -> Iterator[str]:
    kinds: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for one in found:
        kinds[one.sound, one.kind].append((one.entailed >= limit) == one.sound)
    for (sound, kind), right in sorted(kinds.items(), key=lambda item: (not item[0][0], -len(item[1]))):
        if len(right) >= _FEWEST:
            told = "sound" if sound else "wrong"
            yield f"| {told} | {kind.replace('_', ' ')} | {len(right)} | {sum(right) / len(right):.2f} |"


def _line(name: str, estimate: Estimate) -> str:
    return f"- {name}: {estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}] of {estimate.n}"


def best_limit(found: Sequence[Judged]) -> float:
    """Where the balanced accuracy is best; chosen on our own kept stories alone."""
    return max((n / 50 for n in range(1, 50)), key=lambda limit: balanced(found, limit))


def report(shared: Path) -> str:
    kept = [one for one in stories.articles((shared / "train" / "news", stories.OWN)) if one.kept]
    judge = TrainedJudge()
    own, bench = judged_news(judge, kept), judged_bench(judge, shared)
    limit = best_limit(own)
    lines = [
        f"### Reader, on {len(kept)} articles kept for choosing",
        "",
        *reader_lines(read_all(TrainedReader(), kept)),
        "",
        "### Judge, on the same articles",
        "",
        *judge_lines(own, limit),
        "",
        "### Judge, on bench/support/dev, of which nothing was learnt",
        "",
        *judge_lines(bench, limit),
        "",
        "| | kind | n | told rightly |",
        "| --- | --- | --- | --- |",
        *kind_lines(bench, limit),
    ]
    return "\n".join(lines)


def write_card(shared: Path) -> None:
    CARD.write_text(
        TEMPLATE.read_text(encoding="utf-8").replace("{scores}", report(shared)), encoding="utf-8"
    )


@click.command(help=__doc__, epilog=example("python -m qa_bot.training.scores --shared ../shared"))
@click.option("--shared", type=click.Path(exists=True, path_type=Path), default=Path("../shared"))
@click.option("--card", is_flag=True, help="Write the model card anew.")
def main(shared: Path, card: bool) -> None:
    if card:
        write_card(shared)
    else:
        click.echo(report(shared))


if __name__ == "__main__":
    main()
