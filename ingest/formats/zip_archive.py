"""The files inside a zipped document, bounded in size."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn
from zipfile import BadZipFile, ZipFile

from ingest.formats.xml_tree import parse_xml
from qa_bot.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAX_UNPACKED = 100_000_000  # bytes; an article with its pictures has far fewer
_UNPACKED_TIMES = 2  # a larger file is one of pictures and films, which are packed already
_OLE = b"\xd0\xcf\x11\xe0"  # begins Office's older files, and what it packs newer ones with a password into
_ENCRYPTED = 0x1  # of a zipped file's flags


class ZipArchive:
    def __init__(self, raw: bytes, kind: str) -> None:
        """`kind` is what the user calls such a file: "DOCX".

        Raises ArticleError for a file that is damaged, encrypted, or unpacks to far more than an article.
        """
        self._kind = kind
        if raw.startswith(_OLE):
            raise ArticleError(
                f"has a password or is of an older format; save it as {kind} without a password"
            )
        try:
            self._archive = ZipFile(BytesIO(raw))
            self._check_entries(len(raw))
            damaged = self._archive.testzip()  # piece by piece, for the sizes a file states may be lies
        except (BadZipFile, EOFError, NotImplementedError, zlib.error):
            self.fail()
        if damaged:
            self.fail()
        self._names = {_key(name): name for name in self._archive.namelist()}

    def fail(self) -> NoReturn:
        """Raises ArticleError that calls the file damaged."""
        raise ArticleError(f"is a damaged {self._kind}; get a complete copy, or save it again")

    def fail_encrypted(self) -> NoReturn:
        raise ArticleError(f"is an encrypted {self._kind}; save it without a password")

    def read(self, name: str) -> bytes | None:
        """The bytes of the file of this name; None where there is none."""
        stored = self._names.get(_key(name))
        return None if stored is None else self._archive.read(stored)

    def xml(self, name: str) -> Element | None:
        """The same as a tree. Raises ArticleError for what is no XML, or declares entities."""
        if (raw := self.read(name)) is None:
            return None
        try:
            return parse_xml(raw)
        except ValueError:
            self.fail()

    def _check_entries(self, packed: int) -> None:
        entries = self._archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > max(_MAX_UNPACKED, _UNPACKED_TIMES * packed):
            raise ArticleError(
                f"unpacks to {unpacked // 1_000_000} MB, too much for one {self._kind}; split it"
            )
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            self.fail_encrypted()


def _key(name: str) -> str:
    """Names are compared without case; some programs write the other slash."""
    return name.replace("\\", "/").lower()
