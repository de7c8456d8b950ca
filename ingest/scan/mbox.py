"""The mails of a mailbox file as sources: one article a mail, named by its Message-ID."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from mailbox import mbox

from ingest.formats.storable import storable
from ingest.scan.parts import Named, Parts, problem
from ingest.scan.source_file import Problem, SourceFile, opened
from qa_bot.errors import ArticleError


def mails(file: SourceFile) -> Iterator[SourceFile | Problem]:
    """The article of each mail, or why it is none."""
    try:
        with opened(file.path):  # refuses what mailbox would wait for
            box = mbox(file.path, create=False)
        try:
            yield from Parts(file, "mail").sources((box.get_bytes(key) for key in box.keys()), _named)  # noqa: SIM118
        finally:
            box.close()
    except ArticleError as error:
        yield problem(file, str(error))
    except OSError as error:
        yield problem(file, f"cannot be read: {error.strerror}")


def _named(raw: bytes) -> Named:
    """One without a Message-ID is named by its bytes: mails do not change."""
    given = BytesHeaderParser().parsebytes(raw)["Message-ID"]
    id = storable(str(given or "")).strip().strip("<>")
    return Named(id or hashlib.sha256(raw).hexdigest()[:16])
