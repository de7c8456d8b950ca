"""A folder of news to ingest, and what an index has of it."""

from __future__ import annotations

import json
from pathlib import Path

from ingest.pipeline import Options, ingest
from ingest.run import IngestReport
from qa_bot.index import Index
from qa_bot.settings import Settings
from qa_bot.types import Article

FERRY = "The ferry Margarethe ran aground off Elsmouth on Tuesday. Divers found a tear in the hull.\n"
OLIVES = "Olive growers in Sant Pere expect a small harvest. After a dry winter came hail in April.\n"
TRAIN = "Night trains between Ardal and Brück return in May. The railway ordered six sleeping cars.\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_lines(path: Path, *records: dict[str, str]) -> Path:
    return write(path, "".join(json.dumps(record) + "\n" for record in records))


def indexed(settings: Settings) -> dict[str, Article]:
    index = Index.open(settings)
    return index.articles(article.id for article in index.list_articles())


def run(settings: Settings, *paths: Path, prune: bool | None = None) -> IngestReport:
    return ingest(paths, settings, Options(prune=prune))
