"""The articles inside one file, each under an id of its own: JSON lines, records, rows, mails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ingest.scan.source_file import Problem, SourceFile, as_text, too_large
from qa_bot.errors import ArticleError

_NUMBERED = 5  # of the parts after the first


@dataclass(frozen=True, slots=True)
class Named:
    """What a part says of itself, before it is read."""

    doc: str  # "" where it has no id
    has_text: bool = True


class BadParts:
    """The parts of one file that name no article, told as one problem: a file may have a million of them."""

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._first = ""
        self._others = 0
        self._numbers: list[int] = []

    def add(self, number: int, reason: str) -> None:
        if not self._first:
            self._first = f"{self._noun} {number} {reason}"
            return
        self._others += 1
        if len(self._numbers) < _NUMBERED:
            self._numbers.append(number)

    @property
    def reason(self) -> str:
        """Why the first is none, and which others are none either; "" where all are well."""
        if not self._others:
            return self._first
        numbers = ", ".join(map(str, self._numbers)) + (", …" if self._others > _NUMBERED else "")
        return f"{self._first}; {self._others} more cannot be read either ({self._noun} {numbers})"


class Parts:
    """Names the parts of `file`; each is a `noun` to the user."""

    def __init__(self, file: SourceFile, noun: str) -> None:
        self._file = replace(file, source=as_text(file.path))
        self._noun = noun
        self._first_seen: dict[str, int] = {}

    def sources(
        self, found: Iterable[bytes], name: Callable[[bytes], Named]
    ) -> Iterator[SourceFile | Problem]:
        """The article of each part, or why it is none; parts that name none are one problem, at the end.

        `name` may raise ArticleError.
        """
        bad = BadParts(self._noun)
        for number, raw in enumerate(found, 1):
            try:
                if raw.strip():
                    yield self._source(number, raw, name)
            except ArticleError as error:
                bad.add(number, str(error))
        if bad.reason:
            yield problem(self._file, bad.reason)

    def _source(self, number: int, raw: bytes, name: Callable[[bytes], Named]) -> SourceFile | Problem:
        if len(raw) > self._file.max_bytes:
            raise ArticleError(too_large(self._file.max_bytes))
        named = name(raw)
        doc, this = named.doc, f"{self._noun} {number} of {as_text(self._file.path.name)}"
        if not doc:
            raise ArticleError("has no id (and no url)")
        if not named.has_text:
            return Problem(self._file.source, doc, f"{this} has no text")
        if first := self._first_seen.get(doc):
            return Problem(self._file.source, doc, f"{this} repeats the id of {self._noun} {first}")
        self._first_seen[doc] = number
        return replace(self._file, doc=doc, line=raw)


def problem(file: SourceFile, reason: str) -> Problem:
    """Why a file of many articles cannot be read as one, or not whole."""
    return Problem(as_text(file.path), as_text(file.path.name), reason, hides=True)
