"""The file of an index: JSON lines under gzip, which anything reads, the last with a hash of the others.

{"format": "qa-bot index 1", "schema": …, "embedder": …, "chunk_words": …, …}
{"article": {…}, "lead": "<float32, base64>", "chunks": [{…}, …], "vectors": "<float32, base64>",
 "facts": "…"}
{"articles": 2, "chunks": 7, "sha256": "…"}
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.errors import UsageError
from qa_bot.index.records import Head, Indexed, Matrix, article_of, article_record
from qa_bot.privacy import opened_new
from qa_bot.types import Chunk, Facts, as_number

IDENTITY = ("schema", "embedder", "chunk_words")  # fields of a head
_FORMAT = "qa-bot index 1"
_LEVEL = 1  # vectors hardly get smaller, however long one tries
_FLOAT = np.dtype("<f4")

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contents:
    articles: int
    chunks: int
    sha256: str  # of every line but the last


def write(file: gzip.GzipFile, head: Head, every: Iterable[Indexed]) -> Contents:
    hashed = hashlib.sha256()
    articles = chunks = 0

    def put(values: Object) -> None:
        line = json.dumps(values, ensure_ascii=False).encode() + b"\n"
        hashed.update(line)
        file.write(line)

    put(_head_object(head))
    for one in every:
        put(_article_object(one))
        articles, chunks = articles + 1, chunks + len(one.chunks)
    contents = Contents(articles, chunks, hashed.hexdigest())
    put({"articles": contents.articles, "chunks": contents.chunks, "sha256": contents.sha256})
    return contents


class Reader:
    """The lines of a file; what is wrong with them becomes a UsageError."""

    def __init__(self, path: Path, file: gzip.GzipFile) -> None:
        self._path, self._file = path, file
        self._hashed = hashlib.sha256()
        with self._explained(
            "no export of an index that this version reads", "name one of `qa-bot index export`"
        ):
            self.head = _head_of(self._next())

    def articles(self) -> Iterator[Indexed]:
        """Then `contents` is known, and what came is as it was written."""
        articles = chunks = 0
        while True:
            with self._explained("no whole export of an index", "export it again"):
                so_far = self._hashed.hexdigest()
                values = self._next()
                if "sha256" in values:
                    self.contents = Contents(articles, chunks, so_far)
                    whole = {"articles": articles, "chunks": chunks, "sha256": so_far}
                    if values != whole or self._file.read(1):
                        raise ValueError("its lines are not those that were written")
                    return
                one = _indexed(values)
            articles, chunks = articles + 1, chunks + len(one.chunks)
            yield one

    def _next(self) -> Object:
        line = self._file.readline()
        self._hashed.update(line)
        values: Object = json.loads(line)
        return values

    @contextmanager
    def _explained(self, fault: str, advice: str) -> Iterator[None]:
        try:
            yield
        except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError):
            raise UsageError(f"{self._path} is {fault}; {advice}.") from None


@contextmanager
def created(path: Path) -> Iterator[gzip.GzipFile]:
    """A file for its owner alone that takes its name when it is complete."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        # No name and no time inside: the same index makes the same file.
        with opened_new(unfinished) as raw, gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as file:
            yield file
        unfinished.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); name another file.") from None
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[gzip.GzipFile]:
    try:
        raw = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}); name another file.") from None
    with raw, gzip.open(raw) as file:
        yield file


def _head_object(head: Head) -> Object:
    fields = (*IDENTITY, "dimension", "ingested_at", "failed", "failures", "unread")
    return {"format": _FORMAT, **{field: getattr(head, field) for field in fields}}


def _head_of(values: Object) -> Head:
    if values.pop("format") != _FORMAT:
        raise ValueError("it has another format")
    return Head(**values)


def _article_object(one: Indexed) -> Object:
    record = json.loads(str(article_record(one.article)["article"]))
    chunks = [
        {"n": chunk.n, "start": chunk.start, "end": chunk.end, "heading": chunk.heading}
        for chunk in one.chunks
    ]
    return {
        "article": {**record, "id": one.article.id, "text": one.article.text},
        "lead": _encoded(one.lead),
        "chunks": chunks,
        "vectors": _encoded(one.vectors),
        "facts": one.facts,
    }


def _indexed(values: Object) -> Indexed:
    fields, lead = values["article"], _decoded(values["lead"])
    article = article_of(fields["id"], {"article": json.dumps(fields)}, fields["text"])
    published = as_number(article.published)
    chunks = tuple(
        Chunk(article.id, article.content_hash, **chunk, published=published) for chunk in values["chunks"]
    )
    vectors = _decoded(values["vectors"]).reshape(len(chunks), len(lead))
    Facts.decoded(values["facts"], article.content_hash)  # or a question would be the first to see damage
    return Indexed(article, chunks, vectors, lead, values["facts"])


def _encoded(vectors: Matrix) -> str:
    return b64encode(vectors.astype(_FLOAT).tobytes()).decode()


def _decoded(text: str) -> Matrix:
    return np.frombuffer(b64decode(text), _FLOAT)
