"""Articles in our own words with their questions: models learn from them, but for those kept for choosing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from qa_bot.errors import UsageError
from qa_bot.evals import written
from qa_bot.models import about_article
from qa_bot.text import sentence_spans

OWN = Path(__file__).parents[2] / "training" / "news"  # beside the package, where there is a checkout
_KEPT_FOR_CHOOSING = 10  # one story in so many
WORD = re.compile(r"\w{4,}")

Span = tuple[int, int]


@dataclass(frozen=True)
class Article:
    """A line of the training format: a text with its questions and the sentences judged by it."""

    story: str
    title: str
    published: date
    text: str
    questions: tuple[dict[str, Any], ...]
    pairs: tuple[dict[str, Any], ...]

    @property
    def about(self) -> str:
        return about_article(self.title, self.published)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return tuple(sentence_spans(self.text))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(WORD.findall(self.text.lower()))

    @property
    def kept(self) -> bool:
        """Whether its story is one of those kept for choosing."""
        return crc32(self.story.encode()) % _KEPT_FOR_CHOOSING == 0

    def window(self, first: int, last: int) -> tuple[str, tuple[Span, ...]]:
        """The text of a run of sentences, and where each stands in it."""
        start, end = self.sentences[first][0], self.sentences[last][1]
        return self.text[start:end], tuple(
            (at - start, to - start) for at, to in self.sentences[first : last + 1]
        )


def articles(folders: Iterable[Path]) -> list[Article]:
    """The articles of all files in the folders.

    Raises:
        UsageError: A folder is not there.
        ValueError: An article is not as it should be.
    """
    found: list[Article] = []
    for path in sorted(path for folder in folders for path in _files(folder)):
        for row in _READ[path.suffix](path) if path.suffix in _READ else ():
            for fragment in _fragments(row):
                if fragment not in row["text"]:
                    raise ValueError(f"{path}: the text of {row['title']!r} does not hold {fragment!r}.")
            published = date.fromisoformat(row["date"])
            asked, judged = tuple(row["questions"]), tuple(row["pairs"])
            found.append(Article(row["story"], row["title"], published, row["text"], asked, judged))
    return found


def _files(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        raise UsageError(f"The articles to learn from are missing: there is no folder {str(folder)!r}.")
    return folder.iterdir()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Without the lines that tell what differs between a story's articles."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return (row for row in lines if "text" in row)


_READ = {".jsonl": _rows, ".txt": written.read}


def _fragments(row: dict[str, Any]) -> Iterator[str]:
    for question in row["questions"]:
        yield from question.get("spans") or ()
    for pair in row["pairs"]:
        yield pair["context"]
