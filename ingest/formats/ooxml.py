"""Office Open XML (DOCX, PPTX, XLSX): the parts of a file, how they refer to each other, its properties."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from ingest.formats.office import Properties
from ingest.formats.zip_archive import ZipArchive

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(frozen=True, slots=True)
class Part:
    name: str  # its path in the file
    root: Element


@dataclass(frozen=True, slots=True)
class _Relationship:
    id: str
    kind: str  # the end of its type, which is the same in strict files
    target: str


class Package:
    def __init__(self, raw: bytes, kind: str) -> None:
        """Raises ArticleError as ZipArchive does."""
        self._archive = ZipArchive(raw, kind)

    def fail(self) -> NoReturn:
        """Raises ArticleError that calls the file damaged."""
        self._archive.fail()

    def main(self, root: str) -> Part:
        """The part that is the document, by the name of its root. Raises ArticleError where there is none."""
        part = self.related("officeDocument")
        if part is None or not part.root.tag.endswith(f"}}{root}"):
            self.fail()
        return part

    def properties(self) -> Properties:
        part = self.related("core-properties")

        def said(name: str) -> str:
            return ((part.root.findtext(f"{{*}}{name}") if part else None) or "").strip()

        return Properties(said("title"), said("created"))

    def related(self, kind: str, source: str = "") -> Part | None:
        """The part of this kind that `source`, by default the whole file, names; raises as `all_related`."""
        return next(iter(self.all_related(kind, source).values()), None)

    def all_related(self, kind: str, source: str = "") -> dict[str, Part]:
        """The parts of this kind by the ids that `source` has for them, none of them twice.

        Raises ArticleError for one that is no XML, or XML with entities.
        """
        parsed = ((id, name, self._archive.xml(name)) for id, name in self.targets(kind, source).items())
        return {id: Part(name, root) for id, name, root in parsed if root is not None}

    def targets(self, kind: str, source: str) -> dict[str, str]:
        """The same by the parts' names, before they are read."""
        ids = {each.target: each.id for each in self._relationships(source) if each.kind == kind}
        return {id: name for name, id in ids.items()}

    def read(self, name: str) -> bytes:
        """A part as it is stored. Raises ArticleError where there is none."""
        raw = self._archive.read(name)
        if raw is None:
            self.fail()
        return raw

    def _relationships(self, source: str) -> Iterator[_Relationship]:
        folder, name = posixpath.split(source)
        root = self._archive.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        for each in () if root is None else root:
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            yield _Relationship(each.get("Id", ""), posixpath.basename(each.get("Type", "")), target)
