"""Files of many articles -> the sources in them; what is large is split in a process with limits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace

from ingest.sandbox import Limits, Refusal, Sandbox
from ingest.scan import json_file, jsonl, mbox, table_file
from ingest.scan.parts import problem
from ingest.scan.source_file import MB, Problem, SourceFile, opened
from qa_bot.errors import ArticleError
from qa_bot.index import FailedSource

_SPLIT: dict[str, Callable[[SourceFile], Iterator[SourceFile | Problem]]] = {
    **dict.fromkeys(jsonl.SUFFIXES, jsonl.lines),
    ".json": json_file.articles,
    **dict.fromkeys((".csv", ".xlsx"), table_file.articles),
    ".mbox": mbox.mails,
}
_SMALL = MB  # so much JSON, CSV or mail takes a second and 100 MB at most: splitting scans it once
_SMALL_PACKED = MB // 10  # the same of XLSX, which is unpacked


def parts_of(file: SourceFile) -> Iterator[SourceFile | Problem]:
    """The articles in a file that may hold many; any other is one."""
    split = _SPLIT.get(file.kind)
    yield from split(file) if split else (file,)


class Splitter:
    def __init__(self, limits: Limits, failed: Iterable[FailedSource]) -> None:
        """Files that `failed` with the bytes they have now are not tried again."""
        self._limits = limits
        self._failed = {one.place: one for one in failed if one.source_hash}

    def parts_of(self, file: SourceFile) -> Iterator[SourceFile | Problem]:
        """The same, within the limits."""
        if file.kind not in _SPLIT or _is_harmless(file):
            yield from parts_of(file)
        elif known := self._known(file):
            yield known
        else:
            with closing(Sandbox(self._limits)) as sandbox:
                for found in sandbox.stream(parts_of, file):
                    yield _refused(file, found) if isinstance(found, Refusal) else found

    def _known(self, file: SourceFile) -> Problem | None:
        failed = self._failed.get(problem(file, "").place)
        if failed is None or failed.source_hash != _hash(file):
            return None
        return replace(problem(file, failed.reason), source_hash=failed.source_hash)


def _refused(file: SourceFile, refusal: Refusal) -> Problem:
    hashed = _hash(file) if refusal.is_lasting else ""
    return replace(problem(file, refusal.reason), source_hash=hashed)


def _is_harmless(file: SourceFile) -> bool:
    """Whether it can be split here, which costs less: it is small, or read in lines that are."""
    try:
        is_small = file.path.stat().st_size < (_SMALL_PACKED if file.kind == ".xlsx" else _SMALL)
        return is_small or (file.kind in jsonl.SUFFIXES and not jsonl.has_line_of(file.path, _SMALL))
    except (ArticleError, OSError):
        return True  # what reads it says why it cannot


def _hash(file: SourceFile) -> str:
    """Of the whole file, which may not fit into memory; "" where it cannot be read."""
    try:
        with opened(file.path) as opened_file:
            return hashlib.file_digest(opened_file, "sha256").hexdigest()
    except (ArticleError, OSError):
        return ""
