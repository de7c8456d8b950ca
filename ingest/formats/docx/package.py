"""The parts of an Office Open XML file and how they refer to each other; bounded in size."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from lxml import etree

from qa_bot.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DAMAGED = "is a damaged DOCX; save it again"
_MAX_UNPACKED = 100_000_000  # bytes; an article with its pictures has far fewer


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
    def __init__(self, raw: bytes) -> None:
        """Raises ArticleError for a damaged file or one that unpacks to far more than an article."""
        try:
            self._archive = ZipFile(BytesIO(raw))
            self._check_size()
            damaged = self._archive.testzip()  # piece by piece, for the sizes a file states may be lies
        except BadZipFile:
            raise ArticleError(DAMAGED) from None
        if damaged:
            raise ArticleError(DAMAGED)
        self._names = {_key(name): name for name in self._archive.namelist()}

    def related(self, kind: str, source: str = "") -> Part | None:
        """The part of this kind that `source`, by default the whole file, names; raises as `all_related`."""
        return next(iter(self.all_related(kind, source).values()), None)

    def all_related(self, kind: str, source: str = "") -> dict[str, Part]:
        """The parts of this kind by the ids that `source` has for them, none of them twice.

        Raises ArticleError for one that is no XML, or XML with a DOCTYPE.
        """
        ids = {each.target: each.id for each in self._relationships(source) if each.kind == kind}
        parsed = ((id, name, self._parsed(name)) for name, id in ids.items())
        return {id: Part(name, root) for id, name, root in parsed if root is not None}

    def _check_size(self) -> None:
        unpacked = sum(entry.file_size for entry in self._archive.infolist())
        if unpacked > _MAX_UNPACKED:
            raise ArticleError(f"is a DOCX that unpacks to {unpacked // 1_000_000} MB; it is not read")

    def _relationships(self, source: str) -> Iterator[_Relationship]:
        folder, name = posixpath.split(source)
        root = self._parsed(posixpath.join(folder, "_rels", f"{name}.rels"))
        for each in () if root is None else root:
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            yield _Relationship(each.get("Id", ""), posixpath.basename(each.get("Type", "")), target)

    def _parsed(self, name: str) -> Element | None:
        if (stored := self._names.get(_key(name))) is None:
            return None
        try:
            root = etree.fromstring(self._archive.read(stored), _parser())
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError from None
            raise ArticleError(DAMAGED) from None
        if root.getroottree().docinfo.doctype:  # no program writes one; its entities could be anything
            raise ArticleError(DAMAGED)
        return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def _key(name: str) -> str:
    """Names of parts are compared without case; some programs write the other slash."""
    return name.replace("\\", "/").lower()
