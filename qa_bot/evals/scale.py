"""What grows with the index: `python -m qa_bot.evals.scale 1000 10000 100000` counts its chunks.

The articles are generated: words as often as in multihop_wiki, vectors around those of its paragraphs.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from qa_bot.cli.console import run
from qa_bot.evals import sets
from qa_bot.evals.metrics import percentile
from qa_bot.evals.product import Product
from qa_bot.evals.report import Measurement, single, table
from qa_bot.evals.workspace import BenchFolder
from qa_bot.index import Indexed, IndexWriter
from qa_bot.index.records import Matrix
from qa_bot.models.wordllama import WordLlamaEmbedder
from qa_bot.settings import Settings
from qa_bot.types import Article, Chunk, as_number

_SENTENCES, _WORDS = 10, 15  # of a chunk, of a sentence: as long as ingest makes them
_CHUNKS = 4  # of an article
_BATCH = 250  # articles
_CENTRES = 2000
_NOISE = 0.05  # in each of 256 dimensions: a cosine of about .8 to the centre
_QUESTIONS, _WARM_UP = 60, 5


@dataclass(frozen=True, slots=True)
class World:
    """What articles are drawn from."""

    words: NDArray[np.str_]
    shares: NDArray[np.float64]  # of each word in running text
    centres: Matrix

    @classmethod
    def of(cls, documents: tuple[sets.Document, ...]) -> World:
        counted = Counter(word for document in documents for word in document.text.split())
        counts = np.array(list(counted.values()), np.float64)
        centres = WordLlamaEmbedder().embed([document.text for document in documents[:_CENTRES]])
        return cls(np.array(list(counted)), counts / counts.sum(), centres)

    def articles(self, chunks: int) -> Iterator[Indexed]:
        random = np.random.default_rng(7)
        return (self._article(n, random) for n in range(chunks // _CHUNKS))

    def _article(self, n: int, random: np.random.Generator) -> Indexed:
        drawn = random.choice(self.words, (_CHUNKS, _SENTENCES, _WORDS), p=self.shares)
        texts = [" ".join(f"{' '.join(words).capitalize()}." for words in chunk) for chunk in drawn]
        noise = random.normal(0, _NOISE, (_CHUNKS, self.centres.shape[1]))
        vectors = self.centres[random.integers(len(self.centres))] + noise.astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return _indexed(f"generated/{n}.txt", texts, vectors, date(2000, 1, 1) + timedelta(n % 9000))


def measure(work: BenchFolder, world: World, chunks: int) -> list[Measurement]:
    """Builds an index of that many chunks and asks it, in one process, what multihop_wiki asks."""
    folder = work.fresh(f"scale-{chunks}")
    work.say(f"{chunks:,} chunks: building")
    seconds = _build(folder / "index", world.articles(chunks))
    work.say(f"{chunks:,} chunks: {_QUESTIONS} questions")
    run = Product(folder / "index").ask_file(_questions(work, folder / "questions.jsonl"))
    timings = [json.loads(line)["timings_ms"] for line in run.stdout.splitlines()][_WARM_UP:]
    whole, search = ([each[part] for each in timings] for part in ("total", "retrieve"))
    disk = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    found = {
        "written, chunks/s": chunks / seconds,
        "disk MB": disk / 1e6,
        "bot's peak MB": run.peak_mb,
        "searches, p50 ms": percentile(search, 0.5),
        "searches, p95 ms": percentile(search, 0.95),
        "question, p50 ms": percentile(whole, 0.5),
        "question, p95 ms": percentile(whole, 0.95),
    }
    return [single(f"{chunks:,} chunks: {name}", value, n=len(timings)) for name, value in found.items()]


def _build(index: Path, articles: Iterator[Indexed]) -> float:
    """Returns the seconds it took."""
    started = time.perf_counter()
    with IndexWriter.open(Settings.load(index={"path": index, "url": ""})) as writer:
        while batch := list(islice(articles, _BATCH)):
            writer.commit(batch)
    return time.perf_counter() - started


def _questions(work: BenchFolder, path: Path) -> Path:
    asked = sets.multihop_wiki(work.bench).queries[:_QUESTIONS]
    lines = (json.dumps({"id": query.id, "question": query.question}) for query in asked)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _indexed(id: str, texts: list[str], vectors: Matrix, published: date) -> Indexed:
    text = "\n\n".join(texts)
    hashed = hashlib.sha256(text.encode()).hexdigest()
    article = Article(id, text, texts[0][:60], published, content_hash=hashed, source_hash=hashed)
    starts = np.cumsum([0, *(len(each) + 2 for each in texts)])
    chunks = tuple(
        Chunk(id, hashed, n, int(start), int(start) + len(each), published=as_number(published))
        for n, (start, each) in enumerate(zip(starts, texts, strict=False))
    )
    return Indexed(article, chunks, vectors, vectors[0])


@click.command()
@click.argument("sizes", metavar="CHUNKS…", nargs=-1, required=True, type=click.IntRange(min=_CHUNKS))
@click.option("--shared", type=click.Path(path_type=Path), default=Path("../shared"), show_default=True)
@click.option("--work", type=click.Path(path_type=Path), default=Path(".bench"), show_default=True)
def scale(sizes: tuple[int, ...], shared: Path, work: Path) -> None:
    """Measure generated indexes of so many CHUNKS each."""
    workspace = BenchFolder(shared.resolve(), work.resolve())
    world = World.of(sets.multihop_wiki(workspace.bench).documents)
    console = Console(width=110)
    for chunks in sizes:
        console.print(table("scale", measure(workspace, world, chunks)))


if __name__ == "__main__":
    run(scale)
