"""Which article of the index a source is: a source keeps its doc id for good, a new one takes a free one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ingest.scan.source_file import SourceFile, source_hash
from qa_bot.errors import ArticleError
from qa_bot.types import Article


class Identities:
    """Names sources one after the other, by their order and what is known alone."""

    def __init__(self, known: Mapping[str, Article]) -> None:
        self._known = known
        self._by_path = {article.path: article for article in known.values() if not _is_part(article)}
        self._folders = {article.source for article in known.values() if not _is_part(article)}
        self._taken: set[str] = set()

    def named(self, file: SourceFile) -> SourceFile:
        """The source with its article's id as `doc` and, if known, the folder it is known under."""
        if file.line:
            return self._with_free_id(file)
        record = self._by_path.get(file.place)
        if record:
            self._taken.add(record.id)
            return replace(file, doc=record.id, source=record.source)
        return self._with_free_id(self._at_home(file))

    def _with_free_id(self, file: SourceFile) -> SourceFile:
        doc = next(doc for doc in _candidates(file) if self._is_free(doc, file))
        self._taken.add(doc)
        return replace(file, doc=doc)

    def _is_free(self, doc: str, file: SourceFile) -> bool:
        owner = self._known.get(doc)
        if doc in self._taken:
            return False
        return owner is None or owner.path == file.place or _has_moved(owner, file)

    def _at_home(self, file: SourceFile) -> SourceFile:
        """A file given alone belongs to the folder above it that was ingested before, if there is one."""
        place = Path(file.place)
        homes = [folder for folder in map(str, place.parents) if folder in self._folders]
        if not homes:
            return file
        return replace(file, source=homes[-1], doc=place.relative_to(homes[-1]).as_posix())


def _has_moved(owner: Article, file: SourceFile) -> bool:
    """Whether the article's file is gone from where it was and these are its bytes, as of a moved folder."""
    if not owner.path or Path(owner.path).exists():
        return False
    try:
        return source_hash(file.read()) == owner.source_hash
    except ArticleError:
        return False


def _is_part(article: Article) -> bool:
    """Whether it is one of the articles inside a file, whose source is the file itself."""
    return article.path == article.source


def _candidates(file: SourceFile) -> Iterator[str]:
    root = Path(file.source).name
    yield file.doc
    yield f"{root}/{file.doc}"
    place = f"{file.source}\n{file.doc}".encode()
    yield f"{root}-{hashlib.sha256(place).hexdigest()[:8]}/{file.doc}"
