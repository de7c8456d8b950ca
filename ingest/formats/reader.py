"""What reads a format: one method, and a way to name it before its libraries are needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from ingest.formats.content import Content
from qa_bot.errors import UsageError


class FormatReader(Protocol):
    """Reads the articles of one format.

    A reader crosses to other processes: its class stands in a module that they can import, and it pickles.
    """

    def read(self, raw: bytes) -> Content:
        """The text of a file, and what the file says about it.

        Raises ArticleError with a reason for the user ("is a damaged EPUB; download it again"). Whatever else
        it raises is reported as a fault of that one file.
        """


Readers = Mapping[str, FormatReader]  # by suffix: lower case, with its dot


@dataclass(frozen=True, slots=True)
class LazyReader:
    """The function `read` of a module, which is imported with the first file of its kind."""

    module: str

    def read(self, raw: bytes) -> Content:
        return cast(FormatReader, import_module(self.module)).read(raw)


def check_suffixes(readers: Readers) -> None:
    """Raises UsageError for a suffix that no file name would be compared with."""
    for suffix in readers:
        if not suffix.startswith(".") or suffix != suffix.lower() or len(suffix) < 2:
            raise UsageError(f"{suffix!r} is no suffix of a reader; write it like '.epub', in lower case.")
