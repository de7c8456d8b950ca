"""Where the bench works: the shared data, its own index folders, and how much of each set it takes."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from qa_bot.evals import sets
from qa_bot.evals.product import Product
from qa_bot.evals.sets import Document

_QUICK_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class BenchFolder:
    shared: Path
    folder: Path
    quick: bool = False

    @property
    def bench(self) -> Path:
        return self.shared / "bench"

    def sample(self, size: int) -> int:
        """How many of `size` items to take."""
        return max(1, int(size * _QUICK_SHARE)) if self.quick else size

    def say(self, progress: str) -> None:
        click.echo(progress, err=True)

    def fresh(self, name: str) -> Path:
        """An empty folder: an index of an earlier run was built by earlier code."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def kept(self, name: str) -> Path:
        """A folder with what an earlier run left in it."""
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def ingested(self, name: str, documents: Iterable[Document]) -> Product:
        """The documents as a new index."""
        folder = self.fresh(name)
        source = folder / "articles.jsonl"
        sets.write_articles(documents, source)
        return self._ingest(name, source, Product(folder / "index"))

    def ingested_seeds(self) -> Product:
        return self._ingest("seeds", self.shared / "seeds", Product(self.fresh("seeds") / "index"))

    def _ingest(self, name: str, source: Path, product: Product) -> Product:
        self.say(f"{name}: ingesting {source.name}")
        product.ingest(source)
        return product
